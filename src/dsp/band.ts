/** How an oscillator reads tables that hold no harmonic above half the sample rate (harmonics.ts): for the `uses` of a module.
 *
 *  How many harmonics there is room for is a matter of the phase's step alone, so the tables are chosen anew in every sample in which
 *  the step changes. In the first quarter of the way from one table to the next the two are faded into each other: so nothing appears at
 *  once, while a note glides or under fast modulation, and three notes of four read a single table. */

/** For the bits that a step leaves free, 1 where it is in the highest octave, the level at which that begins and what the step is to be
 *  multiplied with. From the 8th octave down there are two levels to the octave, above four; from the 11th on there is one for all. No
 *  step leaves none free; a step of 0 leaves all 32, and goes round to the first two numbers. */
const OCTAVES = Float32Array.from({ length: 64 }, (_, i) => {
  const free = i >> 1
  const isLast = free === 0 || free > 10
  const [base, levels] = isLast ? [34.5, 0] : free < 8 ? [4 * free + 4, 4] : [2 * free + 16, 2]
  return i % 2 === 0 ? base : levels * 2 ** (free - 31)
})

/** The level of a step in 2⁻³² turns: the whole of it is the number of the table, the rest how far it is on the way to the next. */
const level = (step: number): number => {
  const size = step ^ step >> 31
  const octave = Math.clz32(size) << 1
  return OCTAVES[octave] - size * OCTAVES[octave + 1]
}

/** How much of the next table there is at a level: it is faded in over the first quarter of the way to it. */
const shareAt = (place: number): number => {
  const faded = 4 * (place - (place | 0))
  return faded < 1 ? faded : 1
}

/** A cubic B-spline times 6 through the numbers of a row from `at` on, `t` of the way from the second to the third.
 *  Source: M. Unser, Splines: A Perfect Fit for Signal and Image Processing, 1999. */
const spline = (row: ArrayLike<number>, at: number, t: number): number => {
  const u = 1 - t
  const inner = 3 + 3 * t * u
  return u * u * u * row[at] + (1 + u * inner) * row[at + 1] + (1 + t * inner) * row[at + 2] + t * t * t * row[at + 3]
}

/** What two tables of a size have at a phase on either side of 0, mixed. `at` and `next`: where they begin; `size`: their numbers to the
 *  turn, times 2⁻³²; `phase`: in 2⁻³² turns. The tables allow for the 6. */
const even = (row: ArrayLike<number>, at: number, next: number, share: number, size: number, phase: number): number => {
  const position = Math.abs(phase) * size
  const whole = position | 0
  const t = position - whole
  const second = spline(row, next + whole | 0, t)
  if (share >= 1) return second
  const first = spline(row, at + whole | 0, t)
  return first + share * (second - first)
}
/** The same of a wave that is odd: before phase 0 it has the other sign. */
const odd = (row: ArrayLike<number>, at: number, next: number, share: number, size: number, phase: number): number =>
  even(row, at, next, share, size, phase) * (phase >> 31 | 1)

export const band = { level, shareAt, spline, even, odd, OCTAVES }
