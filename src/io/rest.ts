import type { Ring } from './ring.ts'
import { WavWriter } from './wav.ts'
import type { WavFormat } from './wavheader.ts'

/** Writes what an output process that died left in the ring to its WAV file, and makes the file a whole one. Gives the frames
 *  that are in it: fewer than were written to the ring where the disk is full, or gone, or frames were overwritten. */
export function writeRest(ring: Ring, file: number, rate: number, format: WavFormat): number {
  let frames = ring.consumed
  try {
    const wav = new WavWriter(file, rate, format, frames)
    try {
      ring.drain(frames, (pcm, count) => wav.write(pcm, count))
    } finally {
      frames = wav.frames
      wav.close()
    }
  } catch {
    // The file is whole up to here; who asked tells what is missing.
  }
  return frames
}
