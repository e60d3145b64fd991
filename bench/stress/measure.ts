/** What a recording shows: gaps, levels, peaks between its samples. All take interleaved stereo. */

/** Below this it is silence, for music that plays at some tenths. */
const SILENT = 1e-4
/** Points that are looked at for each sample, and samples on either side that count for a point between two. */
const OVERSAMPLING = 16
const REACH = 32
/** Only near samples above this share of the highest one the true peak can lie. */
const NEAR_PEAK = 0.5

/** The longest time that it is silent, ms, from the first sound to the last. */
export function longestGap(pcm: Float32Array, rate: number): number {
  let last = -1, longest = 0
  for (let i = 0; i < pcm.length; i += 2) {
    if (Math.abs(pcm[i]) < SILENT && Math.abs(pcm[i + 1]) < SILENT) continue
    if (last >= 0) longest = Math.max(longest, (i - last) / 2 - 1)
    last = i
  }
  return 1000 * longest / rate
}

/** The time, ms, that it is silent at its end. */
export function silentAtEnd(pcm: Float32Array, rate: number): number {
  let i = pcm.length - 2
  while (i >= 0 && Math.abs(pcm[i]) < SILENT && Math.abs(pcm[i + 1]) < SILENT) i -= 2
  return 1000 * (pcm.length - 2 - i) / 2 / rate
}

export function mean(pcm: Float32Array): number {
  return pcm.reduce((sum, sample) => sum + sample, 0) / pcm.length
}

export function rms(pcm: Float32Array): number {
  return Math.sqrt(pcm.reduce((sum, sample) => sum + sample * sample, 0) / pcm.length)
}

/** Amplitude of the sine at a frequency, left channel. */
export function amplitude(pcm: Float32Array, freq: number, rate: number): number {
  let sine = 0, cosine = 0
  for (let i = 0; i < pcm.length; i += 2) {
    const angle = Math.PI * freq * i / rate
    sine += pcm[i] * Math.sin(angle)
    cosine += pcm[i] * Math.cos(angle)
  }
  return 4 * Math.hypot(sine, cosine) / pcm.length
}

/** The highest level of the wave that the samples stand for, dBFS: 16 points a sample, by a sinc under a Hann window (after ITU-R
 *  BS.1770-5, annex 2, which asks for 4 points at least). */
export function truePeak(pcm: Float32Array): number {
  const kernels = Array.from({ length: OVERSAMPLING }, (_, point) => sinc(point / OVERSAMPLING))
  const highest = pcm.reduce((most, sample) => Math.max(most, Math.abs(sample)), 0)
  let peak = highest
  for (let i = 2 * REACH; i < pcm.length - 2 * REACH; i++) {
    if (Math.max(Math.abs(pcm[i]), Math.abs(pcm[i + 2])) < NEAR_PEAK * highest) continue
    for (const kernel of kernels) {
      let sum = 0
      for (let tap = 0; tap < 2 * REACH; tap++) sum += kernel[tap] * pcm[i + 2 * (tap - REACH + 1)]
      peak = Math.max(peak, Math.abs(sum))
    }
  }
  return 20 * Math.log10(peak)
}

/** Weights of the samples around a point that lies `after` the middle one, 0 … 1. */
function sinc(after: number): Float64Array {
  return Float64Array.from({ length: 2 * REACH }, (_, tap) => {
    const x = tap - REACH + 1 - after
    const window = 0.5 + 0.5 * Math.cos(Math.PI * x / REACH)
    return x === 0 ? 1 : window * Math.sin(Math.PI * x) / (Math.PI * x)
  })
}
