/** The filter's magnitude against the RBJ cookbook, its corner and slope, its calm under modulation. */
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { biquad, module, noise, sine } from '../../src/index.ts'
import { measured } from '../measured.ts'
import { decibels, gainAt, kernelOf, listen, peak, play, RATE, left } from '../play.ts'

const MODES = ['lowpass', 'highpass', 'bandpass', 'notch', 'peak', 'lowshelf', 'highshelf'] as const
type Mode = typeof MODES[number]

const impulse = module({ name: 'impulse', inputs: {}, state: { n: 0 }, tick: s => ++s.n === 1 ? 1 : 0 })

/** |H| at f by the cookbook's formulae: bandpass with 0 dB at its peak, shelves with Q. */
function cookbook(mode: Mode, cutoff: number, q: number, db: number, f: number): number {
  const w0 = 2 * Math.PI * cutoff / RATE
  const [cos, alpha, A] = [Math.cos(w0), Math.sin(w0) / (2 * q), 10 ** (db / 40)]
  const r = 2 * Math.sqrt(A) * alpha
  const [b0, b1, b2, a0, a1, a2] = {
    lowpass: [(1 - cos) / 2, 1 - cos, (1 - cos) / 2, 1 + alpha, -2 * cos, 1 - alpha],
    highpass: [(1 + cos) / 2, -1 - cos, (1 + cos) / 2, 1 + alpha, -2 * cos, 1 - alpha],
    bandpass: [alpha, 0, -alpha, 1 + alpha, -2 * cos, 1 - alpha],
    notch: [1, -2 * cos, 1, 1 + alpha, -2 * cos, 1 - alpha],
    peak: [1 + alpha * A, -2 * cos, 1 - alpha * A, 1 + alpha / A, -2 * cos, 1 - alpha / A],
    lowshelf: [A * (A + 1 - (A - 1) * cos + r), 2 * A * (A - 1 - (A + 1) * cos), A * (A + 1 - (A - 1) * cos - r),
      A + 1 + (A - 1) * cos + r, -2 * (A - 1 + (A + 1) * cos), A + 1 + (A - 1) * cos - r],
    highshelf: [A * (A + 1 + (A - 1) * cos + r), -2 * A * (A - 1 + (A + 1) * cos), A * (A + 1 + (A - 1) * cos - r),
      A + 1 - (A - 1) * cos + r, 2 * (A - 1 - (A + 1) * cos), A + 1 - (A - 1) * cos - r],
  }[mode]
  const w = 2 * Math.PI * f / RATE
  const size = (c0: number, c1: number, c2: number) =>
    Math.hypot(c0 + c1 * Math.cos(w) + c2 * Math.cos(2 * w), c1 * Math.sin(w) + c2 * Math.sin(2 * w))
  return size(b0, b1, b2) / size(a0, a1, a2)
}

/** Frequencies from 20 Hz to 20 kHz, six to the octave. */
const FREQUENCIES = Array.from({ length: 61 }, (_, i) => 20 * 1000 ** (i / 60))
/** Below this the response isn't compared: 32-bit floats and the end of the impulse response leave 1e-6 or so of the
 *  loudest. */
const FLOOR = decibels(3e-4)

for (const mode of MODES) {
  let worst = 0
  for (const q of [0.1, 0.707, 20]) {
    test(`${mode}, Q ${q}: within 0.05 dB of the cookbook from 20 Hz to 20 kHz`, () => {
      for (const cutoff of [20, 100, 1000, 10_000, 20_000]) {
        const db = mode === 'peak' || mode.endsWith('shelf') ? 12 : 0
        // Fifteen time constants of the resonance, or of the slow pole of a low Q; a boost of a shelf moves its poles by its
        // root.
        const ring = 15 * Math.max(q, 1 / q) / (Math.PI * cutoff) * 10 ** (db / 40)
        const frames = Math.ceil(RATE * Math.max(0.05, ring))
        const response = listen(() => biquad('it', { in: impulse('in'), mode, cutoff, q, db }), frames)
        for (const f of FREQUENCIES) {
          const [expected, heard] = [decibels(cookbook(mode, cutoff, q, db, f)), decibels(gainAt(response, f))]
          const right = expected < FLOOR ? heard < FLOOR + 6 : Math.abs(heard - expected) < 0.05
          assert.ok(right, `cutoff ${cutoff}, ${f.toFixed(1)} Hz: ${heard}, not ${expected} dB`)
          if (expected >= FLOOR) worst = Math.max(worst, Math.abs(heard - expected))
        }
      }
      if (q === 20) measured('biquad', `${mode}, Q 0.1 … 20: furthest from the RBJ cookbook, 20 Hz … 20 kHz`, `${worst.toFixed(4)} dB`, '< 0.05 dB')
    })
  }
}

for (const cutoff of [100, 440, 1000, 4000, 10_000]) {
  test(`lowpass at ${cutoff} Hz: -3 dB at its cutoff`, () => {
    const response = listen(() => biquad('it', { in: impulse('in'), cutoff, q: Math.SQRT1_2 }), RATE)
    const level = decibels(gainAt(response, cutoff))
    measured('biquad', `lowpass at ${cutoff} Hz: level at its cutoff`, `${level.toFixed(3)} dB`, '-3.01 ± 0.01 dB')
    assert.ok(Math.abs(level + 3.0103) < 0.01)
    if (cutoff <= 1000) { // above, the warping of the bilinear transform makes it steeper
      const slope = decibels(gainAt(response, 8 * cutoff) / gainAt(response, 4 * cutoff))
      assert.ok(slope < -11.5 && slope > -14.5, `${slope} dB/octave`)
    }
  })
}

test('stable at every corner of its range, and rings out', () => {
  for (const mode of MODES) for (const q of [0.1, 20]) for (const cutoff of [20, 20_000]) for (const db of [-40, 40]) {
    const samples = listen(() => biquad('it', { in: impulse('in'), mode, cutoff, q, db }), 10 * RATE)
    assert.ok(samples.every(Number.isFinite))
    assert.ok(peak(samples.subarray(9 * RATE)) < 1e-3, `${mode}, Q ${q}, ${cutoff} Hz, ${db} dB`)
  }
})

test('stays calm while the cutoff sweeps the whole range at 20 Hz, at Q 20', () => {
  const cutoff = sine('sweep', { freq: 20 }).mul(9990).add(10_010)
  const kernel = kernelOf(() => biquad('it', { in: noise('in'), cutoff, q: 20 }))
  assert.ok(peak(left(play(kernel, 2 * RATE))) < 20)
})

test('octaves shift the cutoff', () => {
  const at = (input: object) => listen(() => biquad('it', { in: impulse('in'), ...input }), 4800)
  const [shifted, plain] = [at({ cutoff: 500, octaves: 1 }), at({ cutoff: 1000 })]
  shifted.forEach((sample, n) => assert.ok(Math.abs(sample - plain[n]) < 1e-9))
})

test('no zipper: while the cutoff jumps from 200 Hz to 5 kHz the tone stays smooth', () => {
  const build = () => biquad('it', { in: sine('in', { freq: 100 }), cutoff: 200 })
  const samples = listen(build, 9600, [[4801, '/mod/it/cutoff', 5000]])
  // The second difference of a smooth 100 Hz tone is (2π 100 / rate)² ≈ 1.7e-4 at most; a step in the sound would be one in
  // it.
  let sharpest = 0
  for (let i = 4000; i < samples.length; i++) {
    sharpest = Math.max(sharpest, Math.abs(samples[i] - 2 * samples[i - 1] + samples[i - 2]))
  }
  assert.ok(sharpest < 2e-3, `${sharpest}`)
})

test.run()
