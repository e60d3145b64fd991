/** The times and bent lines of ad and ahdsr, every sample against the formula. */
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { ad, ahdsr, module, trigger } from '../../src/index.ts'
import { measured } from '../measured.ts'
import { kernelOf, left, listen, play, RATE, steepest } from '../play.ts'

/** Half a unit in the last place of a 32-bit float near 1 is 3e-8; a long bent line is a million multiplications of 1e-16. */
const TOLERANCE = 1e-6

const framesOf = (ms: number, rate = RATE) => Math.floor(ms * rate / 1000 + 0.5)

/** From 1 to 0 over t = 0 … 1, by the formula. */
function bentLine(t: number, curve: number): number {
  const c = curve * Math.log(1000)
  if (t >= 1) return 0
  return Math.abs(c) < 0.01 ? 1 - t : (Math.exp(-c * t) - Math.exp(-c)) / (1 - Math.exp(-c))
}

/** Puts out 0.8 in single frames, `every` frames apart, from frame `first`. */
const pulses = (first: number, every: number) => module({
  name: 'pulses', inputs: {}, uses: { every }, state: { left: first },
  tick: (s, i, { every }) => {
    s.left = s.left > 0 ? s.left - 1 : every - 1
    return s.left === every - 1 ? 0.8 : 0
  },
})('pulses')

/** The greatest distance between samples and what the formula says of each frame. */
const furthest = (samples: Float32Array, expected: (frame: number) => number): number =>
  samples.reduce((most, sample, frame) => Math.max(most, Math.abs(sample - expected(frame))), 0)

for (const rate of [22_050, 44_100, 48_000, 96_000]) {
  for (const [attack, decay, curve] of [[1, 300, 1], [0, 50, 0.3], [20, 7, -1], [3, 100, 0], [5, 0, 1], [2.3, 40, 0.0015]]) {
    test(`ad at ${rate} Hz, attack ${attack}, decay ${decay}, curve ${curve}: every sample is on the formula`, () => {
      const open = 1001
      const [rise, fall] = [framesOf(attack, rate), framesOf(decay, rate)]
      const kernel = kernelOf(() => ad('it', { attack, decay, curve }), rate)
      const samples = left(play(kernel, 40_000, [[open, '/gate/it', 0.7], [open + 5, '/gate/it', 0]]))
      const error = furthest(samples, frame => {
        const n = frame - open
        if (n < 0) return 0
        return n < rise ? 0.7 * n / rise : fall > 0 ? 0.7 * bentLine((n - rise) / fall, curve) : 0
      })
      assert.ok(error < (curve === 0.0015 ? 1.2e-3 : TOLERANCE), `${error}`) // curves below 0.0015 are straight lines
    })
  }
}

test('ad: bent over 20 s it is still the formula', () => {
  const samples = listen(() => ad('it', { attack: 0, decay: 20_000, curve: 0.5, gate: 1 }), 20.1 * RATE)
  const error = furthest(samples, frame => bentLine(frame / (20 * RATE), 0.5))
  measured('ad', 'furthest from the formula in a decay of 20 s', error.toExponential(1), `≤ ${TOLERANCE}`)
  assert.ok(error < TOLERANCE, `${error}`)
})

test('ad: pulses of a single frame strike it, each on its frame', () => {
  const [first, every] = [37, 1234]
  const samples = listen(() => ad('it', { attack: 0, decay: 20, gate: pulses(first, every) }), 20_000)
  const error = furthest(samples, frame => frame < first ? 0 : 0.8 * bentLine((frame - first) % every / framesOf(20), 1))
  assert.ok(error < TOLERANCE, `${error}`)
})

test('ad: a gate that stays open strikes once, one that is opened again strikes again, the same', () => {
  const held = listen(() => ad('it', { decay: 50, gate: 1 }), 20_000)
  assert.ok(held.subarray(framesOf(51)).every(sample => sample === 0))
  const twice = listen(() => ad('it', { decay: 50 }), 20_000,
    [[0, '/gate/it', 1], [100, '/gate/it', 0], [10_000, '/gate/it', 1], [19_000, '/gate/it', 0]])
  assert.equal(twice.slice(10_000), twice.slice(0, 10_000))
})

test('ad: a new stroke rises from the level that there is', () => {
  const samples = listen(() => ad('it', { attack: 10, decay: 100 }), 10_000,
    [[0, '/gate/it', 1], [600, '/gate/it', 0], [1000, '/gate/it', 1]])
  // The fastest is the exponential as it starts: 6.9 times as steep as a line, and the formula's 1 / (1 - e^-c).
  assert.ok(steepest(samples) < 1.001 * Math.max(1 / framesOf(10), 6.92 / framesOf(100)), `${steepest(samples)}`)
  assert.ok(Math.abs(samples[1000] - samples[999]) < 1e-9)
  assert.ok(Math.abs(samples[1480] - 1) < TOLERANCE)
})

const SETTINGS = [[10, 20, 100, 0.7, 300, 0, 0], [1, 0, 1, 0, 1, 0.5, 0.5], [0, 0, 50, 0.5, 0, 1, 1], [200, 10, 0, 1, 20, -1, -0.7],
  [0.5, 0.1, 3, 0.25, 7, 0.2, 0.7], [0, 30, 100, 0, 100, 1, -1]]
for (const [attack, hold, decay, sustain, release, riseCurve, fallCurve] of SETTINGS) {
  test(`ahdsr ${attack} ${hold} ${decay} ${sustain} ${release}, curves ${riseCurve} ${fallCurve}: every sample is on the formula`, () => {
    const [open, close] = [1001, 20_003]
    const [rise, held, fall, end] = [attack, hold, decay, release].map(ms => framesOf(ms))
    const build = () => ahdsr('it', { attack, hold, decay, sustain, release, riseCurve, fallCurve })
    const samples = listen(build, 40_000, [[open, '/gate/it', 0.9], [close, '/gate/it', 'off']])
    const error = furthest(samples, frame => {
      const n = frame - open
      if (n < 0) return 0
      if (frame >= close) return end > 0 ? 0.9 * sustain * bentLine((frame - close) / end, fallCurve) : 0
      if (n < rise) return 0.9 * (1 - bentLine(n / rise, riseCurve))
      if (n < rise + held) return 0.9
      return 0.9 * (sustain + (fall > 0 ? (1 - sustain) * bentLine((n - rise - held) / fall, fallCurve) : 0))
    })
    assert.ok(error < TOLERANCE, `${error}`)
  })
}

test('ahdsr: at curves of 0 it is the adsr, also when the gate closes early and opens again', () => {
  const samples = listen(() => ahdsr('it', { attack: 100, decay: 0, sustain: 1, release: 100, riseCurve: 0, fallCurve: 0 }), 20_000,
    [[0, '/gate/it', 1], [4800, '/gate/it', 0], [7200, '/gate/it', 1]])
  for (const [frame, level] of [[2400, 0.5], [4800, 1], [7200, 0.5], [9600, 0.75], [12_000, 1]]) {
    assert.ok(Math.abs(samples[frame] - level) < 1.001 / 4800, `${frame}: ${samples[frame]}`) // within a frame's step
  }
})

test('ahdsr: pulses of a single frame open and close it, each on its frame', () => {
  const [first, every] = [500, 3001]
  const samples = listen(() => ahdsr('it', { attack: 0, decay: 0, sustain: 1, release: 10, gate: pulses(first, every) }), 20_000)
  const error = furthest(samples, frame => {
    const n = (frame - first) % every
    return frame < first ? 0 : n === 0 ? 0.8 : 0.8 * bentLine((n - 1) / framesOf(10), 0.7)
  })
  assert.ok(error < TOLERANCE, `${error}`)
})

test('ahdsr: the sustain level is followed, its times are those of when a stage began', () => {
  const samples = listen(() => ahdsr('it', { gate: 1, sustain: 0.5 }), 30_000,
    [[15_000, '/mod/it/attack', 500], [16_000, '/mod/it/decay', 5], [20_000, '/mod/it/sustain', 0.8]])
  assert.ok(samples.subarray(10_100, 20_000).every(sample => Math.abs(sample - 0.5) < TOLERANCE))
  assert.ok(samples.subarray(20_500).every(sample => Math.abs(sample - 0.8) < TOLERANCE))
  assert.ok(steepest(samples.subarray(19_000)) < 0.3 / 480 * 1.01)
})

test('trigger: one gate for several envelopes', () => {
  const build = () => {
    const hit = trigger('hit')
    return ad('a', { attack: 0, decay: 10, gate: hit }).sub(ad('b', { attack: 0, decay: 10, gate: hit }).mul(0.5))
  }
  const samples = listen(build, 2000, [[300, '/gate/hit', 0.6], [301, '/gate/hit', 0]])
  const error = furthest(samples, frame => frame < 300 ? 0 : 0.3 * bentLine((frame - 300) / 480, 1))
  assert.ok(error < TOLERANCE, `${error}`)
})

test.run()
