import { harmonics } from './harmonics.ts'
import { later } from './later.ts'

/** Tables of a sawtooth that falls from 1 to -1, y = 1 - 2φ = Σ 2 sin(2πkφ) / πk, for whatever is made of sawtooths: 64 KB. */
export const sawtooth = later(() =>
  harmonics('sines', [64, 64, 128, 128, 256, 512, 1024, 1024, 2048, 4096], k => 2 / (Math.PI * k)))
