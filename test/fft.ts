import { Spectrum } from '../src/analysis/spectrum.ts'
import { fourier } from '../src/dsp/fourier.ts'

/** The discrete Fourier transform, in place: X[k] = Σ x[n] e^(-j 2π k n / N), N a power of two. */
export function fft(re: Float64Array, im: Float64Array): void {
  // The other sign of the exponent changes the places of both parts.
  fourier(im, re)
}

/** The power of a signal at the frequencies k / N of the rate, k = 0 … N/2. Under a Blackman-Harris window, whose side lobes are at
 *  -92 dB, a sine of amplitude 1 is a peak of about 1, four frequencies wide to each side. */
export const spectrum = (samples: ArrayLike<number>): Float64Array => new Spectrum(samples.length).of(samples)
