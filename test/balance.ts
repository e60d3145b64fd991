/** How a sound is made up: the level of each band of the spectrum, the crest factor, the DC, the true peak. */
import { TruePeak } from '../src/engine/truepeak.ts'
import { spectrum } from './fft.ts'

/** The bands, each up to its frequency, Hz. */
export const BANDS = { sub: 60, bass: 250, low: 700, mid: 2500, high: 8000, air: 20_000 }
export type Band = keyof typeof BANDS

/** Frames of each piece that is analysed: 3 Hz from line to line. */
const WINDOW = 16_384

/** Level of each band of interleaved stereo, dB below the whole. */
export function balance(pcm: Float32Array, rate: number): Record<Band, number> {
  const names = Object.keys(BANDS) as Band[]
  const powers = names.map(() => 0)
  for (let at = 0; at + WINDOW <= pcm.length / 2; at += WINDOW / 2) {
    for (const side of [0, 1]) {
      const lines = spectrum(Float64Array.from({ length: WINDOW }, (_, i) => pcm[2 * (at + i) + side]))
      for (let k = 4, band = 0; k < lines.length && band < names.length; k++) {
        while (band < names.length && k * rate / WINDOW >= BANDS[names[band]]) band++
        if (band < names.length) powers[band] += lines[k]
      }
    }
  }
  const whole = powers.reduce((sum, power) => sum + power, 0)
  return Object.fromEntries(names.map((name, i) => [name, 10 * Math.log10(powers[i] / whole)])) as Record<Band, number>
}

/** The highest sample over the mean power, dB. */
export function crest(pcm: Float32Array): number {
  const power = pcm.reduce((sum, x) => sum + x * x, 0) / pcm.length
  return 10 * Math.log10(pcm.reduce((most, x) => Math.max(most, x * x), 0) / power)
}

/** The larger mean of the two sides. */
export function constant(pcm: Float32Array): number {
  const sums = [0, 0]
  pcm.forEach((x, i) => { sums[i % 2] += x })
  return Math.max(...sums.map(Math.abs)) / (pcm.length / 2)
}

/** True peak of interleaved stereo, dBTP. */
export function truePeak(pcm: Float32Array): number {
  const meter = new TruePeak(0.05)
  const found = new Float64Array(256)
  let most = 0.05
  for (let start = 0; start < pcm.length / 2; start += 256) {
    const frames = Math.min(256, pcm.length / 2 - start)
    meter.process(pcm, start, frames, found)
    for (let i = 0; i < frames; i++) most = Math.max(most, found[i])
  }
  return 20 * Math.log10(most)
}
