/** The discrete Fourier transform, in place: X[k] = Σ x[n] e^(-j 2π k n / N), N a power of two.
 *  Source: J. W. Cooley and J. W. Tukey, 1965. */
export function fft(re: Float64Array, im: Float64Array): void {
  const size = re.length
  for (let i = 1, j = 0; i < size; i++) {
    let bit = size >> 1
    for (; j & bit; bit >>= 1) j ^= bit
    j ^= bit
    if (i < j) [re[i], re[j], im[i], im[j]] = [re[j], re[i], im[j], im[i]]
  }
  for (let half = 1; half < size; half *= 2) {
    for (let k = 0; k < half; k++) {
      const [cos, sin] = [Math.cos(Math.PI * k / half), -Math.sin(Math.PI * k / half)]
      for (let a = k; a < size; a += 2 * half) {
        const b = a + half
        const [x, y] = [re[b] * cos - im[b] * sin, re[b] * sin + im[b] * cos]
        re[b] = re[a] - x
        im[b] = im[a] - y
        re[a] += x
        im[a] += y
      }
    }
  }
}

/** The power of a signal at the frequencies k / N of the rate, k = 0 … N/2. Under a Blackman-Harris window, whose side lobes are at
 *  -92 dB, a sine of amplitude 1 is a peak of about 1, four frequencies wide to each side. */
export function spectrum(samples: ArrayLike<number>): Float64Array {
  const size = samples.length
  const [re, im] = [new Float64Array(size), new Float64Array(size)]
  for (let i = 0; i < size; i++) {
    const turn = 2 * Math.PI * (i + 0.5) / size
    re[i] = samples[i] * (0.35875 - 0.48829 * Math.cos(turn) + 0.14128 * Math.cos(2 * turn) - 0.01168 * Math.cos(3 * turn))
  }
  fft(re, im)
  const scale = 2 / (0.35875 * size)
  return Float64Array.from({ length: size / 2 + 1 }, (_, k) => (re[k] ** 2 + im[k] ** 2) * scale * scale)
}
