import { lagrange } from './lagrange.ts'
import { line } from './line.ts'
import { module } from './module.ts'
import { amount, audio, hz } from './units.ts'

/** All but straight for usual levels, 0.003 dB down at 1, 0.05 dB at 2; 4 at most: t - t⁵/3125 up to t = 5. */
const bend = (x: number): number => {
  const t = Math.min(Math.max(x, -5), 5)
  const square = t * t
  return t - t * square * square * (1 / 3125)
}

/** Comb filter in tune: w = in + bend(feedback · d), y = w + feedforward · d, where d is what w was a period of `freq` ago, damped by a
 *  lowpass of 6 dB/octave. A positive feedback resonates at freq and its multiples, as a string; a negative one at half of it and
 *  the odd multiples of that, as a stopped pipe. Feedforward alone makes notches, between those frequencies or, negative, at them.
 *  The delay is shorter by that of the lowpass at the lowest resonance, and between two frames it is interpolated (lagrange.ts).
 *  Source: J. O. Smith, Physical Audio Signal Processing, "Feedback Comb Filters", "Feedforward Comb Filters"; K. Karplus and
 *  A. Strong, Digital synthesis of plucked-string and drum timbres, 1983.
 *  Limits: the lowest resonance within 0.1 cents up to a tenth of the rate; where the damping is near it the overtones are sharp, as
 *  the delay of the lowpass is shorter there. The loop is never above 4, whatever comes in. A freq or damping that moves is followed
 *  every 16 frames, in straight lines of the delay. */
export const comb = module({
  name: 'comb',
  doc: 'comb filter: strings, pipes, notches',
  example: `comb('string', { in: noise('hiss', { gain: 0.05 }), freq: 110, feedback: 0.98, damping: 5000 })`,
  inputs: {
    in: audio('signal'),
    freq: hz(220, 20, 8000, 'what it is tuned to'),
    feedback: amount(0.9, -1, 1, 'how long it rings; negative: hollow, an octave lower'),
    feedforward: amount(0, -1, 1, 'how much of what is a period old is added'),
    damping: hz(8000, 100, 20_000, 'overtones above it die away sooner'),
  },
  state: { past: line(0.06), low: 0 },
  coefficients: { delay: 2, share: 1 },
  uses: { bend, lagrange },
  control: (s, { freq, feedback, damping }, { period }) => {
    const turns = Math.min(Math.max(freq, 1) * period, 0.45)
    const lowest = feedback < 0 ? 0.5 * turns : turns
    const g = Math.tan(Math.PI * Math.min(Math.max(damping * period, 1e-4), 0.49))
    const late = Math.atan(Math.tan(Math.PI * lowest) / g) / (2 * Math.PI * lowest)
    s.delay = Math.max(1 / turns - late, 2)
    s.share = g / (1 + g)
  },
  tick: (s, { in: x, feedback, feedforward }, { frame, bend, lagrange }) => {
    const whole = s.delay | 0
    const d = lagrange(s.past[frame - whole + 1], s.past[frame - whole], s.past[frame - whole - 1], s.past[frame - whole - 2],
      s.delay - whole)
    const v = s.share * (d - s.low)
    const damped = s.low + v
    s.low = damped + v
    const w = x + bend(feedback * damped)
    s.past[frame] = w
    return w + feedforward * damped
  },
})
