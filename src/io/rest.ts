import type { Ring } from './ring.ts'
import { WavWriter } from './wav.ts'

/** Writes what an output process that died left in the ring to its WAV file, and makes the file a whole one. Gives the frames
 *  that are in it: fewer than were written to the ring where the disk is full, or gone, or frames were overwritten. */
export function writeRest(ring: Ring, file: number, rate: number): number {
  let frames = ring.consumed
  try {
    const wav = new WavWriter(file, rate, frames)
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
