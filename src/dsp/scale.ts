import { exp2 } from './exp2.ts'
import { module } from './module.ts'
import { choice, number } from './units.ts'

/** Maps the range min … max to the range toMin … toMax; what is outside counts as its end.
 *    t = (in - min) / (max - min) within 0 … 1; linear: y = toMin + (toMax - toMin) t; exponential: y = toMin (toMax / toMin)^t
 *  Exponential suits frequencies and times: the same step in is the same interval out. Both ends must be above 0 (or both below)
 *  for it; else it is linear. A range may run downwards.
 *  Source: SuperCollider's linlin and linexp.
 *  Limits: in every frame; exponential within 0.01 cents for ranges up to 24 octaves. */
export const scale = module({
  name: 'scale',
  doc: 'maps a range to a range',
  example: `sine('tone', { freq: scale('range', { in: lfo('slow'), min: -1, max: 1, toMin: 110, toMax: 880, curve: 'exponential' }) })`,
  inputs: {
    in: number(0, -20_000, 20_000, 'what to map'),
    min: number(0, -20_000, 20_000, 'what becomes toMin'),
    max: number(1, -20_000, 20_000, 'what becomes toMax'),
    toMin: number(0, -20_000, 20_000, 'what min becomes'),
    toMax: number(1, -20_000, 20_000, 'what max becomes'),
    curve: choice(['linear', 'exponential'], 'way from one end to the other'),
  },
  coefficients: { share: 0, octaves: 0 },
  uses: { exp2 },
  control: (s, { min, max, toMin, toMax, curve }) => {
    s.share = max === min ? 0 : 1 / (max - min)
    s.octaves = curve === 'exponential' && toMin * toMax > 0 ? Math.min(Math.max(Math.log2(toMax / toMin), -24), 24) : 0
  },
  tick: (s, { in: x, min, toMin, toMax }, { exp2 }) => {
    const t = Math.min(Math.max((x - min) * s.share, 0), 1)
    return s.octaves === 0 ? toMin + (toMax - toMin) * t : toMin * exp2(s.octaves * t)
  },
})
