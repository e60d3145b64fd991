import { closeSync, openSync, readSync, statSync } from 'node:fs'
import { frameBytes, WAV_HEADER_BYTES, type WavFormat } from './wavheader.ts'

/** Bytes that are compared at once, of whole frames of every format. */
const PIECE = 48 * 2 ** 13

/** Compares two WAV files that we wrote in the same format, piece by piece, so that they may be of any length. `frames`: how many both
 *  have; `differ`: how many of those are not the same; `longer`: by how many frames the first one is longer. Errors: throws when one of
 *  them can't be read. */
export function compareWavs(one: string, other: string, format: WavFormat): { frames: number, differ: number, longer: number } {
  const frame = frameBytes(format)
  const [ours, theirs] = [one, other].map(path => Math.max(0, Math.floor((statSync(path).size - WAV_HEADER_BYTES) / frame)))
  const all = Math.min(ours, theirs) * frame
  const [left, right] = [Buffer.alloc(PIECE), Buffer.alloc(PIECE)]
  const files = [openSync(one, 'r'), openSync(other, 'r')]
  let differ = 0
  for (let at = 0; at < all; at += PIECE) {
    const bytes = Math.min(PIECE, all - at)
    readSync(files[0], left, 0, bytes, WAV_HEADER_BYTES + at)
    readSync(files[1], right, 0, bytes, WAV_HEADER_BYTES + at)
    if (left.compare(right, 0, bytes, 0, bytes) === 0) continue
    for (let i = 0; i < bytes; i += frame) if (left.compare(right, i, i + frame, i, i + frame) !== 0) differ++
  }
  for (const file of files) closeSync(file)
  return { frames: all / frame, differ, longer: ours - theirs }
}
