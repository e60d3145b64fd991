/** All figures together, on sounds whose figures are known. */
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { Analyser, type Analysis } from '../../src/analysis/analysis.ts'
import { correlation } from '../../src/analysis/correlation.ts'
import { Spectrum } from '../../src/analysis/spectrum.ts'
import { noise, sound, wave } from './sounds.ts'

function analyse(pcm: Float32Array, rate: number, channels: number, piece = 5000, full = 1): Analysis {
  const analyser = new Analyser(rate, channels, { full })
  const frames = pcm.length / channels
  for (let done = 0; done < frames; done += piece) analyser.take(pcm.subarray(channels * done), Math.min(piece, frames - done))
  return analyser.result()
}
const near = (got: number | null, expected: number, tolerance: number, what: string): void =>
  assert.ok(got !== null && Math.abs(got - expected) <= tolerance, `${what}: ${got} for ${expected}`)

for (const [rate, channels] of [[22_050, 1], [44_100, 2], [48_000, 2], [96_000, 2], [192_000, 1]]) {
  test(`a sine at ${rate} Hz, ${channels === 1 ? 'mono' : 'stereo'}`, () => {
    const pcm = sound(2, rate, channels, time => 0.1 * wave(1000, time))
    const { seconds, peak, rms, loudness, centroid, pitch, clipped, silent } = analyse(pcm, rate, channels)
    assert.equal([seconds, clipped, silent], [2, 0, false])
    near(peak, -20, 0.05, 'peak')
    near(rms, -23.01, 0.01, 'rms')
    near(loudness, channels === 1 ? -23 : -20, 0.1, 'loudness')
    near(centroid, 1000, 10, 'centroid')
    near(pitch, 1000, 0.1, 'pitch')
  })
}

test('noise: a quarter of the rate is its middle, no pitch', () => {
  const hiss = noise()
  const { rms, centroid, pitch } = analyse(sound(3, 48_000, 2, () => 0.5 * hiss()), 48_000, 2)
  near(rms, 20 * Math.log10(0.5 / Math.sqrt(3)), 0.05, 'rms')
  near(centroid, 12_000, 120, 'centroid')
  assert.is(pitch, null)
})

test('silence has numbers that JSON can say', () => {
  const silence = analyse(new Float32Array(48_000), 48_000, 2)
  assert.equal(silence, {
    seconds: 0.5, peak: -120, rms: -120, loudness: -70, centroid: 0, pitch: null, onsets: 0, clipped: 0, silent: true,
  })
  assert.equal(JSON.parse(JSON.stringify(silence)), silence)
})

test('samples at full scale are counted, of integers too', () => {
  const pcm = sound(1, 48_000, 1, time => Math.max(-1, Math.min(1, 2 * wave(100, time))))
  // Above half of its height a sine is for two thirds of the time.
  near(analyse(pcm, 48_000, 1).clipped, 32_000, 400, 'clipped')
  const full = 1 - 2 ** -15
  assert.is(analyse(Float32Array.of(0, full, -1, 0.5), 48_000, 1, 4, full).clipped, 2)
})

test('pieces change nothing; what is only on one side is heard as well', () => {
  const pcm = sound(2, 48_000, 2, (time, side) => side === 1 ? 0.3 * wave(330, time) : 0)
  const whole = analyse(pcm, 48_000, 2, 1e6)
  assert.equal(analyse(pcm, 48_000, 2, 77), whole)
  near(whole.centroid, 330, 5, 'centroid')
  near(whole.pitch, 330, 0.1, 'pitch')
})

test('both sides against one another: nothing of it is lost', () => {
  const pcm = sound(2, 48_000, 2, (time, side) => (side === 0 ? 0.3 : -0.3) * wave(330, time))
  near(analyse(pcm, 48_000, 2).pitch, 330, 0.1, 'pitch')
  near(correlation(pcm), -1, 1e-6, 'correlation')
})

test('some frames only', () => {
  for (const frames of [1, 2, 100, 2048]) {
    const { seconds } = analyse(sound(frames / 48_000, 48_000, 2, () => 0.5), 48_000, 2)
    near(seconds, frames / 48_000, 0.001, 'seconds')
  }
})

test('the transform of real numbers is what the sum says', () => {
  const hiss = noise()
  const samples = Float64Array.from({ length: 64 }, hiss)
  const { powers } = new Spectrum(64, [1])
  const got = new Spectrum(64, [1]).of(samples)
  for (let k = 0; k < powers.length; k++) {
    let [re, im] = [0, 0]
    samples.forEach((x, n) => {
      re += x * Math.cos(2 * Math.PI * k * n / 64) / 32
      im += x * Math.sin(2 * Math.PI * k * n / 64) / 32
    })
    near(got[k], re * re + im * im, 1e-12, `line ${k}`)
  }
})

test.run()
