import { module } from './module.ts'
import { audio, number } from './units.ts'

/** Hard limits: y = in, at least min and at most max (max where they cross). Meant for signals that move inputs: on sound its corners
 *  are heard, and alias. */
export const clip = module({
  name: 'clip',
  doc: 'hard limits of a signal',
  example: `clip('square', { in: sine('tone').mul(8), min: -0.5, max: 0.5 })`,
  inputs: {
    in: audio('signal'),
    min: number(-1, -20_000, 20_000, 'lowest value'),
    max: number(1, -20_000, 20_000, 'highest value'),
  },
  tick: (s, { in: x, min, max }) => Math.min(Math.max(x, min), max),
})
