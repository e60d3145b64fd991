/** Reads a WAV file piece by piece, however long it is. A file whose header promises more than is there (its writer was killed, or it is
 *  longer than a header can say) gives what is there. */
import { closeSync, fstatSync, openSync, readSync, type Stats } from 'node:fs'
import { sampleReader } from '../patch/samples/pcm.ts'
import { type Layout, layoutOf } from '../patch/samples/wav.ts'
import { reason } from '../patch/reason.ts'

/** Frames read at once. */
const PIECE = 2 ** 14

export class WavReader {
  readonly rate: number
  readonly channels: number
  readonly frames: number
  /** The highest value that a sample can have. */
  readonly full: number
  private readonly path: string
  private readonly fd: number
  private readonly layout: Layout

  /** Errors: throws an Error that names the file and says what is wrong with it. */
  constructor(path: string) {
    this.path = path
    try {
      this.fd = openSync(path, 'r')
    } catch (error) {
      throw new Error(`can't read ${path}: ${reason((error as Error).message)}`)
    }
    try {
      const { size } = this.checked()
      const { kind, bytes, channels, rate, start, promised } = this.layout = layoutOf((at, count) => this.look(at, count), size)
      if (channels > 2) throw new Error(`has ${channels} channels: mono and stereo can be measured`)
      this.rate = rate
      this.channels = channels
      this.frames = Math.floor(Math.min(promised, size - start) / (bytes * channels))
      this.full = kind === 'float' ? 1 : 1 - 2 ** (1 - 8 * bytes)
      this.reader(new DataView(new ArrayBuffer(0)))
    } catch (error) {
      closeSync(this.fd)
      throw new Error(`${path} ${reason((error as Error).message)}`)
    }
  }

  /** Gives all frames, interleaved, piece by piece. Errors: throws where a sample is no number. */
  each(take: (pcm: Float32Array, frames: number) => void): void {
    const { channels, rate, layout: { start, bytes } } = this
    const size = bytes * channels
    const buffer = Buffer.alloc(PIECE * size)
    const pcm = new Float32Array(PIECE * channels)
    const read = this.reader(new DataView(buffer.buffer, buffer.byteOffset, buffer.byteLength))
    for (let done = 0; done < this.frames;) {
      const wanted = Math.min(PIECE, this.frames - done)
      const frames = Math.floor(this.fill(buffer.subarray(0, wanted * size), start + done * size) / size)
      if (frames === 0) throw new Error(`${this.path} became shorter while it was read`)
      for (let i = 0; i < frames * channels; i++) {
        pcm[i] = read(i * bytes)
        if (!Number.isFinite(pcm[i])) {
          throw new Error(`${this.path} is broken: at ${((done + i / channels) / rate).toFixed(3)} s there is a sample that is no number`)
        }
      }
      take(pcm, frames)
      done += frames
    }
  }

  close(): void {
    closeSync(this.fd)
  }

  private reader(view: DataView): (at: number) => number {
    const { kind, bytes, little } = this.layout
    return sampleReader(view, kind, bytes, little)
  }

  private checked(): Stats {
    const stats = fstatSync(this.fd)
    if (!stats.isFile()) throw new Error('is no file')
    const head = Buffer.alloc(12)
    const tag = (at: number): string => head.toString('latin1', at, at + 4)
    if (this.fill(head, 0) < 12 || !['RIFF', 'RIFX', 'RF64'].includes(tag(0)) || tag(8) !== 'WAVE') throw new Error('is no WAV file')
    return stats
  }

  private look(at: number, count: number): DataView {
    const bytes = new Uint8Array(count)
    return new DataView(bytes.buffer, 0, this.fill(bytes, at))
  }

  /** Fills the buffer from a place in the file on; says how many bytes there were. */
  private fill(buffer: Uint8Array, at: number): number {
    let done = 0
    for (let got = -1; done < buffer.length && got !== 0; done += got) {
      got = readSync(this.fd, buffer, done, buffer.length - done, at + done)
    }
    return done
  }
}
