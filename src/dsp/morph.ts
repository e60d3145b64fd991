import { band } from './band.ts'
import { amount, hz, number, semitones } from './units.ts'

/** What modules have in common that read sets of waves (waves.ts). Of the two tables for a frequency, as in band.ts, the one with fewer
 *  harmonics is only looked at while it fades; between two waves of a set it goes in a straight line. */

/** For the bits that a step leaves free, where the two levels of its octave begin, and what the step is to be multiplied with; from
 *  the 10th octave on there is one level for all. */
const HALVES = Float32Array.from({ length: 64 }, (_, i) => {
  const free = i >> 1
  const [base, factor] = free === 0 || free > 9 ? [18.5, 0] : [2 * free + 2, 2 ** (free - 30)]
  return i % 2 === 0 ? base : factor
})

/** The level of a step in 2⁻³² turns. */
const level = (step: number): number => {
  const size = step ^ step >> 31
  const octave = Math.clz32(size) << 1
  return HALVES[octave] - size * HALVES[octave + 1]
}

const { spline, shareAt } = band

/** What the waves of a set have at a phase of 0 … 1, the place among them being 0, 1, 2 … or between. `stride`: from one wave's table to
 *  the next one's. */
const morph = (row: ArrayLike<number>, at: number, stride: number, size: number, place: number, phase: number): number => {
  const wave = place | 0
  const position = phase * size
  const whole = position | 0
  const here = at + whole + Math.imul(stride, wave) | 0
  const t = position - whole
  const first = spline(row, here, t)
  return first + (place - wave) * (spline(row, here + stride | 0, t) - first)
}

const inputs = {
  freq: hz(220, 20, 20_000, 'frequency'),
  pitch: semitones(0, -96, 96, 'shift of the frequency: vibrato, transposition'),
  position: number(0, 0, 1, 'place between the first wave and the last'),
  gain: amount(1, 0, 1, 'amplitude'),
}

// It starts half a turn below 0, so half a turn more is the phase in 0 … 1.
const state = {
  phase: -(2 ** 31), step: 0, whole: 0, share: 0, set: 0,
  at: 0, stride: 0, size: 0, nextAt: 0, nextStride: 0, nextSize: 0,
}
const coefficients = { turns: 0, place: 0 }

type State = Record<keyof typeof state, number> & Readonly<typeof coefficients>
interface Env { level: typeof level, shareAt: typeof shareAt, morph: typeof morph, WAVES: Float32Array, PLACES: Float32Array }

const tick = (s: State, { freq, gain }: { freq: number, gain: number }, { level, shareAt, morph, WAVES, PLACES }: Env): number => {
  const step = freq * s.turns
  if (step !== s.step) {
    s.step = step
    s.whole = step + 0.5 | 0
    const place = level(s.whole)
    const found = s.set + (place | 0) << 2
    s.share = shareAt(place)
    s.at = PLACES[found] | 0
    s.stride = PLACES[found + 1] | 0
    s.size = PLACES[found + 2]
    s.nextAt = PLACES[found + 4] | 0
    s.nextStride = PLACES[found + 5] | 0
    s.nextSize = PLACES[found + 6]
  }
  const phase = s.phase * 2 ** -32 + 0.5
  s.phase = s.phase + s.whole | 0
  const second = morph(WAVES, s.nextAt, s.nextStride, s.nextSize, s.place, phase)
  if (s.share >= 1) return gain * second
  const first = morph(WAVES, s.at, s.stride, s.size, s.place, phase)
  return gain * (first + s.share * (second - first))
}

export const morphing = { inputs, state, coefficients, tick, uses: { level, morph, spline, shareAt, HALVES } }
