import { module } from './module.ts'
import { audio, number } from './units.ts'

/** Amplifier: y = gain · in. Both may be signals: then it is a ring modulator. */
export const gain = module({
  name: 'gain',
  doc: 'amplifier',
  example: `gain('level', { in: sine('tone'), gain: 0.5 })`,
  inputs: { in: audio('signal'), gain: number(1, 0, 4, 'factor') },
  tick: (s, { in: x, gain }) => gain * x,
})
