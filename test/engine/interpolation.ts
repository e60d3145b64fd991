/** The curve through samples, for tests: 16 points a frame by a sinc over 128 frames on either side under a Kaiser window. Far
 *  longer than what the engine itself reads true peaks with, and built another way. */
const POINTS = 16
const HALF = 128
const BETA = 8

function bessel(x: number): number {
  let [sum, term] = [1, 1]
  for (let k = 1; term > 1e-17 * sum; k++) sum += term *= (x / 2 / k) ** 2
  return sum
}

const kernels = Array.from({ length: POINTS }, (_, point) => Float64Array.from({ length: 2 * HALF }, (_, i) => {
  const at = i - HALF + 1 - point / POINTS
  const window = bessel(BETA * Math.sqrt(1 - (at / HALF) ** 2)) / bessel(BETA)
  return at === 0 ? 1 : Math.sin(Math.PI * at) / (Math.PI * at) * window
}))

/** The true peak of one channel, with silence before it. What has no 128 frames after it is not looked at. */
export function truePeak(samples: Float32Array): number {
  const padded = new Float64Array(HALF + samples.length)
  padded.set(samples, HALF)
  let peak = 0
  for (let n = 0; n + 2 * HALF <= padded.length; n++) {
    for (const kernel of kernels) {
      let sum = 0
      for (let i = 0; i < 2 * HALF; i++) sum += kernel[i] * padded[n + i]
      peak = Math.max(peak, Math.abs(sum))
    }
  }
  return peak
}
