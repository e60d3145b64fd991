/** The Fourier transform of real numbers, X_k = Σ x_n e^(2πi kn/N) for k = 0 … N/2, N a power of two: those of even and of odd n as the
 *  real and imaginary parts of one transform of half the length. Allocates nothing.
 *  Source: W. H. Press and others, Numerical Recipes, 12.3 (two real transforms in one complex one). */
import { fourier } from '../dsp/fourier.ts'

export class RealFourier {
  readonly size: number
  /** What came out last: N/2 + 1 numbers each. */
  readonly re: Float64Array
  readonly im: Float64Array
  private readonly even: Float64Array
  private readonly odd: Float64Array
  private readonly cosines: Float64Array
  private readonly sines: Float64Array

  constructor(size: number) {
    const half = size / 2
    this.size = size
    this.re = new Float64Array(half + 1)
    this.im = new Float64Array(half + 1)
    this.even = new Float64Array(half)
    this.odd = new Float64Array(half)
    this.cosines = Float64Array.from({ length: half + 1 }, (_, k) => Math.cos(2 * Math.PI * k / size))
    this.sines = Float64Array.from({ length: half + 1 }, (_, k) => Math.sin(2 * Math.PI * k / size))
  }

  transform(x: ArrayLike<number>): void {
    const { re, im, even, odd, cosines, sines } = this
    const half = this.size / 2
    for (let n = 0; n < half; n++) {
      even[n] = x[2 * n]
      odd[n] = x[2 * n + 1]
    }
    fourier(even, odd)
    for (let k = 0; k <= half; k++) {
      const a = k === half ? 0 : k
      const b = k === 0 ? 0 : half - k
      const c = cosines[k] / 2
      const s = sines[k] / 2
      const both = odd[a] + odd[b]
      const apart = even[b] - even[a]
      re[k] = (even[a] + even[b]) / 2 + c * both - s * apart
      im[k] = (odd[a] - odd[b]) / 2 + c * apart + s * both
    }
  }
}
