import { module } from './module.ts'
import { audio, number } from './units.ts'

/** Width of a stereo signal: middle = (left + right)/2, side = (left - right)/2 width; left = middle + side, right = middle - side.
 *  `const [left, right] = width('wide', { left: …, right: …, width: 1.5 })`.
 *  Source: A. Blumlein's shuffling of middle and side, British patent 394325, 1931. */
export const width = module({
  name: 'width',
  doc: 'width of a stereo signal',
  example: `width('wide', { left: sine('low', { freq: 220 }), right: sine('high', { freq: 331 }), width: 0.5 })`,
  inputs: {
    left: audio('left signal'),
    right: audio('right signal'),
    width: number(1, 0, 2, '0 is mono, 1 as it is, 2 twice the difference'),
  },
  outputs: ['left', 'right'],
  tick: (s, { left, right, width }) => {
    const middle = 0.5 * (left + right)
    const side = 0.5 * (left - right) * width
    return [middle + side, middle - side]
  },
})
