/** The power spectrum of a stretch of sound: a sine of amplitude 1 is a peak of about 1. Allocates nothing.
 *  Source: F. J. Harris, On the Use of Windows for Harmonic Analysis with the Discrete Fourier Transform, 1978. */
import { RealFourier } from './realfourier.ts'

/** Terms of a window, a0 - a1 cos + a2 cos - …: Hann's is the narrowest, the side lobes of the other one are at -92 dB. */
export const HANN = [0.5, 0.5]
export const BLACKMAN_HARRIS = [0.35875, 0.48829, 0.14128, 0.01168]

export class Spectrum {
  readonly size: number
  /** Of the frequencies k / size of the sample rate, k = 0 … size/2, as they were last asked for. */
  readonly powers: Float64Array
  private readonly window: Float64Array
  private readonly windowed: Float64Array
  private readonly transform: RealFourier

  /** @param size a power of two */
  constructor(size: number, terms = BLACKMAN_HARRIS) {
    this.size = size
    this.powers = new Float64Array(size / 2 + 1)
    this.windowed = new Float64Array(size)
    this.transform = new RealFourier(size)
    const scale = 2 / (terms[0] * size)
    this.window = Float64Array.from({ length: size }, (_, n) => scale * terms.reduce((sum, term, k) =>
      sum + (-1) ** k * term * Math.cos(2 * Math.PI * k * (n + 0.5) / size), 0))
  }

  /** Of `size` samples. */
  of(samples: ArrayLike<number>): Float64Array {
    const { size, powers, window, windowed, transform } = this
    for (let n = 0; n < size; n++) windowed[n] = samples[n] * window[n]
    transform.transform(windowed)
    for (let k = 0; k < powers.length; k++) powers[k] = transform.re[k] ** 2 + transform.im[k] ** 2
    return powers
  }
}

/** The power of two nearest to so many samples. */
export const nearestSize = (samples: number): number => 2 ** Math.round(Math.log2(samples))
