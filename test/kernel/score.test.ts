/** What patterns play lands on its frame, wherever the sound is cut, and goes on from any snapshot. */
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { adsr, beat, biquad, cat, kick, lfo, module, pat, poly, pure, saw, signals, sine, voices } from '../../src/index.ts'
import { carry } from '../../src/kernel/carry.ts'
import { compile } from '../../src/kernel/compile.ts'
import { Instance } from '../../src/kernel/instance.ts'
import type { Kernel } from '../../src/kernel/kernel.ts'
import { Meter } from '../../src/kernel/meter.ts'
import { Lane } from '../../src/kernel/score/lane.ts'
import { stoppedOf } from '../../src/kernel/score/overlay.ts'
import { checkPatterns } from '../../src/patch/patterns.ts'
import { walk } from '../../src/patch/walk.ts'
import type { Pattern } from '../../src/pattern/index.ts'
import { RATE } from '../play.ts'

const kernelAt = (build: () => unknown, bpm = 120, metre = 4): Kernel => compile(walk(build()), RATE, bpm, metre)

/** The left channel from a frame on. */
function heard(instance: Instance, frames: number, block = 128): Float32Array {
  const sound = new Float32Array(frames)
  for (let at = 0; at < frames; at += block) {
    const length = Math.min(block, frames - at)
    instance.render(0, length)
    for (let i = 0; i < length; i++) sound[at + i] = instance.output[2 * i]
  }
  return sound
}

/** A square whose edges are those of the gate, and whose height is the velocity. */
const gated = (text: string) => () => adsr('env', { in: 1, attack: 0, decay: 0, sustain: 1, release: 0, gate: pat(text) })

/** The frames at which a sound rises from 0. */
const onsets = (sound: Float32Array): number[] => [...sound.keys()].filter(i => sound[i] > 0 && !(sound[i - 1] > 0))
const difference = (a: Float32Array, b: Float32Array): number => a.findIndex((sample, i) => !Object.is(sample, b[i]))

for (const bpm of [60, 120, 174, 303]) {
  test(`onsets at ${bpm} bpm fall on the nearest frame, also in the bars from 1000 on`, () => {
    const cycle = 4 * 60 * RATE / bpm
    for (const bar of [0, 1000]) {
      const instance = new Instance(kernelAt(gated('x(3,8)*2'), bpm))
      instance.frame = Math.round(bar * cycle)
      const sound = heard(instance, Math.floor(2 * cycle))
      const eighths = [0, 3, 6, 8, 11, 14, 16, 19, 22, 24, 27, 30]
      const expected = eighths.map(n => Math.round((bar + n / 16) * cycle) - Math.round(bar * cycle))
      assert.equal(onsets(sound), expected)
    }
  })
}

test('a metre of three beats has a bar of three beats', () => {
  const sound = heard(new Instance(kernelAt(gated('x'), 120, 3)), 3 * RATE + 10)
  assert.equal(onsets(sound), [0, 1.5 * RATE, 3 * RATE])
})

test('a gate is open for half of an event, and closes a frame before the next one', () => {
  const sound = heard(new Instance(kernelAt(gated('x ~ ~ ~'))), RATE)
  assert.is(sound.lastIndexOf(sound[0]), RATE / 4 - 1)
  const tied = heard(new Instance(kernelAt(() => adsr('env', {
    in: 1, attack: 0, decay: 0, sustain: 1, release: 0, gate: pat('x x'),
  }))), 2 * RATE)
  assert.equal(onsets(tied), [0, RATE])
})

test('accents are velocities', () => {
  const sound = heard(new Instance(kernelAt(() => adsr('env', { in: 1, attack: 0, sustain: 1, gate: beat('Xx') }))), RATE + 10)
  assert.is(sound[100], 1)
  assert.is(sound[RATE + 5], Math.fround(0.7))
})

test('values jump on their frame, follow what is continuous, and choose by name', () => {
  const jumping = heard(new Instance(kernelAt(() => adsr('env', { in: 1, gate: 1, attack: 0, decay: 0, sustain: pat('0.25 0.75') }))), 2 * RATE)
  assert.ok(Math.abs(jumping[RATE / 2] - 0.25) < 1e-6)
  assert.ok(Math.abs(jumping[RATE + RATE / 2] - 0.75) < 1e-6)
  const chosen = kernelAt(() => biquad('filter', { in: saw('saw'), mode: pat('<highpass bandpass>') }))
  const instance = new Instance(chosen)
  const { param } = chosen.layout.modules.find(({ id }) => id === 'filter')!.inputs.find(({ name }) => name === 'mode')!
  heard(instance, 10)
  const value = () => new DataView(instance.state.buffer).getFloat64(40 + 32 * param!, true)
  assert.is(value(), 1)
  heard(instance, 2 * RATE)
  assert.is(value(), 2)
})

/** What a lane does, from a frame on to another: frame, value, velocity. */
function moves(pattern: Pattern, from: number, to: number, gate = false): string[] {
  const done: string[] = []
  let frame = 0
  const input = gate ? { name: 'gate', unit: 'gate', min: 0, max: 1, gate: true } : null
  const lane = new Lane(pattern, { input, move: (value, _, velocity) => done.push(`${frame} ${value} ${velocity}`) }, new Meter(RATE, 120), 4, RATE, 0)
  lane.begin(from, false)
  for (frame = from; frame < to; frame++) {
    while (lane.known < frame + 3) lane.read()
    if (lane.next <= frame) lane.move(frame)
  }
  return done
}

test('a lane that goes on from any frame does what one does that has been there all the time', () => {
  const lanes: [Pattern, boolean][] = [
    [pat('c4@3 e4 c4 ~@3').gate(2), false], [pat('[c3,e3,g3] [d3,f3,a3] ~ ~').tie('0 1 0 0'), false],
    [pat('x*16').gate(0.1).nudge('<100 -100 0 50>*16'), true], [pat('c3*4 ~').gate(4).nudge(100), false],
  ]
  for (const [pattern, gate] of lanes) {
    const all = moves(pattern, 0, 5 * RATE, gate)
    const frames = all.map(move => parseInt(move))
    assert.equal(frames, frames.toSorted((a, b) => a - b))
    for (const from of [4_799, 16_801, 47_000, 48_001, 101_000, 150_000]) {
      assert.equal(moves(pattern, from, 5 * RATE, gate), all.filter(move => parseInt(move) >= from), `from ${from}`)
    }
  }
})

test('of a chord that is tied each note is let go', () => {
  const kernel = kernelAt(() => poly('pad', 8, ({ freq, gate }) => adsr('amp', { in: sine('tone', { freq }), release: 0, gate }),
    pat('<[c3,e3,g3] ~ ~ ~>').stack(pat('<~ [d3,f3,a3] ~ ~>').tie(1))))
  const sound = heard(new Instance(kernel), 6 * RATE)
  assert.ok(sound.slice(3 * RATE, 3.5 * RATE).some(sample => Math.abs(sample) > 0.1))
  assert.ok(sound.slice(4 * RATE + 1000).every(sample => sample === 0))
})

test('what is continuous and none for its input ends its pattern, and nothing else', () => {
  const kernel = kernelAt(() => biquad('filter', { in: saw('saw') }))
  const instance = new Instance(kernel)
  instance.lay(JSON.stringify({ key: 'filter.mode', tree: cat('lowpass', signals.sine).tree }))
  assert.ok(heard(instance, 5 * RATE).slice(4 * RATE).some(sample => Math.abs(sample) > 0.1))
  assert.is(stoppedOf(kernel.layout, instance.overlay.stopped(0))?.key, 'filter.mode')
})

test('a span may cost so much and no more', () => {
  for (const text of ['[x*1000]*60', 'x*8000']) {
    assert.throws(() => checkPatterns(walk(adsr('env', { gate: pat(text) }))), /too many events/)
  }
})

test('a module may be called as things that every JavaScript object has', () => {
  const build = () => adsr('toString', { in: 1, attack: 0, decay: 0, sustain: 1, release: 0, gate: pat('x*4') })
  assert.equal(onsets(heard(new Instance(kernelAt(build)), 2 * RATE)), [0, 24_000, 48_000, 72_000])
})

test('choices are taken by their names, not by what a notation makes of them', () => {
  const check = (pattern: Pattern) => () => checkPatterns(walk(lfo('lfo', { sync: pattern })))
  assert.throws(check(pat('1/4')), /sync is one of free, .*, not 1\. .*pure\('1\/4'\)/)
  check(pure('1/4'))()
})

const music: Record<string, () => unknown> = {
  drums: () => kick('kick', { gate: beat('X..x..x.X.x.xx.x') }),
  notes: () => poly('lead', 3, ({ freq, gate }) => adsr('amp', { in: sine('tone', { freq }), release: 400, gate }), pat('<c4 [eb4,g4]> g3 [c5 d5]*2 ~')),
  acid: () => poly('acid', 1, ({ freq, gate }) => biquad('low', { in: adsr('amp', { in: saw('tone', { freq }), gate }), cutoff: 800, q: 4 }),
    pat('a2 a3 [a2 c3] ~ e2').slide('<0 1>*5').nudge('0 -20 30')),
  voices: () => voices(3, i => adsr('amp', { in: sine('tone', { freq: 200 * (i + 1) }), gate: pat('x*3') })),
  knobs: () => biquad('filter', { in: saw('saw', { freq: pat('a2 <c3 e3>*2') }), cutoff: pat('<400 1200>/1.5') }),
}

for (const [name, build] of Object.entries(music)) {
  const kernel = kernelAt(build, 174)
  const frames = 3 * RATE

  test(`${name}: the same bits however it is cut`, () => {
    const whole = heard(new Instance(kernel), frames, 4096)
    assert.ok(whole.some(sample => Math.abs(sample) > 0.05), 'silence')
    for (const block of [1, 61, 128]) assert.is(difference(heard(new Instance(kernel), frames, block), whole), -1, `block ${block}`)
  })

  test(`${name}: goes on from a snapshot at any time`, () => {
    const first = new Instance(kernel)
    for (const length of [3000, 11_000, 17_777, 8192, 20_000, 31_111]) {
      heard(first, length)
      const second = new Instance(kernel)
      second.state.set(first.state)
      const copy = new Instance(kernel)
      copy.state.set(first.state)
      assert.is(difference(heard(second, 20_000), heard(copy, 20_000, 4096)), -1)
      const third = new Instance(kernel)
      third.state.set(first.state)
      const [on, again] = [heard(first, 20_000), heard(third, 20_000, 100)]
      assert.is(difference(on, again), -1, `after ${first.frame}`)
    }
  })

  test(`${name}: the tempo may change and move, at any frame, cut anyhow`, () => {
    const sound = (block: number) => {
      const instance = new Instance(kernel)
      const parts = ([[17_003, 303, 0], [9_001, 90, 48_000], [40_000, 174, 0], [30_000, 60, 10_000]] as const).map(([until, bpm, ramp]) => {
        const part = heard(instance, until, block)
        instance.apply(kernel.layout.parameters - 1, bpm, ramp)
        return part
      })
      return Float32Array.from([...parts, heard(instance, RATE, block)].flatMap(part => [...part]))
    }
    assert.is(difference(sound(128), sound(1)), -1)
    assert.is(difference(sound(128), sound(777)), -1)
  })
}

test('module code sees the tempo of its frame, alone and in voices', () => {
  const teller = module({ name: 'teller', inputs: {}, tick: (_, __, { bpm }) => bpm / 1000 })
  for (const build of [() => teller('it'), () => voices(5, () => teller('it')).mul(0.2)]) {
    const tell = (block: number) => {
      const instance = new Instance(kernelAt(build))
      heard(instance, 1003, block)
      instance.apply(instance.layout.parameters - 1, 240, 2000)
      return heard(instance, 4000, block)
    }
    const sound = tell(128)
    assert.is(difference(tell(61), sound), -1)
    // 2,000 frames from frame 1003 on end on the control point at 3008.
    sound.forEach((value, i) => {
      const bpm = i < 2005 ? 120 + 120 * i / 2005 : 240
      assert.ok(Math.abs(value - bpm / 1000) < 1e-6, `${value} at ${i}`)
    })
  }
})

test('a tempo that changes has each beat once, on its frame', () => {
  const instance = new Instance(kernelAt(gated('x*4')))
  const before = heard(instance, 36_001)
  instance.apply(instance.layout.parameters - 1, 240, 0)
  const after = heard(instance, RATE)
  // 1.5 beats and a frame are over: half a beat less a frame is left, in half the time; then a beat every 12,000 frames.
  assert.equal(onsets(before), [0, 24_000])
  assert.equal(onsets(after), [6_000, 18_000, 30_000, 42_000].map(frame => frame - 1 + (frame === 6000 ? 1 : 1)))
})

const laid = (key: string, text: string | null) => JSON.stringify({ key, tree: text === null ? null : pat(text).tree })

test('a pattern laid over another plays from the next frame on, also in a snapshot, and can be taken away', () => {
  const kernel = kernelAt(gated('x*4'))
  const instance = new Instance(kernel)
  heard(instance, 2 * RATE - 1)
  instance.lay(laid('env.gate', 'x x'))
  const over = heard(instance, 2 * RATE)
  assert.equal(onsets(over), [1, RATE + 1])
  const copy = new Instance(kernel)
  copy.state.set(instance.state)
  instance.lay(laid('env.gate', null))
  const again = heard(instance, 2 * RATE)
  assert.equal(onsets(again), [1, 24_001, 48_001, 72_001])
  assert.equal(onsets(heard(copy, 2 * RATE)), [1, RATE + 1])
})

test('an input that plays no pattern takes one; what the old one had opened is closed', () => {
  const kernel = kernelAt(() => adsr('env', { in: 1, attack: 0, decay: 0, sustain: 1, release: 0, gate: 0 }))
  const instance = new Instance(kernel)
  assert.equal(onsets(heard(instance, RATE)), [])
  instance.lay(laid('env.gate', 'x'))
  heard(instance, 2 * RATE - RATE)
  const open = heard(instance, 1000)
  assert.ok(open[500] > 0)
  instance.lay(laid('env.gate', '~'))
  assert.ok(heard(instance, 10).slice(2).every(sample => sample === 0))
})

test('a pattern that can\'t be played is stopped, the one before it plays', () => {
  const kernel = kernelAt(gated('x*4'))
  const instance = new Instance(kernel)
  heard(instance, 2 * RATE - 1)
  instance.lay(laid('env.gate', '<x x*8 [x*1000]*1000>'))
  assert.is(instance.overlay.stopped(0), 0)
  const sound = heard(instance, 8 * RATE)
  assert.equal(stoppedOf(kernel.layout, instance.overlay.stopped(0)), { times: 1, key: 'env.gate' })
  assert.equal(onsets(sound.slice(0, 2 * RATE)), [1, 12_001, 24_001, 36_001, 48_001, 60_001, 72_001, 84_001])
  assert.equal(onsets(sound.slice(6 * RATE)), [1, 24_001, 48_001, 72_001])
  const file = new Instance(kernelAt(gated('<x [x*1000]*1000>')))
  assert.equal(onsets(heard(file, 6 * RATE)), [0])
  assert.is(stoppedOf(file.layout, file.overlay.stopped(0))?.key, 'env.gate')
})

test('an edit keeps what was laid over a pattern, unless the file says another one', () => {
  const [before, same, other] = ['x*4', 'x*4', 'x*3'].map((text, i) => kernelAt(() => adsr('env', {
    in: 1 - 0.1 * i, attack: 0, decay: 0, sustain: 1, release: 0, gate: pat(text),
  })))
  const instance = new Instance(before)
  heard(instance, 2 * RATE - 1)
  instance.lay(laid('env.gate', 'x x'))
  heard(instance, 2 * RATE + 1)
  const edit = (kernel: Kernel) => {
    const next = new Instance(kernel)
    carry(before.layout, instance.state.slice(), next)
    return onsets(heard(next, 2 * RATE))
  }
  assert.equal(edit(same), [0, RATE])
  assert.equal(edit(other), [0, 32_000, 64_000])
})

test('a note that slides, or is tied, is not struck anew', () => {
  const level = (notes: Pattern) => {
    const sound = heard(new Instance(kernelAt(() => poly('mono', 1, ({ freq, gate }) =>
      adsr('amp', { in: sine('tone', { freq }), attack: 2, sustain: 0.25, gate }), notes))), 2 * RATE)
    return sound.slice(RATE, RATE + 480).reduce((most, x) => Math.max(most, Math.abs(x)), 0)
  }
  assert.ok(level(pat('a2 a3')) > 0.6)
  assert.ok(level(pat('a2 a3').slide('0 1')) < 0.21)
  assert.ok(level(pat('a2 a3').tie('0 1')) < 0.21)
})

test('a gate that is tied stays open; a nudge is in ms', () => {
  const opened = (gate: Pattern) => onsets(heard(new Instance(kernelAt(() =>
    adsr('env', { in: 1, attack: 0, decay: 0, sustain: 1, release: 0, gate }))), 2 * RATE))
  assert.equal(opened(pat('x*4').gate(1)), [0, 24_000, 48_000, 72_000])
  assert.equal(opened(pat('x*4').gate(1).tie('0 1 0 0')), [0, 48_000, 72_000])
  assert.equal(opened(pat('x*4').nudge('0 10 -10 0')), [0, 24_480, 47_520, 72_000])
})

test('what is nudged to before the frame from which on a pattern plays is played there, from a snapshot too', () => {
  const kernel = kernelAt(gated('x*4'))
  const instance = new Instance(kernel)
  heard(instance, 2 * RATE - 1)
  instance.lay(JSON.stringify({ key: 'env.gate', tree: pat('x*4').nudge(-10).tree }))
  heard(instance, 1)
  const copy = new Instance(kernel)
  copy.state.set(instance.state)
  const expected = [0, 23_520, 47_520, 71_520, 95_520]
  assert.equal(onsets(heard(instance, 2 * RATE)), expected)
  assert.equal(onsets(heard(copy, 2 * RATE)), expected)
  const file = new Instance(kernelAt(() => adsr('env', { in: 1, attack: 0, decay: 0, sustain: 1, release: 0, gate: pat('x*4').nudge(-10) })))
  assert.equal(onsets(heard(file, 2 * RATE)), expected)
})

test('nudged events come once, however often the tempo is changed meanwhile', () => {
  const instance = new Instance(kernelAt(() =>
    adsr('env', { in: 1, attack: 0, decay: 0, sustain: 1, release: 0, gate: pat('x*16').nudge('<30 60 20 50>*16').gate(0.1) })))
  const sound: number[] = []
  let beats = 0
  for (let i = 0; i < 1000; i++) {
    const bpm = 120 + 90 * Math.sin(i / 3)
    instance.apply(instance.layout.parameters - 1, bpm, 0)
    sound.push(...heard(instance, 480))
    beats += bpm / 60 * 480 / RATE
  }
  const count = onsets(Float32Array.from(sound)).length
  // 4 a beat, but for what is nudged over the end.
  assert.ok(Math.abs(count - 4 * beats) <= 1, `${count} of ${4 * beats}`)
})

test('of several patterns that are stopped at once each is known, one after the other', () => {
  const kernel = kernelAt(() => adsr('env', { in: 1, gate: pat('<x [x*1000]*1000>'), attack: pat('<1 [2*1000]*1000>'), decay: pat('<1 [2*1000]*1000>') }))
  const instance = new Instance(kernel)
  heard(instance, 3 * RATE)
  const found = new Set<string>()
  for (let block = 0; block < 100; block++) found.add(stoppedOf(kernel.layout, instance.overlay.stopped(block))!.key)
  assert.equal([...found].sort(), ['env.attack', 'env.decay', 'env.gate'])
})

test('what nobody plays any more has the values that it is said to have, in each voice its own', () => {
  const kernel = kernelAt(() => voices(3, i => adsr('amp', { in: 0.1 * (i + 1), attack: 0, gate: 1 })))
  const instance = new Instance(kernel)
  const level = (): number => Math.round(1000 * heard(instance, 4 * RATE)[4 * RATE - 1])
  const before = level()
  instance.lay(laid('amp.in', '0.5'))
  const during = level()
  instance.lay(JSON.stringify({ key: 'amp.in', tree: null, values: [0.1, 0.1, 0.2, 0.3] }))
  assert.is(level(), before)
  assert.ok(during > before)
})

test.run()
