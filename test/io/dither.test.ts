/** What dither leaves of a sound in integers, against its theory: noise of a known power, and nothing that follows the sound. */
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { dithered } from '../../src/io/dither.ts'
import { spectrum } from '../fft.ts'

const SIZE = 4096
const SEGMENTS = 64
/** Equivalent noise bandwidth of the window of spectrum(), in bins. */
const BANDWIDTH = 2.0044
const dB = (power: number): number => 10 * Math.log10(power)

/** One channel of a sound as integers of `bytes` bytes keep it. */
function kept(sound: Float64Array, bytes: number, first = 0): Float64Array {
  const pcm = Float32Array.from({ length: 2 * sound.length }, (_, i) => sound[i >> 1])
  const integers = Buffer.alloc(pcm.length * bytes)
  dithered(pcm, sound.length, first, bytes, integers)
  return Float64Array.from(sound, (_, i) => integers.readIntLE(2 * i * bytes, bytes) / 2 ** (8 * bytes - 1))
}

/** A sine of exactly `cycles` periods in SIZE frames. */
const sine = (amplitude: number, cycles: number): Float64Array =>
  Float64Array.from({ length: SIZE * SEGMENTS }, (_, i) => Math.fround(amplitude * Math.sin(2 * Math.PI * cycles * i / SIZE)))

/** The mean power in each bin over all segments. */
function meanSpectrum(sound: Float64Array): Float64Array {
  const mean = new Float64Array(SIZE / 2 + 1)
  for (let k = 0; k < SEGMENTS; k++) spectrum(sound.subarray(k * SIZE, (k + 1) * SIZE)).forEach((power, bin) => { mean[bin] += power / SEGMENTS })
  return mean
}

for (const [bytes, floor] of [[2, -96.3], [3, -144.5]]) {
  const step = 2 ** (1 - 8 * bytes)

  test(`${8 * bytes} bits: the error has a power of step²/4 and a mean of 0, whatever is played`, () => {
    for (const amplitude of [0, 0.3 * step, 10 * step, 0.5]) {
      const sound = sine(amplitude, 341)
      const error = kept(sound, bytes).map((x, i) => x - sound[i])
      const power = error.reduce((sum, x) => sum + x * x, 0) / error.length
      const mean = error.reduce((sum, x) => sum + x, 0) / error.length
      // Of 262,144 samples, a power of some 0.01 dB and a mean of 0.001 steps are chance.
      assert.ok(Math.abs(dB(power / (step * step / 4))) < 0.05, `${dB(power)} dB`)
      assert.ok(Math.abs(dB(power) - floor) < 0.1)
      assert.ok(Math.abs(mean) < 0.005 * step, `${mean / step} steps`)
    }
  })

  test(`${8 * bytes} bits: a sine of half a step is there, and its harmonics are not`, () => {
    const cycles = 341
    const made = meanSpectrum(kept(sine(0.5 * step, cycles), bytes))
    const noise = step * step / 4 * 4 * BANDWIDTH / SIZE
    assert.ok(Math.abs(dB(made[cycles] / (0.25 * step * step + noise))) < 0.5, 'the sine has its level')
    // A mean of 64 is within 1.5 dB of its own: more is no chance.
    for (const harmonic of [2, 3, 4, 5]) assert.ok(Math.abs(dB(made[harmonic * cycles] / noise)) < 1.5, `harmonic ${harmonic}`)
  })
}

test('the noise of both channels, and of neighbours, are strangers', () => {
  const frames = 2 ** 16
  const integers = Buffer.alloc(4 * frames)
  dithered(new Float32Array(2 * frames), frames, 0, 2, integers)
  const samples = Array.from({ length: 2 * frames }, (_, i) => integers.readInt16LE(2 * i))
  const power = samples.reduce((sum, x) => sum + x * x, 0)
  for (const apart of [1, 2, 3, 4]) {
    const product = samples.reduce((sum, x, i) => sum + x * (samples[i + apart] ?? 0), 0)
    assert.ok(Math.abs(product / power) < 0.012, `${apart} apart: ${product / power}`)
  }
})

test('the noise depends on the number of the frame and on nothing else', () => {
  const sound = new Float64Array(300)
  assert.equal(kept(sound, 2).subarray(100), kept(sound.subarray(100), 2, 100))
  assert.not.equal(kept(sound, 2), kept(sound, 2, 2 ** 31))
})

test.run()
