/** Voices: four lanes of 32-bit floats make what as many copies make one by one, nearly. */
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { adsr, biquad, gain, lfo, line, module, noise, number, pan, sine, voices } from '../../src/index.ts'
import type { Signal } from '../../src/index.ts'
import { carry } from '../../src/kernel/carry.ts'
import { Instance } from '../../src/kernel/instance.ts'
import { faultOf } from '../../src/kernel/kernel.ts'
import { change } from '../../src/kernel/parameters.ts'
import { decibels, kernelOf, left, listen, play, right, rms } from '../play.ts'
import type { Cue } from '../play.ts'

const x = number(0, -10, 10, 'any number')

/** How far two sounds are apart, in dB below the first. */
const apart = (a: Float32Array, b: Float32Array) => decibels(rms(a.map((sample, i) => sample - b[i])) / rms(a))

const close = (a: Float32Array, b: Float32Array, limit: number) => {
  assert.ok(rms(a) > 0, 'silence')
  const distance = apart(a, b)
  assert.ok(distance < limit, `${distance.toFixed(1)} dB`)
}

/** The first sample that differs, -1 where none does. */
const difference = (a: Float32Array, b: Float32Array) => a.findIndex((sample, i) => !Object.is(sample, b[i]))

const copies = (n: number, build: (i: number, id: (name: string) => string) => Signal) =>
  Array.from({ length: n }, (_, i) => build(i, name => name + i)).reduce((sum, one) => sum.add(one))

const voice = (i: number, id: (name: string) => string = name => name) => {
  const tone = sine(id('sine'), { freq: 110 + 7.3 * i })
  const amp = adsr(id('adsr'), { in: tone, attack: 10, decay: 20, sustain: 0.7, gate: 1 })
  return biquad(id('filter'), { in: amp, cutoff: 400 + 20 * i })
}

for (const n of [1, 2, 4, 7, 8, 40]) {
  test(`${n} voices are ${n} copies`, () => {
    close(listen(() => copies(n, voice), 9600), listen(() => voices(n, i => voice(i)), 9600), -75)
  })
}

test('at any block size, again, and on from a snapshot: the same bits', () => {
  const kernel = kernelOf(() => voices(9, i => voice(i)))
  const cues: Cue[] = [[100, '/mod/sine/freq', 330], [777, '/mod/filter.4/cutoff', 900], [1500, '/gate/adsr', 0], [2001, '/mod/sine.8/gain', 0]]
  const whole = play(kernel, 3000, cues, 4096)
  for (const block of [1, 7, 64, 128]) assert.is(difference(play(kernel, 3000, cues, block), whole), -1, `block ${block}`)
  const [first, second] = [new Instance(kernel), new Instance(kernel)]
  first.render(0, 777)
  second.state.set(first.state)
  for (const instance of [first, second]) instance.render(0, 2000)
  assert.is(difference(second.output.slice(0, 4000), first.output.slice(0, 4000)), -1)
})

test('an id is the module in all voices, id.number that of one', () => {
  const build = () => voices(6, i => sine('sine', { freq: 100 * (i + 1) }))
  const { layout } = kernelOf(build)
  assert.is(change(layout, '/mod/sine/freq', [50]).module.voices, 6)
  assert.is(change(layout, '/mod/sine.2/freq', [50]).input.default, 300)
  assert.throws(() => change(layout, '/mod/sine.6/freq', [50]), /sine\.0 … sine\.5/)
  assert.throws(() => change(kernelOf(() => sine('sine')).layout, '/mod/sine.0/freq', [50]), /not in voices/)
  const one = listen(build, 4800, [[0, '/mod/sine/gain', 0], [0, '/mod/sine.3/gain', 1]])
  close(one.subarray(960), listen(() => sine('sine', { freq: 400 }), 4800).subarray(960), -70)
  const all = listen(build, 9600, [[0, '/mod/sine/freq', 250]])
  assert.ok(all.some(sample => Math.abs(sample) > 1))
})

test('shifts by numbers that differ from voice to voice', () => {
  const kind = module({
    name: 'shifted', inputs: { x, by: x }, tick: (s, { x, by }) => (x * 1e6 << by) * 2 ** -24 + (x * 1e8 >> by) * 2 ** -24 + (x * 1e8 >>> by) * 2 ** -28,
  })
  const part = (i: number, id: (name: string) => string = name => name) => kind(id('it'), { x: noise(id('noise'), { seed: i }), by: i })
  close(listen(() => copies(7, part), 4800), listen(() => voices(7, i => part(i)), 4800), -100)
})

test('default is what the file says, of each voice', () => {
  const build = () => voices(6, i => sine('sine', { freq: 100 * (i + 1) }))
  const turned = listen(build, 9600, [[0, '/mod/sine/freq', 50], [960, '/mod/sine/freq', 'default'], [960, '/mod/sine.1/gain', 'default']])
  const kernel = kernelOf(build)
  // Six sines that are multiples of 100 Hz, and nothing that is not.
  const tail = turned.subarray(4800)
  const period = 480
  for (let i = 0; i < tail.length - period; i++) assert.ok(Math.abs(tail[i] - tail[i + period]) < 1e-3, `frame ${i}`)
  assert.is(change(kernel.layout, '/mod/sine.4/freq', ['default']).value, 500)
  assert.is(change(kernelOf(() => sine('sine', { freq: 70 })).layout, '/mod/sine/freq', ['default']).value, 70)
})

test('what comes from outside is the same for all; two sides; signal arithmetic; numbers that differ', () => {
  const wobble = () => lfo('lfo', { freq: 3, min: 300, max: 900 })
  const part = (i: number, id: (name: string) => string, cutoff: Signal) =>
    biquad(id('filter'), { in: noise(id('noise'), { seed: i }).mul(0.1 * i).add(0.01).sub(cutoff.mul(1e-5)), cutoff })
  close(
    listen(() => { const cutoff = wobble(); return copies(5, (i, id) => part(i, id, cutoff)) }, 9600),
    listen(() => { const cutoff = wobble(); return voices(5, i => part(i, name => name, cutoff)) }, 9600), -80)
  const wide = play(() => voices(5, i => pan('pan', { in: sine('sine', { freq: 100 * (i + 1) }), position: i / 2 - 1 }) as [Signal, Signal]), 4800)
  const alone = (i: number) => play(() => [...pan('pan', { in: sine('sine', { freq: 100 * (i + 1) }), position: i / 2 - 1 })], 4800)
  const sum = [0, 1, 2, 3, 4].map(alone).reduce((a, b) => a.map((sample, i) => sample + b[i]))
  close(left(sum), left(wide), -70)
  close(right(sum), right(wide), -70)
})

test('everything that module code may be', () => {
  const TABLE = [0.1, 0.5, -0.3]
  const wrap = (y: number, low: number): number => {
    let z = y
    for (let i = 0; i < 3; i++) { if (z < low) return z + i; else if (z > -low) z -= 0.7 }
    return z
  }
  const kind = module({
    name: 'all', inputs: { x, y: x }, uses: { TABLE, wrap }, state: { n: 0, count: 0, past: line(0.01), few: [0, 0, 0] }, coefficients: { c: 0 },
    control: (s, { y }) => { s.count++; s.c = Math.exp(y / 10) + s.few[1] * 0 },
    tick: (s, { x, y }, { TABLE, wrap, frame, period }) => {
      s.n = s.n + 1 | 0
      s.few[s.n & 3] = x
      s.past[frame] = x > 0 ? x : x * 0.5
      let sum = s.c * TABLE[s.n & 1] + s.past[frame - 100] + 0.3 * s.past[frame - 20 - 50 * Math.abs(x)]
      if (x > 0.5 && y < 0) sum += Math.sin(x)
      else if (x < -0.5 || !(y > 0)) { s.count += 1; sum *= 0.5 }
      sum += s.count > 100 ? wrap(x * 3, -1) : s.few[2]
      return Math.min(Math.max(sum, -4), 4) * (1 + period) + Math.round(y) * 0.01
    },
  })
  const build = (i: number, id: (name: string) => string) => {
    const input = noise(id('noise'), { seed: i })
    return kind(id('it'), { x: input, y: lfo(id('slow'), { freq: 5 + i }) })
  }
  // Where a number is at a threshold, 32 bits may fall on its other side, for a frame.
  close(listen(() => copies(6, build), 9600), listen(() => voices(6, i => build(i, name => name)), 9600), -45)
})

test('what a helper makes of a number that stays', () => {
  const half = (n: number): number => (n | 0) / 2
  const kind = module({ name: 'kind', inputs: { x }, uses: { half }, tick: (s, { x }, { half }) => half(x) + half(x + 0.5) })
  const samples = listen(() => voices(2, i => kind('it', { x: 3 + i })), 10)
  assert.ok(samples.every(sample => sample === 1.5 + 1.5 + 2 + 2))
})

test('in each lane: what a test assigns, what a helper writes in a branch, integers of 32 bits', () => {
  const push = (row: number[], y: number): number => row[1] = y
  const kind = module({
    name: 'kind', inputs: { x }, uses: { push }, state: { y: 0, few: [0, 0], n: 2 ** 30, m: 0 },
    tick: (s, { x }, { push }) => {
      s.n = s.n ^ 1
      s.m = s.n ^ 1
      const tested = (s.y = x * 2) > 3 ? s.y : -s.y
      const pushed = x > 2 ? push(s.few, x) : 0
      const chosen = x > 2 ? s.n : s.m
      return tested + 10 * (pushed + s.few[1]) + (s.n <= s.m ? 100 : 200) + (s.n >= s.m ? 1000 : 2000) + (chosen === s.n ? 0 : 4000)
    },
  })
  const alone = (i: number) => listen(() => kind('it', { x: i }), 10)
  const sum = [0, 1, 2, 3, 4].map(alone).reduce((a, b) => a.map((sample, at) => sample + b[at]))
  assert.is(difference(listen(() => voices(5, i => kind('it', { x: i })), 10), sum), -1)
})

test('a voice that goes bad is silenced, named and begins afresh; the others play on', () => {
  const bomb = module({
    name: 'bomb', inputs: { x, at: number(1e6, 0, 1e6, 'when') }, state: { n: 0 },
    tick: (s, { x, at }) => { s.n++; return s.n > at ? 0 / 0 : x },
  })
  const part = (i: number, id = (name: string) => name) =>
    gain(id('level'), { in: bomb(id('bomb'), { x: sine(id('sine'), { freq: 100 * (i + 1) }), at: i === 2 ? 1000 : 1e6 }), gain: 0.5 })
  const kernel = kernelOf(() => voices(5, i => part(i)))
  const instance = new Instance(kernel)
  const pcm = new Float32Array(2 * 4096)
  instance.render(0, 4096)
  pcm.set(instance.output.subarray(0, pcm.length))
  assert.ok(pcm.every(Number.isFinite))
  const { count, module: name } = faultOf(kernel.layout, instance.fault)
  assert.is(name, 'bomb')
  assert.ok(count > 0)
  const others = listen(() => [0, 1, 3, 4].map(i => part(i, name => name + i)).reduce((a, b) => a.add(b)), 4096)
  close(others.subarray(1001, 1008), left(pcm).subarray(1001, 1008), -80)
})

test('an edit carries the voices over, also where there are more or fewer then', () => {
  const begun = new Instance(kernelOf(() => voices(8, i => voice(i))))
  begun.render(0, 3000)
  for (const n of [8, 12, 6]) {
    const next = new Instance(kernelOf(() => voices(n, i => voice(i)).mul(n === 8 ? 0.5 : 1)))
    carry(begun.layout, begun.state, next)
    next.render(0, 1000)
    const reference = new Instance(kernelOf(() => voices(n, i => voice(i)).mul(n === 8 ? 0.5 : 1)))
    reference.render(0, 3000)
    reference.render(0, 1000)
    const [a, b] = [reference, next].map(one => left(one.output.slice(0, 2000)))
    if (n === 12) assert.ok(rms(b) > 0)
    else assert.is(difference(b, a), -1, `${n} voices`)
  }
})

test('voices that are built differently are refused', () => {
  assert.throws(() => voices(3, i => i === 1 ? sine('a') : noise('a')), /differ in more than numbers/)
  assert.throws(() => voices(3, i => i === 1 ? sine('a', { freq: sine('b') }) : sine('a')), /differ in more/)
  assert.throws(() => voices(0, () => sine('a')), /1 … 4096/)
  assert.throws(() => voices(2, () => 3 as any), /Each voice is a signal/)
})

test('code and compile time don\'t grow with the voices', () => {
  const size = (n: number) => kernelOf(() => voices(n, i => voice(i))).layout.modules.length
  assert.is(size(4), size(400))
})

test.run()
