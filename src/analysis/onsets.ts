/** Onsets: the moments at which something begins. Where the spectrum, taken as loudness in quarter tones, rises at more of them at once
 *  than it does around, something was struck. What only slides in pitch doesn't count: compared is each band with the loudest of its
 *  neighbours before.
 *  Source: S. Böck and G. Widmer, Maximum Filter Vibrato Suppression for Onset Detection, 2013 (SuperFlux).
 *  Measured (test/analysis/onsets.test.ts): strokes at 1 to 16 a second are all counted, as noise, tones and clicks; steady noise, drones
 *  and vibrato have none. */
import { HANN, nearestSize, Spectrum } from './spectrum.ts'
import type { Stretch } from './windows.ts'

/** Length of a stretch, and the time from one to the next, s. */
const [LENGTH, HOP] = [0.043, 0.01]
/** Bands in an octave, the lowest frequency of all and the highest, Hz. */
const [BANDS, LOWEST, HIGHEST] = [24, 30, 17_000]
/** A sine of amplitude 1 counts as so much before the logarithm: what is 54 dB softer hardly counts. */
const GAIN = 512
/** An onset is the highest within so many hops, and above the mean of what is around by so much and by so many times. */
const APART = 3
const AROUND = 10
const ABOVE = 4
const TIMES = 1.7
/** Compared is each stretch with the loudest of those from so many to so many hops before: low notes and noise come and go that fast. */
const LAGS = { least: 2, most: 4 }

export class Onsets {
  /** Frames of a stretch, and from one to the next. */
  readonly size: number
  readonly hop: number
  private readonly spectrum: Spectrum
  private readonly edges: Int32Array
  /** The bands of the last stretches. */
  private readonly past: Float64Array[]
  /** Of each band the most in those that the newest is compared with. */
  private readonly loudest: Float64Array
  private readonly flux: number[] = []

  constructor(rate: number) {
    this.size = nearestSize(LENGTH * rate)
    this.hop = Math.round(HOP * rate)
    this.spectrum = new Spectrum(this.size, HANN)
    const lines = Array.from({ length: 1 + Math.floor(BANDS * Math.log2(HIGHEST / LOWEST)) }, (_, n) =>
      Math.round(LOWEST * 2 ** (n / BANDS) * this.size / rate))
    this.edges = Int32Array.from(new Set(lines.filter(line => line >= 1 && line <= this.size / 2)))
    this.loudest = new Float64Array(this.edges.length - 1)
    this.past = Array.from({ length: LAGS.most + 1 }, () => new Float64Array(this.edges.length - 1))
  }

  /** Takes the next stretch. @param known whether there was a sound before the first one: then that is no onset */
  take(stretch: Stretch, known: boolean): void {
    const { edges, past, loudest, flux } = this
    const now = past[flux.length % past.length]
    now.fill(0)
    for (const samples of stretch) {
      const powers = this.spectrum.of(samples)
      for (let band = 0; band < now.length; band++) {
        let sum = 0
        for (let k = edges[band]; k < edges[band + 1]; k++) sum += Math.sqrt(powers[k])
        now[band] += sum / stretch.length
      }
    }
    for (let band = 0; band < now.length; band++) now[band] = Math.log10(1 + GAIN * now[band])
    this.findLoudest()
    let rise = 0
    for (let band = 0; band < now.length; band++) {
      const last = Math.min(now.length - 1, band + 1)
      let most = loudest[band]
      for (let near = Math.max(0, band - 1); near <= last; near++) if (loudest[near] > most) most = loudest[near]
      if (now[band] > most) rise += now[band] - most
    }
    flux.push(known && flux.length < LAGS.most ? 0 : rise)
  }

  private findLoudest(): void {
    const { past, loudest, flux } = this
    loudest.fill(0)
    for (let lag = LAGS.least; lag <= LAGS.most; lag++) {
      const before = past[(flux.length + past.length - lag) % past.length]
      for (let band = 0; band < loudest.length; band++) if (before[band] > loudest[band]) loudest[band] = before[band]
    }
  }

  /** When they are, s from the middle of the first stretch on. */
  get times(): number[] {
    const { flux } = this
    const found: number[] = []
    for (let n = 0; n < flux.length; n++) {
      const near = flux.slice(Math.max(0, n - APART), n + APART + 1)
      const wide = flux.slice(Math.max(0, n - AROUND), n + AROUND + 1)
      const mean = wide.reduce((sum, x) => sum + x, 0) / wide.length
      const isHigh = flux[n] >= mean + ABOVE && flux[n] >= TIMES * mean && near.every(x => x <= flux[n])
      if (isHigh && !(n > 0 && flux[n - 1] === flux[n])) found.push(n * HOP)
    }
    return found
  }
}
