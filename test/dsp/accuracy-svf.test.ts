/** Filters for modulation at audio rate: magnitude and phase against the analogue filters, and what they do while everything moves. */
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { dcblock, noise, onepole, sine, svf } from '../../src/index.ts'
import type { Signal } from '../../src/index.ts'
import { measured } from '../measured.ts'
import { decibels, kernelOf, left, listen, peak, play, RATE, rms } from '../play.ts'
import { compare, impulse, over, plus, polynomial, real, times, transfer, warped } from '../transfer.ts'
import type { Complex } from '../transfer.ts'

/** The analogue filters at s / ω; k = 1/q. */
const SVF: Record<string, (s: Complex, k: number) => Complex> = {
  lowpass: (s, k) => over(real(1), polynomial([1, k, 1], s)),
  highpass: (s, k) => over(times(s, s), polynomial([1, k, 1], s)),
  bandpass: (s, k) => over(times(s, real(k)), polynomial([1, k, 1], s)),
  notch: (s, k) => over(polynomial([1, 0, 1], s), polynomial([1, k, 1], s)),
  allpass: (s, k) => over(polynomial([1, -k, 1], s), polynomial([1, k, 1], s)),
}
const ONEPOLE: Record<string, (s: Complex) => Complex> = {
  lowpass: s => over(real(1), plus(s, real(1))),
  highpass: s => over(s, plus(s, real(1))),
}
/** A rounding of 6e-8 of the output is 0.0003 dB and 0.002° at -40 dB, several hundred of them ten times that at the worst. */
const LIMITS = { db: 0.001, degrees: 0.01, floor: -40 }
const CUTOFFS = [20, 100, 1000, 10_000, 20_000]

/** Seconds until a pole pair has decayed below the rounding of the output: by 180 dB. The warping makes resonances near half the rate
 *  narrower, so that they ring longer. */
function ring(cutoff: number, q: number): number {
  const w = 2 * Math.PI * cutoff / RATE
  return 21 * Math.max(q * w / Math.sin(w), 1 / q) / (Math.PI * cutoff) + 0.01
}

for (const mode of ['lowpass', 'highpass', 'bandpass', 'notch', 'allpass'] as const) {
  test(`svf, ${mode}: within 0.001 dB and 0.01° of the analogue filter`, () => {
    const worst = { db: 0, degrees: 0 }
    for (const q of [0.1, 0.707, 10, 100]) for (const cutoff of CUTOFFS) {
      if (ring(cutoff, q) > 4) continue
      const response = listen(() => svf('it', { in: impulse('in'), mode, cutoff, q }), Math.ceil(RATE * ring(cutoff, q)))
      const { db, degrees } = compare(response, freq => SVF[mode](warped(freq, cutoff), 1 / q), LIMITS)
      worst.db = Math.max(worst.db, db)
      worst.degrees = Math.max(worst.degrees, degrees)
    }
    measured('svf', `${mode}: farthest from the analogue filter`, `${worst.db.toFixed(4)} dB, ${worst.degrees.toFixed(4)}°`,
      '≤ 0.001 dB, 0.01°')
  })
}

for (const mode of ['lowpass', 'highpass'] as const) {
  test(`onepole, ${mode}: within 0.001 dB and 0.01° of the analogue filter`, () => {
    for (const cutoff of CUTOFFS) {
      const response = listen(() => onepole('it', { in: impulse('in'), mode, cutoff }), Math.ceil(RATE * ring(cutoff, 1)))
      compare(response, freq => ONEPOLE[mode](warped(freq, cutoff)), LIMITS)
    }
  })
}

test('onepole: a step is smoothed along 1 - e^(-2π cutoff t)', () => {
  const cutoff = 5
  const samples = listen(() => onepole('it', { in: 1, cutoff }), RATE)
  // The trapezoidal rule is half a frame ahead, which is 3e-4 of the way here; the rest is warping.
  samples.forEach((sample, n) => assert.ok(Math.abs(sample - 1 + Math.exp(-2 * Math.PI * cutoff * (n + 0.5) / RATE)) < 1e-4, `frame ${n}`))
})

test('dcblock: the analogue highpass; a constant goes, a bass stays', () => {
  for (const cutoff of [1, 10, 100]) {
    const response = listen(() => dcblock('it', { in: impulse('in'), cutoff }), Math.ceil(RATE * ring(cutoff, 1)))
    compare(response, freq => ONEPOLE.highpass(warped(freq, cutoff)), LIMITS)
    const tenth = decibels(Math.hypot(...transfer(response, 10 * cutoff)))
    assert.ok(tenth < -0.03 && tenth > -0.05, `${tenth} dB`)
  }
  const constant = listen(() => dcblock('it', { in: 1 }), RATE)
  assert.ok(Math.abs(constant[Math.round(RATE / (2 * Math.PI * 10))] - Math.exp(-1)) < 1e-3)
  assert.ok(Math.abs(constant[RATE - 1]) < 1e-6)
})

for (const rate of [22_050, 44_100, 96_000]) {
  test(`svf and onepole at ${rate} Hz, too`, () => {
    const response = (build: () => Signal) => left(play(kernelOf(build, rate), rate))
    for (const cutoff of [200, 9000]) {
      const s = (freq: number) => warped(freq, cutoff, rate)
      compare(response(() => svf('it', { in: impulse('in'), cutoff, q: 5 })), freq => SVF.lowpass(s(freq), 0.2), LIMITS, rate)
      compare(response(() => onepole('it', { in: impulse('in'), cutoff })), freq => ONEPOLE.lowpass(s(freq)), LIMITS, rate)
    }
  })
}

test('svf: octaves shift the cutoff', () => {
  const at = (input: object) => listen(() => svf('it', { in: impulse('in'), ...input }), 4800)
  const [shifted, plain] = [at({ cutoff: 500, octaves: 1 }), at({ cutoff: 1000 })]
  shifted.forEach((sample, n) => assert.ok(Math.abs(sample - plain[n]) < 1e-6))
})

/** The filter as the book writes it: tan and all, for a cutoff and a q of every frame. */
function book(x: Float32Array, cutoff: (n: number) => number, q: (n: number) => number): Float64Array {
  let [band, low] = [0, 0]
  return Float64Array.from(x, (sample, n) => {
    const [g, k] = [Math.tan(Math.PI * cutoff(n) / RATE), 1 / q(n)]
    const high = (sample - (k + g) * band - low) / (1 + g * (g + k))
    const v1 = band + g * high
    const v2 = low + g * v1
    band = v1 + g * high
    low = v2 + g * v1
    return v2
  })
}

test('svf: cutoff and q are followed every sample', () => {
  const swing = (freq: number, depth: number, middle: number) => sine(`swing${freq}`, { freq }).mul(depth).add(middle)
  const formula = (freq: number, depth: number, middle: number) => (n: number) => middle + depth * Math.sin(2 * Math.PI * freq * n / RATE)
  const input = () => noise('in')
  const samples = listen(() => svf('it', { in: input(), cutoff: swing(3000, 8000, 9000), q: swing(1700, 4, 5) }), RATE)
  const right = book(listen(input, RATE), formula(3000, 8000, 9000), formula(1700, 4, 5))
  // The 4.5e-8 of the tangent, grown by the resonances; the input was rounded to 32 bits for the formula.
  samples.forEach((sample, n) => assert.ok(Math.abs(sample - right[n]) < 2e-5, `frame ${n}: ${sample}, not ${right[n]}`))
})

test('svf: without input its energy never grows, whatever cutoff and q do', () => {
  const { tick, uses } = svf.spec
  const s = { band: 1, low: -1, turns: 1 / RATE, direct: 0, middle: 0, bottom: 1 }
  let seed = 1
  const random = () => (seed = (seed * 1_664_525 + 1_013_904_223) % 2 ** 32) / 2 ** 32
  let energy = 2
  for (let n = 0; n < 200_000 && energy > 1e-200; n++) {
    tick(s, { in: 0, cutoff: random() < 0.3 ? 20 : 24_000 * random(), q: random() < 0.3 ? 1e6 : 100 * random() }, { uses, ...uses })
    const now = s.band ** 2 + s.low ** 2
    assert.ok(now <= energy * (1 + 1e-12), `frame ${n}: from ${energy} to ${now}`)
    energy = now
  }
})

/** White noise over a range. */
const wild = (id: string, low: number, high: number): Signal =>
  noise(id, { seed: id.length }).mul((high - low) / 2).add((high + low) / 2)

test('svf: noise on cutoff and q over their whole ranges leaves it at most at the level of its resonance', () => {
  for (const mode of ['lowpass', 'highpass', 'bandpass', 'notch', 'allpass'] as const) {
    const [cutoff, q] = [wild('cutoff', 20, 20_000), wild('sharp', 0.1, 100)]
    const samples = listen(() => svf('it', { in: noise('in'), mode, cutoff, q }), 2 * RATE)
    assert.ok(peak(samples) < 100, `${mode}: ${peak(samples)}`)
  }
  const samples = listen(() => svf('it', { in: noise('in'), cutoff: wild('cutoff', 20, 20_000), q: 100 }), 2 * RATE)
  assert.ok(peak(samples) < 100)
  measured('svf', 'peak, noise in, cutoff driven by noise 20 Hz … 20 kHz, Q 100', peak(samples).toFixed(1), '≤ 100, its resonance')
})

test('svf: a change of mode fades', () => {
  const build = () => svf('it', { in: sine('in', { freq: 100 }), cutoff: 1000 })
  const samples = listen(build, 9600, [[4801, '/mod/it/mode', 'highpass']])
  // From a full tone to hardly any over 16 frames or fewer: no step is larger than a tenth.
  for (let n = 4000; n < 9600; n++) assert.ok(Math.abs(samples[n] - samples[n - 1]) < 0.1, `frame ${n}`)
  assert.ok(rms(samples.subarray(8000)) < 0.02)
})

test.run()
