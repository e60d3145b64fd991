/** The ring between the engine and the output process: interleaved stereo frames in a file that lies in memory, written and read
 *  by position. One writer and one reader for each field, so nothing is ever locked and neither side
 *  can make the other wait.
 *
 *  Why it is correct: frames are counted from the engine's start and frame n lies at n modulo RING_FRAMES. The engine writes
 *  frames first and the counter `written` after them, each in a system call of its own, so that who sees the counter finds
 *  the frames. Counters are f64 and each record is stored twice by one call: a read that falls into a write finds the
 *  two copies different and keeps what it knew before, which is only older. The engine never waits for the reader: who is
 *  more than RING_FRAMES behind has lost frames and is told so (`drain`). */
import { closeSync, readSync, writeSync } from 'node:fs'
import { setImmediate as pause } from 'node:timers/promises'
import { filledFile, sharedFile, writeWhole } from '../slot/sharedfile.ts'

/** 5.5 s at 192 kHz, 8 MiB: longer than it takes to start an output process anew, even on a machine in trouble. */
export const RING_FRAMES = 2 ** 20
const FRAME_BYTES = 8
/** Frames that the engine may be writing before it counts them: more than it ever writes at once. */
export const MARGIN = 2 ** 13
/** Frames copied at once when there is much to copy. */
const COPY = 4096
/** Bytes of memory filled at once while music plays: a small part of a tick. */
const PIECE = 2 ** 17
const WRITTEN_AT = 0
const REPORT_AT = 64
const FRAMES_AT = 4096

export class Ring {
  /** Descriptor of the file, for the process at the other end to inherit. */
  readonly fd: number
  /** As the reader last reported: frames consumed, when (see `now`, ms), and how often it had none to play. */
  consumed = 0
  at = 0
  underruns = 0
  /** Frames that the engine has written. */
  written = 0
  private readonly pair = new Float64Array(2)
  private readonly record = new Float64Array(6)
  private readonly piece = new Float32Array(2 * COPY)

  constructor(fd: number) { this.fd = fd }

  /** Makes a ring that only this process and those who inherit its descriptor can reach. @param first the frame it begins with
   *  @param path a name by which others of the same user can open it, to hear along */
  static create(first = 0, path?: string): Ring {
    // Filled now, so that memory that isn't there is an error at the start and none while the music plays.
    const ring = new Ring(filledFile(FRAMES_AT + RING_FRAMES * FRAME_BYTES, path))
    ring.consumed = ring.written = first
    ring.publish()
    return ring
  }

  /** The same while music plays: memory is filled a piece at a time, and blocks in between. */
  static async createBeside(): Promise<Ring> {
    const bytes = FRAMES_AT + RING_FRAMES * FRAME_BYTES
    const fd = sharedFile(bytes)
    const piece = new Uint8Array(PIECE)
    try {
      for (let at = 0; at < bytes; at += PIECE) {
        if (!writeWhole(fd, piece.subarray(0, bytes - at), at)) throw new Error('there is no room in shared memory')
        await pause()
      }
    } catch (error) {
      closeSync(fd)
      throw error
    }
    return new Ring(fd)
  }

  /** Engine: appends `frames` frames. */
  append(pcm: Float32Array, frames: number): void {
    for (let done = 0; done < frames;) {
      const at = (this.written + done) % RING_FRAMES
      const run = Math.min(frames - done, RING_FRAMES - at)
      writeSync(this.fd, pcm, done * FRAME_BYTES, run * FRAME_BYTES, FRAMES_AT + at * FRAME_BYTES)
      done += run
    }
    this.written += frames
    this.publish()
  }

  /** Engine: reads the reader's report. True when there is a new one. */
  refresh(): boolean {
    const r = this.record
    readSync(this.fd, r, 0, 48, REPORT_AT)
    if (r[0] !== r[3] || r[1] !== r[4] || r[2] !== r[5] || r[1] === this.at) return false
    this.consumed = r[0]
    this.at = r[1]
    this.underruns = r[2]
    return true
  }

  /** Reader: looks how far the engine has come. */
  look(): number {
    readSync(this.fd, this.pair, 0, 16, WRITTEN_AT)
    if (this.pair[0] === this.pair[1]) this.written = this.pair[0]
    return this.written
  }

  /** Reader: gives all that was written from frame `from` on to `take`, piece by piece; returns the frame that comes next.
   *  @throws Error when frames were written over before they could be taken */
  drain(from: number, take: (pcm: Float32Array, frames: number) => void): number {
    for (let end = this.look(); from < end;) {
      const frames = Math.min(end - from, COPY)
      this.read(from, this.piece, frames)
      if (this.look() - from > RING_FRAMES - MARGIN) throw new Error('too slow for the music')
      take(this.piece, frames)
      from += frames
    }
    return from
  }

  /** Reader: copies `frames` frames from frame `from` on into `pcm`. */
  read(from: number, pcm: Float32Array, frames: number): void {
    for (let done = 0; done < frames;) {
      const at = (from + done) % RING_FRAMES
      const run = Math.min(frames - done, RING_FRAMES - at)
      readSync(this.fd, pcm, done * FRAME_BYTES, run * FRAME_BYTES, FRAMES_AT + at * FRAME_BYTES)
      done += run
    }
  }

  /** Reader: says where it is. `at` must be another one each time. */
  report(consumed: number, at: number, underruns: number): void {
    const r = this.record
    r[0] = r[3] = consumed
    r[1] = r[4] = at
    r[2] = r[5] = underruns
    writeSync(this.fd, r, 0, 48, REPORT_AT)
  }

  private publish(): void {
    this.pair.fill(this.written)
    writeSync(this.fd, this.pair, 0, 16, WRITTEN_AT)
  }
}
