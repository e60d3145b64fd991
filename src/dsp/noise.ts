import { module } from './module.ts'
import { amount, whole } from './units.ts'

/** White noise, the same for the same seed: y = gain · x / 2³¹, x from a 32-bit xorshift generator, even over -1 … 1.
 *  Source: G. Marsaglia, Xorshift RNGs, 2003 (13, 17, 5); the seed is spread by the finalizer of MurmurHash3.
 *  Limits: repeats after 2³² - 1 frames, a day at 48 kHz. */
export const noise = module({
  name: 'noise',
  doc: 'white noise',
  example: `noise('hiss', { seed: 7, gain: 0.3 })`,
  inputs: {
    seed: whole(1, 0, 2 ** 31 - 1, 'noises of different seeds are independent'),
    gain: amount(1, 0, 1, 'amplitude'),
  },
  state: { x: 1 },
  control: (s, { seed }) => {
    let h = Math.imul(seed + 1 | 0, 0x9e3779b9)
    h = Math.imul(h ^ h >>> 16, 0x85ebca6b)
    h = Math.imul(h ^ h >>> 13, 0xc2b2ae35)
    h ^= h >>> 16
    s.x = h === 0 ? 1 : h
  },
  tick: (s, { gain }) => {
    let x = s.x | 0
    x ^= x << 13
    x ^= x >>> 17
    x ^= x << 5
    s.x = x
    return gain * x * 2 ** -31
  },
})
