import { module } from './module.ts'
import { audio, number } from './units.ts'

/** Balance of a stereo signal: towards one side the other becomes quieter, in a straight line: left · min(1, 1 - position), right ·
 *  min(1, 1 + position); in the middle nothing changes. `const [left, right] = balance('balance', { left: …, right: … })`. To place a
 *  single signal take pan. */
export const balance = module({
  name: 'balance',
  doc: 'balance of a stereo signal',
  example: `balance('balance', { left: sine('low', { freq: 220 }), right: sine('high', { freq: 331 }), position: -0.5 })`,
  inputs: {
    left: audio('left signal'),
    right: audio('right signal'),
    position: number(0, -1, 1, '-1 is only left, 1 only right'),
  },
  outputs: ['left', 'right'],
  tick: (s, { left, right, position }) => {
    const at = Math.min(Math.max(position, -1), 1)
    return [left * Math.min(1, 1 - at), right * Math.min(1, 1 + at)]
  },
})
