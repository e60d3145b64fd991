/** Sound between its samples, at any speed: each sample around the place counts by a windowed sinc of its distance. Above the speed of the
 *  recording the sinc is wider by as much, so what would fold back is taken away, up to four times that speed.
 *    y = Σ x(at + k) h(k - frac), h(t) = sinc(t / s) kaiser(t / 8 s) / s, s the speed, 1 at the least and 4 at the most
 *  Source: J. O. Smith, Digital Audio Resampling Home Page, 2002; J. F. Kaiser, Nonrecursive digital filter design, 1974. */
import { later } from './later.ts'

/** Zero crossings on each side; numbers from one to the next; how bright the window is. */
const [WIDTH, FINE, BETA] = [8, 512, 9]

/** The modified Bessel function of the first kind, order 0. */
const bessel = (x: number): number => {
  let [sum, term] = [1, 1]
  for (let k = 1; k < 60; k++) sum += term *= (x / (2 * k)) ** 2
  return sum
}

/** The windowed sinc; exactly 1 at 0 and 0 at the other samples. */
const sinc = (i: number): number => {
  const t = Math.abs(i) / FINE
  if (i % FINE === 0 || t >= WIDTH) return i === 0 ? 1 : 0
  return Math.sin(Math.PI * t) / (Math.PI * t) * bessel(BETA * Math.sqrt(1 - (t / WIDTH) ** 2)) / bessel(BETA)
}

const TAPS = 2 * WIDTH
/** The weight of tap k (-7 … 8) at so many parts of a frame. */
const weight = (i: number, part: number) => sinc((i % TAPS - WIDTH + 1) * FINE - part)

/** One side of it (SINC); and the weights of 16 samples at each part of a frame (PHASES), with what they grow by to the next (SLOPES). */
export const sincs = later(() => ({
  SINC: Float32Array.from({ length: TAPS * FINE }, (_, i) => sinc(i)),
  PHASES: Float32Array.from({ length: TAPS * FINE }, (_, i) => weight(i, Math.floor(i / TAPS))),
  SLOPES: Float32Array.from({ length: TAPS * FINE }, (_, i) => weight(i, Math.floor(i / TAPS) + 1) - weight(i, Math.floor(i / TAPS))),
}))

/** Sound at `frac` (0 … 1) after a frame, of which `place` is the position in POOL. */
export const between = (
  POOL: ArrayLike<number>, PHASES: ArrayLike<number>, SLOPES: ArrayLike<number>, place: number, frac: number,
): number => {
  const part = frac * 512
  const whole = Math.min(part, 511) | 0
  const t = part - whole
  let sum = 0
  let i = place - 7 | 0
  let row = whole << 4
  for (let k = 0; k < 4; k++) {
    const p = i | 0
    const q = row | 0
    sum += POOL[p] * (PHASES[q] + t * SLOPES[q]) + POOL[p + 1] * (PHASES[q + 1] + t * SLOPES[q + 1])
      + POOL[p + 2] * (PHASES[q + 2] + t * SLOPES[q + 2]) + POOL[p + 3] * (PHASES[q + 3] + t * SLOPES[q + 3])
    i = i + 4 | 0
    row = row + 4 | 0
  }
  return sum
}

/** The same near the seam of a loop, where frames follow each other round: `span` of them from `low` to `high`, counted from `base`. */
export const around = (
  POOL: ArrayLike<number>, SINC: ArrayLike<number>, base: number, at: number, frac: number, low: number, high: number, span: number,
): number => {
  let sum = 0
  let i = at - 7 | 0
  for (let k = -7; k <= 8; k++) {
    const j = i < low ? i + span | 0 : i >= high ? i - span | 0 : i
    const t = Math.abs(k - frac) * 512
    const n = t | 0
    sum += POOL[base + j | 0] * (SINC[n] + (t - n) * (SINC[n + 1] - SINC[n]))
    i = i + 1 | 0
  }
  return sum
}

/** The same at up to twice the speed; `slow` is 1 over it. Where nothing is looped `span` is 0. */
export const faster = (
  POOL: ArrayLike<number>, SINC: ArrayLike<number>, base: number, at: number, frac: number, low: number, high: number, span: number,
  slow: number,
): number => {
  let sum = 0
  let i = at - 15 | 0
  for (let k = -15; k <= 16; k++) {
    const j = i < low ? i + span | 0 : i >= high ? i - span | 0 : i
    const t = Math.min(Math.abs(k - frac) * slow, 8) * 512
    const n = t | 0
    sum += POOL[base + j | 0] * (SINC[n] + (t - n) * (SINC[n + 1] - SINC[n]))
    i = i + 1 | 0
  }
  return sum * slow
}

/** The same at up to four times the speed. */
export const fastest = (
  POOL: ArrayLike<number>, SINC: ArrayLike<number>, base: number, at: number, frac: number, low: number, high: number, span: number,
  slow: number,
): number => {
  let sum = 0
  let i = at - 31 | 0
  for (let k = -31; k <= 32; k++) {
    const j = i < low ? i + span | 0 : i >= high ? i - span | 0 : i
    const t = Math.min(Math.abs(k - frac) * slow, 8) * 512
    const n = t | 0
    sum += POOL[base + j | 0] * (SINC[n] + (t - n) * (SINC[n + 1] - SINC[n]))
    i = i + 1 | 0
  }
  return sum * slow
}

/** Sound at any speed, without its sign: what it is at a sample's own place, or one of these. */
export const read = (
  POOL: ArrayLike<number>, SINC: ArrayLike<number>, PHASES: ArrayLike<number>, SLOPES: ArrayLike<number>,
  base: number, at: number, frac: number, low: number, high: number, span: number, speed: number,
): number => {
  if (speed <= 1) {
    if (frac === 0) return POOL[base + at | 0]
    if (span > 0 && (at < (low + 7 | 0) || at >= (high - 8 | 0))) return around(POOL, SINC, base, at, frac, low, high, span)
    return between(POOL, PHASES, SLOPES, base + at | 0, frac)
  }
  if (speed <= 2) return faster(POOL, SINC, base, at, frac, low, high, span, 1 / speed)
  return fastest(POOL, SINC, base, at, frac, low, high, span, Math.max(1 / speed, 0.25))
}
