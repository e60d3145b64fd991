import { module } from './module.ts'
import { audio, hz } from './units.ts'

/** Takes the constant part out of a signal: a highpass of the first order far below hearing.
 *    g = tan(π cutoff / rate); v = g/(1 + g) (x - low), y = x - low - v; low ← low + 2 v
 *  Source: V. Zavalishin, The Art of VA Filter Design, 3.
 *  Limits: a constant is down to 1/e after 1 / (2π cutoff), at 10 Hz 16 ms; at the cutoff the level is 3 dB down, at ten times the
 *  cutoff 0.05 dB. */
export const dcblock = module({
  name: 'dcblock',
  doc: 'takes out the constant part',
  example: `dcblock('clean', { in: sine('tone').mul(0.5).add(0.3) })`,
  inputs: { in: audio('signal'), cutoff: hz(10, 1, 100, 'what lies below is taken out') },
  state: { low: 0 },
  coefficients: { share: 0 },
  control: (s, { cutoff }, { period }) => {
    const g = Math.tan(Math.PI * Math.min(Math.max(cutoff * period, 0), 0.49))
    s.share = g / (1 + g)
  },
  tick: (s, { in: x }) => {
    const difference = x - s.low
    const v = s.share * difference
    s.low += 2 * v
    return difference - v
  },
})
