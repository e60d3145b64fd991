/** Onsets: the moments at which something begins, found by ear alone. Where the spectrum, taken as loudness, rises at more
 *  frequencies at once than it does around, something was struck.
 *  Source: S. Dixon, Onset Detection Revisited, 2006 (spectral flux); the loudness by a logarithm, as S. Böck and G. Widmer have it, 2013.
 *  Measured (test/measures.test.ts): strokes of noise and of sines are found within 3 ms. */
import { fft } from './fft.ts'

const [WINDOW, HOP] = [512, 64]
/** What is fainter than this hardly counts. */
const FAINT = 0.5
/** An onset is the highest within so many s, and so much above the mean of what is around (s). */
const APART = 0.04
const AROUND = 0.1
/** Of the strongest onset: what is less is no onset. */
const LEAST = 0.2

export interface Onset { time: number, strength: number }

/** The onsets in one channel, times in s. */
export function onsets(samples: Float32Array, rate: number): Onset[] {
  const count = Math.max(0, Math.floor(samples.length / HOP))
  const flux = new Float64Array(count)
  const window = Float64Array.from({ length: WINDOW }, (_, i) => 0.5 - 0.5 * Math.cos(2 * Math.PI * (i + 0.5) / WINDOW))
  // Compared is each spectrum with that of two hops before.
  const past = [0, 1].map(() => new Float64Array(WINDOW / 2))
  for (let n = 0; n < count; n++) {
    const re = Float64Array.from(window, (weight, i) => weight * (samples[n * HOP - WINDOW + i] ?? 0))
    const im = new Float64Array(WINDOW)
    fft(re, im)
    const before = past[n % 2]
    for (let k = 1; k < WINDOW / 2; k++) {
      const loud = Math.log1p(Math.hypot(re[k], im[k]) / FAINT)
      flux[n] += Math.max(0, loud - before[k])
      before[k] = loud
    }
  }
  const most = flux.reduce((a, b) => Math.max(a, b), 0)
  const [apart, around] = [APART, AROUND].map(time => Math.round(time * rate / HOP))
  const found: Onset[] = []
  for (let n = 0; n < count; n++) {
    const near = flux.subarray(Math.max(0, n - apart), n + apart + 1)
    const wide = flux.subarray(Math.max(0, n - around), n + around + 1)
    const mean = wide.reduce((sum, x) => sum + x, 0) / wide.length
    const strength = flux[n] - mean
    if (strength < LEAST * most || near.some(x => x > flux[n])) continue
    // It rises the most where the window's steepest part, a quarter before its end, comes over the stroke.
    found.push({ time: (n * HOP - 0.25 * WINDOW - HOP) / rate, strength })
  }
  return found
}

/** How far onsets are from the sixteenths of a tempo, in ms, the earliest first; every second sixteenth is later by `swing` of one. */
export function offsets(all: readonly Onset[], bpm: number, swing = 0): number[] {
  const sixteenth = 15 / bpm
  return all.map(({ time }) => {
    const places = [-1, 0, 1, 2].map(n => 2 * Math.floor(time / sixteenth / 2) + n).map(n => (n + (Math.abs(n) % 2) * swing) * sixteenth)
    return places.map(place => 1000 * (time - place)).reduce((a, b) => Math.abs(a) < Math.abs(b) ? a : b)
  }).sort((a, b) => a - b)
}

/** The share of onsets that are within so many ms of where most are late by. */
export function onTime(late: readonly number[], tolerance: number): number {
  const middle = late[late.length >> 1] ?? 0
  return late.filter(ms => Math.abs(ms - middle) <= tolerance).length / late.length
}
