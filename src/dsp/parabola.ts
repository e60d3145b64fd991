import { harmonics } from './harmonics.ts'
import { later } from './later.ts'

/** Tables of a parabola, P = Σ cos(2πkφ) / 2(πk)², of which two make a triangle: 32 KB. */
export const parabola = later(() =>
  harmonics('cosines', [32, 64, 64, 128, 128, 256, 512, 512, 1024, 1024], k => 0.5 / (Math.PI * k) ** 2))
