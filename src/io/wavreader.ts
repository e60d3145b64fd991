/** Reads a WAV file piece by piece, however long it is: RIFF and RF64, with integers of 8 to 32 bits or floats, mono or stereo, also in
 *  the extensible form. A file whose header promises more than is there (its writer was killed, or it is longer than a header can say)
 *  gives what is there.
 *  Source: Microsoft and IBM, Multimedia Programming Interface and Data Specifications 1.0; EBU Tech 3306 (RF64). */
import { closeSync, fstatSync, openSync, readSync } from 'node:fs'
import { sampleReader } from '../patch/samples/pcm.ts'
import { reason } from '../patch/reason.ts'

const [PCM, FLOAT, EXTENSIBLE] = [1, 3, 0xfffe]
/** A size that was never written, or has no room in 32 bits. */
const UNKNOWN = 0xffff_ffff
/** Bytes of a chunk's head, and of the format that matters: with the extensible form's own tag. */
const [HEAD, FORMAT] = [8, 26]
const RATES = { least: 1000, most: 768_000 }
/** Frames read at once. */
const PIECE = 2 ** 14

interface Layout { tag: number, channels: number, rate: number, bytes: number, start: number, end: number }

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
      const { tag, channels, rate, bytes, start, end } = this.layout = this.readLayout()
      this.rate = rate
      this.channels = channels
      this.frames = Math.floor((end - start) / (bytes * channels))
      this.full = tag === FLOAT ? 1 : 1 - 2 ** (1 - 8 * bytes)
      this.reader(new DataView(new ArrayBuffer(0)))
      if (this.frames === 0) throw new Error('has no frame of sound in it')
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
    const { tag, bytes } = this.layout
    return sampleReader(view, tag === FLOAT ? 'float' : bytes === 1 ? 'offset' : 'int', bytes, true)
  }

  private readLayout(): Layout {
    const stats = fstatSync(this.fd)
    if (!stats.isFile()) throw new Error('is no file')
    const { size } = stats
    const head = Buffer.alloc(HEAD + FORMAT)
    const tag = (at: number): string => head.toString('latin1', at, at + 4)
    if (this.fill(head, 0) < 12 || !['RIFF', 'RF64'].includes(tag(0)) || tag(8) !== 'WAVE') throw new Error('is no WAV file')
    let format: Omit<Layout, 'start' | 'end'> | null = null
    for (let at = 12, large = 0; at + HEAD <= size;) {
      const room = this.fill(head, at) - HEAD
      const stated = head.readUInt32LE(4)
      const start = at + HEAD
      if (tag(0) === 'ds64' && room >= 16) large = Number(head.readBigUInt64LE(HEAD + 8))
      if (tag(0) === 'fmt ' && stated >= 16 && room >= 16) format = formatOf(head.subarray(HEAD), Math.min(stated, room))
      if (tag(0) === 'data') {
        if (!format) throw new Error('is broken: its samples come before the header says what they are')
        const isOpen = stated === UNKNOWN || stated === 0 && start < size
        return { ...format, start, end: Math.min(size, isOpen ? start + (large || size) : start + stated) }
      }
      at = start + stated + stated % 2
    }
    throw new Error(format ? 'has no sound in it (no data chunk)' : 'is broken: it has a WAV header without a format')
  }

  /** Fills the buffer from a place in the file on; says how many bytes there were. */
  private fill(buffer: Buffer, at: number): number {
    let done = 0
    for (let got = -1; done < buffer.length && got !== 0; done += got) {
      got = readSync(this.fd, buffer, done, buffer.length - done, at + done)
    }
    return done
  }
}

function formatOf(head: Buffer, length: number): Omit<Layout, 'start' | 'end'> {
  const outer = head.readUInt16LE(0)
  // Of the extensible form the first two bytes of the GUID are the tag.
  const tag = outer === EXTENSIBLE && length >= FORMAT ? head.readUInt16LE(24) : outer
  const channels = head.readUInt16LE(2)
  const rate = head.readUInt32LE(4)
  if (tag !== PCM && tag !== FLOAT) throw new Error(`is a WAV file with compressed sound in it (format ${tag}): save it as PCM`)
  if (channels < 1 || channels > 2) throw new Error(`has ${channels} channels: mono and stereo can be measured`)
  if (rate < RATES.least || rate > RATES.most) throw new Error(`is broken: it says that its sample rate is ${rate} Hz`)
  return { tag, channels, rate, bytes: head.readUInt16LE(12) / channels }
}
