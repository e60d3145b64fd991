/** Resamples a sound to the engine's rate, once, when it is loaded: each new sample is a sum of those around it, weighted by a windowed
 *  sinc. Where the rates are alike nothing is touched.
 *    y(n) = Σ x(k) h(n M/L - k), h(t) = c sinc(c t) kaiser(t / W), c the cutoff in halves of the lower rate
 *  Source: J. O. Smith, Digital Audio Resampling Home Page, 2002; J. F. Kaiser, Nonrecursive digital filter design, 1974.
 *  Limits: flat within 0.001 dB up to 0.9 of half the lower rate (44.1 kHz: 19.8 kHz), aliases and images below -100 dB. */
import { later } from '../../dsp/later.ts'

/** Zero crossings on each side, and how bright the window is: a stop band of -100 dB from half the lower rate on. */
const WIDTH = 72
const BETA = 10.06
/** Middle of the transition, in halves of the lower rate: it reaches from 0.907 to 1. */
const CUTOFF = 0.9535
/** Numbers of the table from one crossing to the next; straight lines between them are right to -140 dB. */
const FINE = 4096
/** Filters that are kept: 44.1 to 48 kHz takes 160. */
const KEPT = 1024

const table = later(() => Float64Array.from({ length: WIDTH * FINE + 2 }, (_, i) => {
  const t = i / FINE
  const x = Math.PI * CUTOFF * t
  return t >= WIDTH ? 0 : (x === 0 ? 1 : Math.sin(x) / x) * bessel(BETA * Math.sqrt(1 - (t / WIDTH) ** 2))
}))

/** Samples at a rate `from` in Hz as they are at the rate `to`; the first stays the first. */
export function resample(x: Float32Array, from: number, to: number): Float32Array {
  if (from === to) return x
  const y = new Float32Array(Math.max(1, Math.round(x.length * to / from)))
  // In frames of x: how wide it is, and how far from one zero crossing to the next.
  const stretch = Math.max(1, from / to)
  const reach = WIDTH * stretch
  const divisor = common(from, to)
  const [up, down] = [to / divisor, from / divisor]
  const filters = new Map<number, Float64Array>()
  for (let n = 0; n < y.length; n++) {
    const phase = n * down % up
    const whole = (n * down - phase) / up
    let filter = filters.get(phase)
    if (filter === undefined) {
      filter = filterAt(phase / up, stretch, reach)
      if (filters.size < KEPT) filters.set(phase, filter)
    }
    const first = whole - (filter.length >> 1) + 1
    let sum = 0
    const [begin, end] = [Math.max(0, -first), Math.min(filter.length, x.length - first)]
    for (let i = begin; i < end; i++) sum += x[first + i] * filter[i]
    y[n] = sum
  }
  return y
}

/** The weights of the samples around a place so far (0 … 1) after one of them. What doesn't change stays what it is: they add up to 1. */
function filterAt(at: number, stretch: number, reach: number): Float64Array {
  const half = Math.ceil(reach)
  const h = table()
  const filter = new Float64Array(2 * half)
  let sum = 0
  for (let i = 0; i < filter.length; i++) {
    const t = Math.min(Math.abs(i - half + 1 - at) / stretch, WIDTH) * FINE
    const whole = Math.floor(t)
    filter[i] = h[whole] + (t - whole) * (h[whole + 1] - h[whole])
    sum += filter[i]
  }
  for (let i = 0; i < filter.length; i++) filter[i] /= sum
  return filter
}

/** The greatest common divisor; rates that are no whole numbers have one of 1/1000 Hz. */
function common(a: number, b: number): number {
  let [x, y] = [Math.round(1000 * a), Math.round(1000 * b)]
  while (y !== 0) [x, y] = [y, x % y]
  return x / 1000
}

/** The modified Bessel function of the first kind, order 0. */
function bessel(x: number): number {
  let [sum, term] = [1, 1]
  for (let k = 1; term > 1e-17 * sum; k++) {
    term *= (x / (2 * k)) ** 2
    sum += term
  }
  return sum
}
