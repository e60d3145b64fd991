/** A whole WAV file, for those who look at every sample of it. */
import { WavReader } from '../src/io/wavreader.ts'

/** `data`: interleaved, full scale at ±1. Errors: throws what WavReader says. */
export function readWav(path: string): { rate: number, channels: number, data: Float32Array } {
  const wav = new WavReader(path)
  try {
    const { rate, channels } = wav
    const data = new Float32Array(wav.frames * channels)
    let done = 0
    wav.each((pcm, frames) => {
      data.set(pcm.subarray(0, frames * channels), done)
      done += frames * channels
    })
    return { rate, channels, data }
  } finally {
    wav.close()
  }
}
