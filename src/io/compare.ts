/** Whether a file that was rendered is the same as one that was recorded. */
import { createHash } from 'node:crypto'
import { closeSync, openSync, readSync, statSync } from 'node:fs'
import { frameBytes, WAV_HEADER_BYTES, type WavFormat } from './wavheader.ts'

/** Bytes that are compared at once, of whole frames of every format. */
const PIECE = 48 * 2 ** 13

/** Where the head of a FLAC file says how many frames there are (the lowest 36 of 64 bits), and the MD5 sum of its samples as integers,
 *  interleaved. Source: RFC 9639, 8.2. */
const [FLAC_FRAMES, FLAC_SUM, FLAC_HEAD] = [18, 26, 42]

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

/** Compares a WAV file that we wrote with 24 bits with a FLAC file, as far as that goes, by the sum that the FLAC file has of all its
 *  samples. `frames`: how many it has; `longer`: by how many frames the WAV file is longer; `isSame` is null where it is shorter, since
 *  the sum says nothing of a part. Errors: throws when one of them can't be read. */
export function compareFlac(wav: string, flac: string): { frames: number, isSame: boolean | null, longer: number } {
  const head = Buffer.alloc(FLAC_HEAD)
  const file = openSync(flac, 'r')
  const read = readSync(file, head, 0, FLAC_HEAD, 0)
  closeSync(file)
  if (read < FLAC_HEAD || head.toString('latin1', 0, 4) !== 'fLaC') throw new Error(`${flac} is no FLAC file`)
  const frames = Number(head.readBigUInt64BE(FLAC_FRAMES) & 0xf_ffff_ffffn)
  const frame = frameBytes('24')
  const ours = Math.max(0, Math.floor((statSync(wav).size - WAV_HEADER_BYTES) / frame))
  if (ours < frames) return { frames, isSame: null, longer: ours - frames }
  const sum = createHash('md5')
  const piece = Buffer.alloc(PIECE)
  const input = openSync(wav, 'r')
  for (let at = 0, all = frames * frame; at < all; at += PIECE) {
    const bytes = Math.min(PIECE, all - at)
    readSync(input, piece, 0, bytes, WAV_HEADER_BYTES + at)
    sum.update(piece.subarray(0, bytes))
  }
  closeSync(input)
  return { frames, isSame: sum.digest().equals(head.subarray(FLAC_SUM, FLAC_HEAD)), longer: ours - frames }
}
