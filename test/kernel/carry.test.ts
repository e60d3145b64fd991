/** Carry-over: what goes on in the next version of a patch, and what starts afresh. */
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { adsr, audio, biquad, gain, lfo, module, noise, number, pan, sine, voices } from '../../src/index.ts'
import type { Signal } from '../../src/dsp/signal.ts'
import { carry, eachOf, heirs } from '../../src/kernel/carry.ts'
import { Instance } from '../../src/kernel/instance.ts'
import { change } from '../../src/kernel/parameters.ts'
import { gainAt, impurity, kernelOf, left } from '../play.ts'

type Build = () => Signal | Signal[]
/** Something set by hand, and after how many frames. */
type Turn = [after: number, address: string, value: number | string]

/** Plays some frames of a patch, with what is set by hand meanwhile. */
function begun(build: Build, frames: number, turns: readonly Turn[] = []): Instance {
  const instance = new Instance(kernelOf(build))
  let done = 0
  for (const [after, address, value] of turns) {
    instance.render(0, after - done)
    done = after
    const { param, value: wanted, ramp } = change(instance.layout, address, [value])
    instance.apply(param, wanted, ramp)
  }
  instance.render(0, frames - done)
  return instance
}

/** The same patch edited, from where the first one has come to. */
function edited(before: Instance, build: Build): Instance {
  const next = new Instance(kernelOf(build))
  carry(before.layout, before.state.slice(), next)
  return next
}

function heard(instance: Instance, frames = 2000): Float32Array {
  instance.render(0, frames)
  return left(instance.output).slice(0, frames)
}

const chain = (freq = 220, decay = 4000): Signal => {
  const tone = sine('tone', { freq, pitch: lfo('vibrato', { freq: 6, min: -0.5, max: 0.5 }), gain: 0.5 })
  const amp = adsr('amp', { in: tone.add(noise('hiss', { gain: 0.1 })), gate: 1, decay })
  return biquad('filter', { in: amp, cutoff: 900, q: 4 })
}
const turns: Turn[] = [[100, '/mod/filter/cutoff', 3000], [200, '/gate/amp', 'off'], [260, '/gate/amp', 0.8], [270, '/mod/tone/gain', 0.3]]
/** In the middle of a control period, and on its border; ramps are on their way at both. */
const BORDERS = [301, 320, 5000]

for (const border of BORDERS) {
  test(`nothing has changed: it goes on bit for bit, from frame ${border}`, () => {
    const before = begun(chain, border, turns)
    const after = edited(before, chain)
    assert.equal(heard(after), heard(before))
  })

  test(`modules come and go in front of the others, which go on bit for bit, from frame ${border}`, () => {
    const before = begun(() => [chain(), sine('other')], border, turns)
    const after = edited(before, () => [chain(), gain('new', { in: pan('newer', { in: sine('newest') })[0] })])
    assert.equal(heard(after), heard(before))
  })
}

test('one number has changed: it is the same as if it had been set by hand', () => {
  const before = begun(() => chain(220), 4800, turns)
  const after = edited(before, () => chain(330))
  const { param } = change(before.layout, '/mod/tone/freq', [330])
  before.apply(param, 330, -1)
  assert.equal(heard(after), heard(before))
})

test('a value set by hand stays, unless the file has changed it', () => {
  const patch = (cutoff: number, q: number): Signal => biquad('filter', { in: noise('hiss'), cutoff, q })
  const before = begun(() => patch(900, 2), 4800, [[10, '/mod/filter/cutoff', 3000], [10, '/mod/filter/q', 7]])
  const after = edited(before, () => patch(900, 3))
  before.apply(change(before.layout, '/mod/filter/q', [3]).param, 3, -1)
  assert.equal(heard(after), heard(before))
  const changed: string[] = []
  for (const heir of heirs(before.layout, after.layout)) {
    eachOf(heir, (_from, _to, said, says, stays) => { if (!stays) changed.push(`${heir.module.id}.${heir.input.name}: ${said}, now ${says}`) })
  }
  assert.equal(changed, ['filter.q: 2, now 3'])
})

test('more voices, some where there was one module, or one again: what was set of all of them by hand stays', () => {
  const tone = () => sine('tone', { freq: 200, gain: 0.1 })
  const [alone, few, many] = [tone, () => voices(2, tone), () => voices(7, tone)] as (() => Signal)[]
  const from = (build: () => Signal) => begun(build, 4800, [[10, '/mod/tone/freq', 300]])
  for (const [before, after] of [[few, many], [many, few], [alone, many], [many, alone]]) {
    // The phases of the voices are not the same: what counts is that nothing else is there.
    const samples = heard(edited(from(before), after), 4000)
    assert.ok(impurity(samples, 300) < 1e-3 && gainAt(samples, 300) > 100)
  }
  // What differs from voice to voice is the file's.
  const chord = (n: number) => (): Signal => voices(n, i => sine('tone', { freq: 200 + 100 * i, gain: 0.1 }))
  assert.ok(Math.abs(gainAt(heard(edited(from(chord(2)), chord(3)), 4000).subarray(0, 3840), 400) / 1920 - 0.1) < 0.005)
})

test('a ramp that is on its way goes on to its end', () => {
  const patch = (other: string) => (): Signal[] => [gain('level', { in: 1, gain: 0 }), sine(other)]
  const before = new Instance(kernelOf(patch('one')))
  before.apply(change(before.layout, '/mod/level/gain', [1]).param, 1, 1600)
  before.render(0, 800)
  const samples = heard(edited(before, patch('another')), 1600)
  assert.ok(samples[0] > 0.49 && samples[0] < 0.51)
  assert.is(samples[800], 1)
})

test('renamed, or of another type: it starts afresh, with the next control point', () => {
  const before = begun(() => sine('tone', { freq: 100 }), 128)
  const fresh = heard(new Instance(kernelOf(() => sine('tune', { freq: 100 }))))
  assert.equal(heard(edited(before, () => sine('tune', { freq: 100 }))), fresh)
  const other = begun(() => lfo('tone', { freq: 10 }), 128)
  assert.equal(heard(edited(other, () => sine('tone', { freq: 100 }))), fresh)
})

test('an input that followed a signal has the value of the file, and the other way round', () => {
  const before = begun(() => gain('level', { in: 1, gain: lfo('slow', { min: 0, max: 1 }) }), 4800)
  assert.ok(heard(edited(before, () => gain('level', { in: 1, gain: 0.25 }))).every(sample => sample === 0.25))
  const fixed = begun(() => gain('level', { in: 1, gain: 0.25 }), 4800)
  const [first] = heard(edited(fixed, () => gain('level', { in: 1, gain: sine('tone', { freq: 100 }) })))
  assert.is(first, 0)
})

const counter = (step: number, more = false) => module({
  name: 'counter', inputs: { x: audio('nothing'), by: number(1, 0, 2, 'step') }, state: (more ? { other: 7, n: 0 } : { n: 0 }) as { n: number },
  tick: step === 1 ? (s, { by }) => { s.n += by; return s.n } : (s, { by }) => { s.n += 2 * by; return s.n },
})

test('a module whose code was edited keeps the fields that it still has', () => {
  const before = begun(() => counter(1)('count').mul(1 / 1024), 100)
  assert.is(heard(edited(before, () => counter(1, true)('count').mul(1 / 1024)))[0], 101 / 1024)
  assert.is(heard(edited(before, () => counter(2)('count').mul(1 / 1024)))[0], 102 / 1024)
})

test('a choice, or a range, that was edited has the value of the file', () => {
  const scaled = (max: number, by: number) => module({
    name: 'scaled', inputs: { by: number(1, 0, max, 'step') }, tick: (s, { by }) => by })('it', { by })
  const before = begun(() => scaled(20, 1), 100, [[10, '/mod/it/by', 20]])
  const after = edited(before, () => scaled(10, 1))
  heard(after, 600)
  assert.is(heard(after, 1)[0], 1)
})

test('faults are counted anew', () => {
  const broken = () => module({ name: 'broken', inputs: {}, tick: () => 1 / 0 })('it')
  const before = begun(broken, 100)
  assert.ok(before.fault > 0)
  assert.is(edited(before, broken).fault, 0)
})

test.run()
