/** The rate of a sound is changed without anything else: level, place and purity of sines, and the length. */
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { resample } from '../../../src/patch/samples/resample.ts'

const RATES = [[44_100, 48_000], [96_000, 48_000], [22_050, 48_000], [48_000, 44_100], [44_056, 48_000], [8000, 192_000]] as const
const sine = (freq: number, rate: number, frames: number) =>
  Float32Array.from({ length: frames }, (_, i) => Math.sin(2 * Math.PI * freq * i / rate))

/** The sine at a frequency in the middle of a sound: its gain, how far it is off its place in radians, and all that isn't it, dB. */
function fitted(y: Float32Array, freq: number, rate: number): { gain: number, phase: number, rest: number } {
  let [ss, sc, cc, ys, yc] = [0, 0, 0, 0, 0]
  const [from, to] = [y.length >> 2, 3 * y.length >> 2]
  const at = (i: number) => [Math.sin(2 * Math.PI * freq * i / rate), Math.cos(2 * Math.PI * freq * i / rate)]
  for (let i = from; i < to; i++) {
    const [s, c] = at(i)
    ss += s * s
    sc += s * c
    cc += c * c
    ys += y[i] * s
    yc += y[i] * c
  }
  const det = ss * cc - sc * sc
  const [a, b] = [(ys * cc - yc * sc) / det, (yc * ss - ys * sc) / det]
  let rest = 0
  for (let i = from; i < to; i++) {
    const [s, c] = at(i)
    rest += (y[i] - a * s - b * c) ** 2
  }
  return { gain: 20 * Math.log10(Math.hypot(a, b)), phase: Math.atan2(b, a), rest: 10 * Math.log10(2 * rest / (to - from)) }
}

for (const [from, to] of RATES) {
  test(`${from} to ${to} Hz: flat up to 0.9 of half the lower rate, in place, images and aliases below -100 dB`, () => {
    const half = Math.min(from, to) / 2
    for (const freq of [0.01, 0.3, 0.6, 0.9].map(share => share * half)) {
      const { gain, phase, rest } = fitted(resample(sine(freq, from, 8000), from, to), freq, to)
      assert.ok(Math.abs(gain) < 0.001, `${freq} Hz: ${gain} dB`)
      assert.ok(Math.abs(phase) < 1e-6, `${freq} Hz: ${phase}`)
      assert.ok(rest < -100, `${freq} Hz: ${rest} dB`)
    }
  })
}

test('what lies above half the new rate is gone', () => {
  for (const freq of [24_100, 30_000, 40_000]) {
    const y = resample(sine(freq, 96_000, 16_000), 96_000, 48_000).subarray(1000, 7000)
    const level = 10 * Math.log10(2 * y.reduce((sum, x) => sum + x * x, 0) / y.length)
    assert.ok(level < -95, `${freq} Hz: ${level.toFixed(1)} dB`)
  }
})

test('lengths are those of the time that it takes, and the first sample stays the first', () => {
  for (const [from, to] of RATES) for (const frames of [1, 7, 1000]) {
    assert.is(resample(new Float32Array(frames), from, to).length, Math.max(1, Math.round(frames * to / from)))
  }
  const click = new Float32Array(1000)
  click[300] = 1
  const y = resample(click, 22_050, 44_100)
  assert.is(y.indexOf(Math.max(...y)), 600)
})

test('at its own rate a sound stays as it is; silence is silence, and a constant is one', () => {
  const x = sine(1000, 48_000, 100)
  assert.is(resample(x, 48_000, 48_000), x)
  assert.ok(resample(new Float32Array(500), 44_100, 48_000).every(y => y === 0))
  const middle = resample(new Float32Array(1000).fill(0.5), 44_100, 48_000).subarray(300, 700)
  assert.ok(middle.every(y => Math.abs(y - 0.5) < 1e-7))
})

test.run()
