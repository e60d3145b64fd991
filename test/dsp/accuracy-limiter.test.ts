/** The limiter, by what leaves it: read by a far better interpolator than its own. */
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { limiter, module } from '../../src/index.ts'
import { crest } from '../../src/dsp/crest.ts'
import { halfway } from '../../src/dsp/halfway.ts'
import { truePeak } from '../engine/interpolation.ts'
import { measured } from '../measured.ts'
import { decibels, kernelOf, left, listen, peak, play, RATE } from '../play.ts'

type Wave = (frame: number) => number
const FRAMES = 5000
const CHANGE = 2000
/** +60 dB. */
const WILD = 1000
/** Frames that it is late. */
const latency = (rate: number) => Math.floor(0.0015 * rate) + 1 + 24

const sample = (wave: Wave, frames = FRAMES) => Float32Array.from({ length: frames }, (_, n) => wave(n))
/** Plays samples, then silence. */
const player = (WAVE: Float32Array, id = 'player') => module({
  name: 'player', inputs: {}, uses: { WAVE }, tick: (s, i, { frame, WAVE }) => frame < WAVE.length ? WAVE[frame] : 0,
})(id)
const limited = (wave: Wave, inputs: object = {}, frames = FRAMES, rate = RATE): Float32Array =>
  left(play(kernelOf(() => limiter('it', { in: player(sample(wave, frames)), ...inputs }), rate), frames))

function noise(): Wave {
  let random = 1
  return () => (random = (random * 1_664_525 + 1_013_904_223) % 2 ** 32) / 2 ** 31 - 1
}
const sine = (freq: number, phase = 0): Wave => n => Math.sin(2 * Math.PI * (freq * n + phase))
const [white, wild, hot, coin] = [noise(), noise(), noise(), noise()]

const loud: Record<string, Wave> = {
  'a bass, 12 dB over': n => 4 * sine(0.001)(n),
  'a quarter of the rate beside its peaks': sine(0.25, 0.125),
  'a quarter of the rate, 6 dB over': n => 2 * sine(0.25, 0.06)(n),
  'a third of the rate beside its peaks': n => 1.1 * sine(1 / 3, 1 / 12)(n),
  '20 kHz, 10 dB over': n => 3 * sine(0.417)(n),
  '0.45 of the rate': n => 3 * sine(0.45)(n),
  '0.47 of the rate': n => 3 * sine(0.47)(n),
  '0.49 of the rate': n => 3 * sine(0.49)(n),
  'a square of 100 Hz': n => n % 480 < 240 ? 1 : -1,
  'a square of 1 kHz, 12 dB over': n => n % 48 < 24 ? 4 : -4,
  'a square of 7 frames': n => n % 7 < 3 ? 2 : -2,
  'noise at full scale': white,
  'noise, 6 dB over': n => 2 * hot(n),
  'noise, +60 dB': n => WILD * wild(n),
  'noise of two values': n => coin(n) > 0 ? 1 : -1,
  'impulses, +60 dB': n => n % 777 === 0 ? WILD : 0,
  'impulses in a tone, +60 dB': n => 0.8 * Math.sin(0.7 * n) + (n % 777 === 0 ? WILD : 0),
  'a step of +60 dB': n => n < CHANGE ? 0 : WILD,
  'a step from below': n => n < CHANGE ? -1 : WILD,
  'a tone, suddenly +60 dB': n => (n < CHANGE ? 0.9 : 900) * Math.sin(0.5 * n),
  'a high tone, suddenly +60 dB': n => (n < CHANGE ? 0.93 : 930) * Math.sin(2.5 * n),
  'bursts near half the rate': n => (n % 200 < 7 ? 3 : 0.1) * Math.sin(2.9 * n),
  'a high tone with a tremolo': n => 2 * (1 + Math.sin(0.3 * n)) * Math.sin(2.7 * n),
}

for (const [name, wave] of Object.entries(loud)) {
  test(`${name}: no true peak above the ceiling`, () => {
    const samples = limited(wave)
    const level = decibels(truePeak(samples))
    measured('limiter', `true peak, ceiling -1 dB: ${name}`, `${level.toFixed(2)} dB`, '≤ -1 dB')
    assert.ok(level <= -1, `true peak ${level.toFixed(3)} dB`)
    assert.ok(level > -2, `${level.toFixed(1)} dB is too low`)
  })
}

test('lower ceilings, a short release, the loudest there is', () => {
  for (const ceiling of [-0.1, -12, -40]) {
    const level = decibels(truePeak(limited(n => 1e4 * wild(n), { ceiling, release: 1 })))
    assert.ok(level <= ceiling && level > ceiling - 2, `${level} dB, ceiling ${ceiling}`)
  }
})

test('a tone of exactly half the rate: the samples hold, the curve stays within 2 dB', () => {
  const samples = limited(n => n % 2 === 0 ? 1 : -1)
  assert.ok(decibels(peak(samples)) <= -1)
  const level = decibels(truePeak(samples))
  assert.ok(level < 1, `${level} dB`)
})

for (const rate of [22_050, 44_100, 96_000]) {
  test(`at ${rate} Hz, too`, () => {
    for (const wave of [loud['a high tone, suddenly +60 dB'], loud['noise, 6 dB over'], loud['a square of 7 frames']]) {
      assert.ok(decibels(truePeak(limited(wave, {}, FRAMES, rate))) <= -1)
    }
  })
}

/** 24 samples on either side make a point halfway, and three of those and four samples the reading. */
function reading(wave: Wave, n: number): number {
  const at = (k: number) => {
    const pairs = Array.from({ length: 24 }, (_, i) => wave(k - i) + wave(k + 1 + i)) as Parameters<typeof halfway>
    return halfway(...pairs)
  }
  return crest(wave(n - 1), at(n - 1), wave(n), at(n), wave(n + 1), at(n + 1), wave(n + 2))
}

test('its reading of a sine: at most 0.05 dB too low up to 0.48 of the rate, 0.9 dB too high', () => {
  for (let freq = 0.003; freq < 0.48; freq += 0.0093) for (const phase of [0, 0.11, 0.125, 0.2]) {
    let most = 0
    for (let n = 0; n < Math.max(100, 1 / freq); n++) most = Math.max(most, reading(sine(freq, phase), n))
    assert.ok(decibels(most) > -0.05 && decibels(most) < 0.9, `${freq}: ${decibels(most)} dB`)
  }
})

test('no samples of at most 1 make a reading above 3.1', () => {
  // The point halfway has the largest taps. Samples with their signs are its worst; those of little weight may do more for its bend.
  const response = (point: (wave: Wave) => number) => Array.from({ length: 60 }, (_, i) => point(n => n === i - 30 ? 1 : 0))
  const middle = response(wave => halfway(...Array.from({ length: 24 }, (_, i) => wave(-i) + wave(1 + i)) as Parameters<typeof halfway>))
  const worst: Wave = n => n < -30 || n >= 30 ? 0 : Math.sign(middle[n + 30])
  assert.ok(reading(worst, 0) < 3.1 && reading(worst, 0) > 2.9)
  const random = noise()
  for (let i = 0; i < 2000; i++) {
    const signs = Array.from({ length: 60 }, (_, n) => Math.abs(middle[n]) > 0.05 ? Math.sign(middle[n]) : Math.sign(random(n)))
    assert.ok(reading(n => signs[n + 30] ?? 0, 0) < 3.1)
  }
})

test('what stays 0.5 dB below comes through bit for bit, later by the look-ahead', () => {
  for (const rate of [44_100, RATE]) for (const wave of [sine(220 / RATE), (n: number) => 0.25 * white(n), () => -0.8]) {
    const before = sample(n => 0.84 * wave(n))
    const after = limited(n => before[n], {}, FRAMES, rate)
    const late = latency(rate)
    for (let n = late; n < FRAMES; n++) assert.is(after[n], before[n - late], `frame ${n}`)
  }
})

test('the cut comes in a straight line of dB, holds, goes along an exponential in dB, and is gone in the end', () => {
  const release = 80
  const [cut, faint] = [-20.5, 1e-3] // 10 is 20 dB above 1; the ceiling is at 0, peaks are held to 0.5 dB below it.
  const build = () => limiter('it', { in: faint, link: player(Float32Array.of(...Array(CHANGE).fill(0), 10)), ceiling: 0, release })
  const gain = listen(build, 2 * RATE).map(x => decibels(x / faint)).slice(latency(RATE))
  const ahead = Math.floor(0.0015 * RATE) + 1
  // In the frame before the impulse too, because the curve rises there already.
  assert.ok(Math.abs(gain[CHANGE] - cut) < 0.3, `${gain[CHANGE]} dB at the peak`)
  for (let n = CHANGE - ahead - 1; n < CHANGE; n++) assert.ok(gain[n + 1] - gain[n] > 1.5 * cut / ahead, `${gain[n + 1] - gain[n]} dB`)
  const half = gain[CHANGE - ahead / 2 | 0]
  assert.ok(Math.abs(half - cut / 2) < 1.5, `${half} dB halfway`)
  const held = gain.findIndex((db, n) => n > CHANGE && db > cut + 0.5) - CHANGE
  assert.ok(held > 0.0075 * RATE && held < 0.0135 * RATE, `held for ${held} frames`)
  const from = CHANGE + Math.round(0.02 * RATE)
  const share = gain[from + release * RATE / 1000] / gain[from]
  assert.ok(Math.abs(share - Math.exp(-1)) < 0.003, `${share} left after the release`)
  assert.ok(Math.abs(gain[2 * RATE - 2 * latency(RATE)]) < 1e-5, 'the rounding of 0.001')
})

test('two that are linked to each other turn both sides down alike', () => {
  const [l, r]: Wave[] = [n => n > CHANGE ? 5 * sine(0.01)(n) : 0, n => n > CHANGE ? sine(0.01)(n) : 0]
  const both = () => {
    const [leftSide, rightSide] = [player(sample(l), 'l'), player(sample(r), 'r')]
    return [limiter('left', { in: leftSide, link: rightSide }), limiter('right', { in: rightSide, link: leftSide })]
  }
  const pcm = play(both, FRAMES)
  assert.ok(peak(pcm) > 0.8)
  for (let i = 0; i < pcm.length; i += 2) assert.ok(Math.abs(pcm[i] - 5 * pcm[i + 1]) < 1e-6)
})

test.run()
