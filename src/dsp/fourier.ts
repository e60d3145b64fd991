/** Fourier sums by the fast transform, in place: x_n = Σ X_k e^(2πi kn/L), for a length L that is a power of two. For tables that are
 *  worked out when the program starts.
 *  Source: J. W. Cooley and J. W. Tukey, An Algorithm for the Machine Calculation of Complex Fourier Series, 1965. */
export function fourier(re: Float64Array, im: Float64Array): void {
  const { length } = re
  reverse(re)
  reverse(im)
  const [cosines, sines] = roots(length)
  for (let half = 1; half < length; half *= 2) {
    const stride = length / 2 / half
    for (let start = 0; start < length; start += 2 * half) {
      for (let k = 0; k < half; k++) {
        const c = cosines[k * stride]
        const s = sines[k * stride]
        const a = start + k
        const b = a + half
        const x = re[b] * c - im[b] * s
        const y = re[b] * s + im[b] * c
        re[b] = re[a] - x
        im[b] = im[a] - y
        re[a] += x
        im[a] += y
      }
    }
  }
}

/** Puts each number where the bits of its index say, read backwards. */
function reverse(x: Float64Array): void {
  const { length } = x
  for (let i = 1, j = 0; i < length; i++) {
    let bit = length >> 1
    for (; j & bit; bit >>= 1) j ^= bit
    j ^= bit
    if (i >= j) continue
    const kept = x[i]
    x[i] = x[j]
    x[j] = kept
  }
}

const known = new Map<number, readonly [Float64Array, Float64Array]>()

/** Cosines and sines of the first half turn in steps of 1/length. */
function roots(length: number): readonly [Float64Array, Float64Array] {
  const angles = () => Float64Array.from({ length: length / 2 }, (_, i) => 2 * Math.PI * i / length)
  const made = known.get(length) ?? [angles().map(Math.cos), angles().map(Math.sin)] as const
  known.set(length, made)
  return made
}
