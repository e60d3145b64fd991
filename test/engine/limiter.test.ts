/** The limiter, by what leaves it: read by a far better interpolator than its own. */
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { BOUND, Limiter } from '../../src/engine/limiter.ts'
import { decibels, peak, RATE, steepest } from '../play.ts'
import { truePeak } from './interpolation.ts'

const FRAMES = 5000
const CHANGE = 2000
/** +60 dB. */
const WILD = 1000

type Signal = (frame: number) => number

const stereo = (left: Signal, right: Signal, frames: number): Float32Array =>
  Float32Array.from({ length: 2 * frames }, (_, i) => i % 2 === 0 ? left(i >> 1) : right(i >> 1))

const channel = (pcm: Float32Array, which: 0 | 1): Float32Array => pcm.filter((_, i) => i % 2 === which)

function limited(left: Signal, right: Signal = () => 0, frames = FRAMES, rate = RATE): Float32Array {
  const pcm = stereo(left, right, frames)
  new Limiter(rate).process(pcm, frames)
  return pcm
}

function noise(): Signal {
  let random = 1
  return () => (random = (random * 1_664_525 + 1_013_904_223) % 2 ** 32) / 2 ** 31 - 1
}

const sine = (freq: number, phase = 0): Signal => n => Math.sin(2 * Math.PI * (freq * n + phase))
const [white, wild, hot, coin] = [noise(), noise(), noise(), noise()]
const alternating: Signal = n => n % 2 === 0 ? 1 : -1

const loud: Record<string, Signal> = {
  'a quarter of the rate beside its peaks': sine(0.25, 0.125),
  'a quarter of the rate, 6 dB over': n => 2 * sine(0.25, 0.06)(n),
  'a third of the rate beside its peaks': n => 1.1 * sine(1 / 3, 1 / 12)(n),
  '20 kHz, 10 dB over': n => 3 * sine(0.417)(n),
  '0.45 of the rate': n => 3 * sine(0.45)(n),
  '0.47 of the rate': n => 3 * sine(0.47)(n),
  '0.49 of the rate': n => 3 * sine(0.49)(n),
  '0.499 of the rate': n => 3 * sine(0.499)(n),
  'the Nyquist frequency at full scale': alternating,
  'the Nyquist frequency out of silence, +60 dB': n => n < CHANGE ? 0 : WILD * alternating(n),
  'a square of 100 Hz': n => n % 480 < 240 ? 1 : -1,
  'a square of 1 kHz, 12 dB over': n => n % 48 < 24 ? 4 : -4,
  'a square of 7 frames': n => n % 7 < 3 ? 2 : -2,
  'noise at full scale': white,
  'noise, 6 dB over': n => 2 * hot(n),
  'noise, +60 dB': n => WILD * wild(n),
  'noise of two values': n => coin(n) > 0 ? 1 : -1,
  'impulses, +60 dB': n => n % 777 === 0 ? WILD : 0,
  'impulses in a tone, +60 dB': n => 0.9 * Math.sin(0.7 * n) + (n % 777 === 0 ? WILD : 0),
  'a step of +60 dB': n => n < CHANGE ? 0 : WILD,
  'a step from below': n => n < CHANGE ? -1 : WILD,
  'a tone, suddenly +60 dB': n => (n < CHANGE ? 0.9 : 900) * Math.sin(0.5 * n),
  'a high tone, suddenly +60 dB': n => (n < CHANGE ? 0.93 : 930) * Math.sin(2.5 * n),
  'bursts near the Nyquist frequency': n => (n % 200 < 7 ? 3 : 0.1) * Math.sin(2.9 * n),
  'a high tone with a tremolo': n => 2 * (1 + Math.sin(0.3 * n)) * Math.sin(2.7 * n),
  'the largest number there is': n => n % 500 === 0 ? 3.4e38 : 0.5,
}

for (const [name, signal] of Object.entries(loud)) {
  test(`${name}: no true peak above -0.3 dBFS`, () => {
    const pcm = limited(signal)
    assert.ok(pcm.every(Number.isFinite))
    assert.ok(peak(pcm) <= BOUND, `sample ${decibels(peak(pcm)).toFixed(2)} dBFS`)
    const level = decibels(truePeak(channel(pcm, 0)))
    assert.ok(level <= -0.3, `true peak ${level.toFixed(3)} dBFS`)
    assert.ok(level > -6 || name.includes('largest'), `${level.toFixed(1)} dBFS is far too low`)
  })
}

test('a tone of exactly the Nyquist frequency that turns round or ends: the samples hold, the curve stays within 2 dB', () => {
  for (const after of [-1, 0]) {
    const pcm = limited(n => WILD * (n < CHANGE ? 1 : after) * alternating(n))
    assert.ok(peak(pcm) <= BOUND)
    const level = decibels(truePeak(channel(pcm, 0)))
    assert.ok(level < 1.7, `${level.toFixed(2)} dBFS`)
  }
})

test('what stays below comes through bit for bit, later by the latency', () => {
  const signals: Signal[] = [sine(220 / RATE), n => 0.9 * sine(997 / RATE)(n), n => 0.4 * white(n), () => -0, () => -0.85]
  for (const signal of signals) {
    const quiet: Signal = n => 0.91 * signal(n)
    const before = stereo(quiet, n => -quiet(n) / 3, FRAMES)
    const limiter = new Limiter(RATE)
    const after = before.slice()
    limiter.process(after, FRAMES)
    assert.is(limiter.lowest, 1)
    for (let i = 0; i < 2 * limiter.latency; i++) assert.is(after[i], 0)
    for (let i = 2 * limiter.latency; i < after.length; i++) {
      assert.ok(Object.is(after[i], before[i - 2 * limiter.latency]), `sample ${i}`)
    }
  }
})

test('after a peak it comes back to bit for bit', () => {
  const tone = sine(440 / RATE)
  const signal: Signal = n => (n < CHANGE ? 100 : 0.5) * tone(n)
  const before = stereo(signal, signal, 4 * RATE)
  const limiter = new Limiter(RATE)
  const after = before.slice()
  limiter.process(after, 4 * RATE)
  const same = (i: number): boolean => Object.is(after[i], before[i - 2 * limiter.latency])
  let last = after.length - 1
  while (same(last)) last--
  assert.ok(last / 2 < CHANGE + 2 * RATE, `the same from ${(last / 2 / RATE).toFixed(2)} s on`)
  assert.ok(last / 2 > CHANGE + limiter.latency)
})

test('the cut into blocks changes no bit', () => {
  const signal: Signal = n => (n % 1500 < 200 ? 30 : n % 1500 < 700 ? 0.9 : 0.2) * Math.sin(0.37 * n + 1e-4 * n * n)
  const before = stereo(signal, n => signal(n + 99), 16_384)
  const whole = before.slice()
  new Limiter(RATE).process(whole, 16_384)
  for (const block of [1, 16, 100, 128, 4096]) {
    const limiter = new Limiter(RATE)
    const cut = before.slice()
    for (let at = 0; at < 16_384; at += block) {
      const frames = Math.min(block, 16_384 - at)
      limiter.process(cut.subarray(2 * at, 2 * (at + frames)), frames)
    }
    assert.equal(new Uint32Array(cut.buffer), new Uint32Array(whole.buffer), `blocks of ${block}`)
  }
})

/** The gain, frame by frame: what becomes of a faint constant on one side while the other side makes the peaks. */
function gains(peaks: Signal, frames: number): Float32Array {
  const faint = 1e-3
  return channel(limited(peaks, () => faint, frames), 1).map(x => x / faint)
}

test('the gain is there when the peak comes, goes without a jump, holds, and comes back', () => {
  const { latency } = new Limiter(RATE)
  const gain = gains(n => n === CHANGE ? 10 : 0, 2 * RATE).slice(latency)
  const needed = 10 ** (-20.7 / 20)
  assert.ok(gain[CHANGE] <= 1.001 * needed, 'at the peak')
  assert.ok(gain[CHANGE] > 0.9 * needed)
  assert.is(gain.findIndex((x, i) => i > 0 && x < 0.999) > CHANGE - 0.002 * RATE, true, 'not long before')
  const attack = 0.00075 * RATE
  assert.ok(steepest(gain) < 1.01 / attack, `largest step ${steepest(gain)}`)
  const held = gain.findIndex((x, i) => i > CHANGE && x > 1.01 * needed) - CHANGE
  assert.ok(held > 0.01 * RATE && held < 0.014 * RATE, `held for ${held} frames`)
  // The release is an exponential in dB, of 0.1 s: after that long 1/e of the reduction is left.
  const left = decibels(gain[CHANGE + Math.round(0.112 * RATE)]) / -20.7
  assert.ok(Math.abs(left - Math.exp(-1)) < 0.03, `${left} of the dB left after 0.1 s`)
})

test('both channels get the same gain', () => {
  const pcm = limited(n => n > CHANGE ? 5 * sine(0.01)(n) : 0, n => n > CHANGE ? sine(0.01)(n) : 0)
  for (let i = 0; i < pcm.length; i += 2) assert.ok(Math.abs(pcm[i] - 5 * pcm[i + 1]) < 1e-6)
})

for (const rate of [8000, 44_100, 192_000]) {
  test(`at ${rate} Hz, too`, () => {
    const limiter = new Limiter(rate)
    assert.ok(limiter.latency < 0.002 * rate + 50)
    const pcm = limited(n => 20 * sine(0.25, 0.1)(n) * (n > CHANGE ? 1 : 0), () => 0, FRAMES, rate)
    assert.ok(decibels(truePeak(channel(pcm, 0))) <= -0.3)
  })
}

test.run()
