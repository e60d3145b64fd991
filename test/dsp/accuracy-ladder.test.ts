/** The ladder: its linear response against the analogue filters, its nonlinear one against their equations, and its singing. */
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { ladder, noise, sine } from '../../src/index.ts'
import type { Signal } from '../../src/index.ts'
import { measured } from '../measured.ts'
import { decibels, kernelOf, left, listen, peak, pitch, play, RATE } from '../play.ts'
import { compare, impulse, over, plus, polynomial, real, times, transfer, warped } from '../transfer.ts'
import type { Complex } from '../transfer.ts'

type Manner = 'moog' | '303'
const MANNERS = ['moog', '303'] as const
const LOOP = { moog: 4, 303: 17 }
/** ω / cutoff. */
const SCALE = { moog: 1, 303: Math.SQRT2 }
/** u0 / u4 of the stages alone, a polynomial of s / ω: (1 + s)⁴, and Stinchcombe's, not normalized: 8 (1 + s)⁴ - 8 (1 + s)² + 1. */
const STAGES = { moog: [1, 4, 6, 4, 1], 303: [1, 16, 40, 32, 8] }

const scaled = ([re, im]: Complex, by: number): Complex => [re * by, im * by]
const size = ([re, im]: Complex) => Math.hypot(re, im)

/** The analogue ladder at s / cutoff. */
const analogue = (manner: Manner, s: Complex, resonance: number, bass: number): Complex => {
  const k = LOOP[manner] * resonance
  return over(real(1 + bass * k), plus(polynomial(STAGES[manner], scaled(s, 1 / SCALE[manner])), real(k)))
}

/** To twice the rate and back: both branches of the half-band filter twice, half a frame early. */
function resampling(freq: number, rate = RATE): Complex {
  const angle = -Math.PI * freq / rate
  const z: Complex = [Math.cos(angle), Math.sin(angle)]
  const z2 = times(z, z)
  const allpass = (c: number) => over(plus(real(c), z2), plus(real(1), scaled(z2, c)))
  const even = times(allpass(0.08972037175476634), allpass(0.5774200950249658))
  const odd = times(allpass(0.3109798449143946), allpass(0.850704414669524))
  const half = scaled(plus(even, times(z, odd)), 0.5)
  return over(times(half, half), z)
}

/** So little that it is linear: the pairs take off 2e-7 of it. */
const LITTLE = 1e-3

/** The response to an impulse, without what the noise inside does, and without what an output in 32-bit floats can't say of it. */
function linear(manner: Manner, inputs: object, frames: number, rate = RATE): Float64Array {
  const build = (by: number) => () => ladder('it', { in: impulse('in').mul(by), manner, ...inputs })
  const played = (by: number) => left(play(kernelOf(build(by), rate), frames))
  const silence = played(0)
  return Float64Array.from(played(LITTLE), (x, n) => (x - silence[n]) / LITTLE)
}

for (const manner of MANNERS) {
  test(`${manner}: while linear, magnitude and phase of the analogue filter`, () => {
    const worst = { db: 0, degrees: 0 }
    for (const cutoff of [100, 1000, 5000, 15_000]) for (const [resonance, bass] of [[0, 0], [0.5, 0], [0.9, 1]]) {
      // The slowest pole of the diodes is at 0.11 of the cutoff, that of a resonance of 0.9 at 0.02 of it.
      const response = linear(manner, { cutoff, resonance, bass }, Math.ceil(RATE * (0.05 + 150 / cutoff)))
      const formula = (freq: number) =>
        times(resampling(freq), analogue(manner, warped(freq, cutoff, 2 * RATE), resonance, bass))
      const { db, degrees } = compare(response, formula, { db: 0.01, degrees: 0.1, floor: -40 })
      worst.db = Math.max(worst.db, db)
      worst.degrees = Math.max(worst.degrees, degrees)
    }
    measured('ladder', `${manner}: farthest from the analogue filter while linear`,
      `${worst.db.toFixed(4)} dB, ${worst.degrees.toFixed(3)}°`, '≤ 0.01 dB, 0.1°')
  })
}

for (const rate of [22_050, 44_100, 96_000]) {
  test(`at ${rate} Hz, too`, () => {
    for (const manner of MANNERS) for (const cutoff of [300, 8000]) {
      const response = linear(manner, { cutoff, resonance: 0.7, bass: 0 }, Math.ceil(rate * (0.05 + 150 / cutoff)), rate)
      const formula = (freq: number) =>
        times(resampling(freq, rate), analogue(manner, warped(freq, cutoff, 2 * rate), 0.7, 0))
      // At 22.05 kHz the half-band filter ends at 9.2 kHz.
      compare(response, freq => freq < 0.41 * rate ? formula(freq) : real(0), { db: 0.01, degrees: 0.1, floor: -40 }, rate)
    }
  })
}

test('the halves of the half-band filter: flat to 20 kHz, 64.8 dB down from 28 kHz, 1.7 frames both ways', () => {
  for (let freq = 100; freq <= 20_000; freq += 100) assert.ok(Math.abs(decibels(size(resampling(freq)))) < 1e-4, `${freq} Hz`)
  for (let freq = 28_000; freq <= 48_000; freq += 50) assert.ok(decibels(size(resampling(freq))) < 2 * -64.8, `${freq} Hz`)
  const [re, im] = resampling(100)
  const delay = -Math.atan2(im, re) / (2 * Math.PI * 100) * RATE
  assert.ok(Math.abs(delay - 1.7) < 0.1, `${delay} frames`)
})

test('far above the cutoff it falls by 24 dB/octave; from the cutoff on the diodes by 14, then 19', () => {
  const slope = (response: Float64Array, freq: number) => decibels(size(transfer(response, 2 * freq)) / size(transfer(response, freq)))
  for (const manner of MANNERS) {
    const response = linear(manner, { cutoff: 200, resonance: 0 }, RATE / 2)
    const steep = slope(response, 1600)
    assert.ok(steep < -22.5 && steep > -24.5, `${manner}: ${steep} dB/octave`)
    const first = [200, 400].map(freq => slope(response, freq))
    // (1 + s)⁴ at s = j, 2j and 4j: (2/5)² and (5/17)²; of the diodes' polynomial the same at s = j/√2, √2 j and 2 √2 j.
    const right = manner === 'moog' ? [-15.92, -21.26] : [-13.73, -18.64]
    first.forEach((db, i) => assert.ok(Math.abs(db - right[i]) < 0.1, `${manner}, octave ${i}: ${db} dB`))
    measured('ladder', `${manner}: slope from 8 to 16 times the cutoff`, `${steep.toFixed(1)} dB/octave`, '-24.5 … -22.5')
  }
})

/** The cents by which a frequency is off. */
const cents = (freq: number, right: number) => 1200 * Math.log2(freq / right)

for (const manner of MANNERS) {
  test(`${manner}: sings at the cutoff, and only from resonance 1 on`, () => {
    for (const resonance of [1.05, 1.15, 1.25]) for (const cutoff of [110, 440, 1000, 4000]) {
      const samples = listen(() => ladder('it', { in: impulse('in'), manner, cutoff, resonance }), 3 * RATE).subarray(2 * RATE)
      // 80 periods are short enough for pitch() to tell 20 cents.
      const off = cents(pitch(samples.subarray(0, Math.round(80 * RATE / cutoff)), cutoff), cutoff)
      assert.ok(peak(samples) > 0.03, `${cutoff} Hz, resonance ${resonance}: ${peak(samples)}`)
      assert.ok(Math.abs(off) < (cutoff <= 1000 ? 4 : 12), `${cutoff} Hz, resonance ${resonance}: ${off} cents`)
      if (resonance === 1.15) {
        measured('ladder', `${manner}: off its pitch, singing at ${cutoff} Hz`, `${off.toFixed(1)} cents`, cutoff <= 1000 ? '≤ 4' : '≤ 12')
      }
    }
    const alone = listen(() => ladder('it', { manner, cutoff: 440, resonance: 1.1 }), RATE)
    assert.ok(peak(alone.subarray(RATE / 2)) > 0.03, 'without input within half a second')
    const quiet = listen(() => ladder('it', { manner, resonance: 0.98, in: impulse('in') }), 2 * RATE)
    assert.ok(peak(quiet.subarray(RATE)) < 1e-5)
  })
}

/** The equations in the ladder's docstring with tanh, by Runge-Kutta at 16 times the rate. */
function equations(manner: Manner, x: (seconds: number) => number, cutoff: number, resonance: number, frames: number): Float64Array {
  const STEPS = 16
  const k = LOOP[manner] * resonance
  const w = 2 * Math.PI * cutoff * SCALE[manner]
  const slope = ([a, b, c, d]: number[], at: number) => {
    const c0 = Math.tanh(x(at) - k * d)
    if (manner === 'moog') {
      const [c1, c2, c3, c4] = [Math.tanh(a), Math.tanh(b), Math.tanh(c), Math.tanh(d)]
      return [w * (c0 - c1), w * (c1 - c2), w * (c2 - c3), w * (c3 - c4)]
    }
    const [c1, c2, c3, c4] = [Math.tanh(a - b), Math.tanh(b - c), Math.tanh(c - d), Math.tanh(d)]
    return [w * (c0 - c1), w / 2 * (c1 - c2), w / 2 * (c2 - c3), w / 2 * (c3 - c4)]
  }
  const step = 1 / RATE / STEPS
  let u = [0, 0, 0, 0]
  const along = (by: number[], length: number) => u.map((value, i) => value + length * by[i])
  return Float64Array.from({ length: frames }, (_, n) => {
    const before = u[3]
    for (let i = 0; i < STEPS; i++) {
      const at = n / RATE + i * step
      const k1 = slope(u, at)
      const k2 = slope(along(k1, step / 2), at + step / 2)
      const k3 = slope(along(k2, step / 2), at + step / 2)
      const k4 = slope(along(k3, step), at + step)
      u = u.map((value, j) => value + step / 6 * (k1[j] + 2 * k2[j] + 2 * k3[j] + k4[j]))
    }
    return before
  })
}

/** Frames that are looked at, after as many to settle: all tones are whole numbers of periods of it. */
const WINDOW = 4096
const settled = (samples: ArrayLike<number>) => Array.from(samples).slice(-WINDOW)
const level = (samples: ArrayLike<number>, bin: number) => size(transfer(samples, bin * RATE / WINDOW)) * 2 / WINDOW
const tone = (bin: number) => sine('in', { freq: bin * RATE / WINDOW })

for (const manner of MANNERS) {
  test(`${manner}: driven, a tone and its third harmonic are what the equations with tanh make of them`, () => {
    for (const [bin, cutoff, resonance, drive] of [[17, 2000, 0.3, 24], [17, 500, 0.9, 12], [107, 1000, 0.5, 12], [107, 2000, 0.9, 24]]) {
      const freq = bin * RATE / WINDOW
      const driven = 0.5 * 10 ** (drive / 20)
      const right = settled(equations(manner, t => driven * Math.sin(2 * Math.PI * freq * t), cutoff, resonance, 2 * WINDOW))
      const samples = settled(listen(() => ladder('it', { in: tone(bin), manner, cutoff, resonance, drive, bass: 0 }), 2 * WINDOW))
      const off = [bin, 3 * bin].map(at => decibels(0.5 * level(samples, at) / level(right, at)))
      const what = `${freq.toFixed(0)} Hz, cutoff ${cutoff}, resonance ${resonance}, drive ${drive} dB`
      assert.ok(Math.abs(off[0]) < 0.3, `${what}: fundamental off by ${off[0]} dB`)
      assert.ok(Math.abs(off[1]) < 2, `${what}: third harmonic off by ${off[1]} dB`)
      measured('ladder', `${manner}: fundamental and third harmonic against tanh, ${what}`,
        off.map(db => `${db.toFixed(2)} dB`).join(', '), '≤ 0.3, 2 dB')
    }
  })
}

test('aliases of what it is driven to', () => {
  for (const [bin, drive, limit] of [[107, 12, -85], [107, 24, -55], [427, 12, -38], [427, 24, -25]]) {
    for (const manner of MANNERS) {
      const samples = settled(listen(() => ladder('it', { in: tone(bin), manner, cutoff: 20_000, resonance: 0, drive }), 4 * WINDOW))
      const wanted = level(samples, bin)
      let rest = 0
      for (let at = 1; at < WINDOW / 2; at++) if (at % bin !== 0) rest += level(samples, at) ** 2
      const alias = decibels(Math.sqrt(rest) / wanted)
      measured('ladder', `${manner}: aliases of ${(bin * RATE / WINDOW).toFixed(0)} Hz, driven by ${drive} dB, cutoff 20 kHz`,
        `${alias.toFixed(0)} dBc`, `≤ ${limit}`)
      assert.ok(alias < limit, `${manner}, bin ${bin}, ${drive} dB: ${alias}`)
    }
  }
})

/** White noise over a range. */
const wild = (id: string, low: number, high: number): Signal =>
  noise(id, { seed: id.length }).mul((high - low) / 2).add((high + low) / 2)

for (const manner of MANNERS) {
  test(`${manner}: nothing runs away while noise drives everything, the input 60 dB too loud`, () => {
    const moved = { cutoff: wild('cutoff', 20, 20_000), resonance: wild('much', 0, 1.25), bass: wild('bass', 0, 1) }
    const samples = listen(() => ladder('it', { in: noise('in').mul(1000), manner, drive: 24, ...moved }), 2 * RATE)
    assert.ok(peak(samples) < 6, `${peak(samples)}`)
    const bursts = listen(() => ladder('it', { in: noise('in').mul(sine('beat', { freq: 20 }).mul(1e4)), manner }), RATE)
    assert.ok(peak(bursts) < 6, `${peak(bursts)}`)
  })
}

test('the drive is a level, up to where it bends; octaves shift the cutoff', () => {
  const at = (inputs: object) => linear('moog', { resonance: 0.5, ...inputs }, 4800)
  const [plain, louder, shifted, higher] = [at({}), at({ drive: 20 }), at({ cutoff: 500, octaves: 2 }), at({ cutoff: 2000 })]
  plain.forEach((x, n) => assert.ok(Math.abs(10 * x - louder[n]) < 1e-4, `${10 * x} ${louder[n]}`))
  higher.forEach((x, n) => assert.ok(Math.abs(x - shifted[n]) < 1e-5))
})

test.run()
