/** WAV files, written while the music plays. */
import { closeSync, ftruncateSync, openSync, writeSync } from 'node:fs'
import { dithered } from './dither.ts'
import { frameBytes, stateFrames, WAV_HEADER_BYTES, type WavFormat, wavHeader } from './wavheader.ts'

const CHANNELS = 2
/** Frames after which the header is brought up to date, so that a file whose writer was killed is true to within 0.1 s. */
const HEADER_EVERY = 4800
/** Frames that are gathered: 64 KB. */
const GATHER = 8192

/** Writes a stereo WAV file as the frames come. Every call is synchronous and throws what the system says. */
export class WavWriter {
  private readonly fd: number
  private readonly own: boolean
  private readonly format: WavFormat
  private readonly frameBytes: number
  private readonly header: Buffer
  /** What floats become on their way to a file of integers. */
  private integers = Buffer.alloc(0)
  /** Frames in the file. */
  frames: number
  private stated = 0

  /** @param file path of the file to make, or the descriptor of one that is open for writing (it is left open by `close`).
   *  @param rate in Hz. @param format 'float' keeps every bit. @param frames how many of the frames in an open file to keep and go on
   *  after. */
  constructor(file: string | number, rate: number, format: WavFormat = 'float', frames = 0) {
    this.own = typeof file === 'string'
    this.fd = typeof file === 'string' ? openSync(file, 'w') : file
    this.format = format
    this.frameBytes = frameBytes(format)
    this.frames = frames
    this.header = wavHeader(format, rate)
    ftruncateSync(this.fd, this.end)
    this.state()
  }

  /** Appends `frames` frames of interleaved stereo. */
  write(pcm: Float32Array, frames: number): void {
    const bytes = frames * this.frameBytes
    const data = this.format === 'float' ? pcm : this.asIntegers(pcm, frames)
    const position = this.end
    for (let done = 0; done < bytes;) done += writeSync(this.fd, data, done, bytes - done, position + done)
    this.frames += frames
    if (this.frames - this.stated >= HEADER_EVERY) this.state()
  }

  /** Makes the header true, cuts off a frame that was written in part, and lets the file go. */
  close(): void {
    this.state()
    ftruncateSync(this.fd, this.end)
    if (this.own) closeSync(this.fd)
  }

  /** Where the next frame goes. */
  private get end(): number {
    return WAV_HEADER_BYTES + this.frames * this.frameBytes
  }

  private asIntegers(pcm: Float32Array, frames: number): Buffer {
    const bytes = frames * this.frameBytes
    if (this.integers.length < bytes) this.integers = Buffer.alloc(bytes)
    dithered(pcm, frames, this.frames, this.frameBytes / CHANNELS, this.integers)
    return this.integers
  }

  private state(): void {
    stateFrames(this.header, this.frames, this.frameBytes)
    writeSync(this.fd, this.header, 0, WAV_HEADER_BYTES, 0)
    this.stated = this.frames
  }
}

/** Gathers frames and writes some thousands at once: for files that nobody waits for. A call of the system for every block costs
 *  more than the master does. */
export class WavGatherer {
  private readonly wav: WavWriter
  private readonly pcm = new Float32Array(CHANNELS * GATHER)
  private frames = 0

  constructor(wav: WavWriter) {
    this.wav = wav
  }

  /** Appends `frames` frames of interleaved stereo, which may be changed afterwards. */
  write(pcm: Float32Array, frames: number): void {
    for (let done = 0; done < frames;) {
      const count = Math.min(frames - done, GATHER - this.frames)
      this.pcm.set(pcm.subarray(CHANNELS * done, CHANNELS * (done + count)), CHANNELS * this.frames)
      this.frames += count
      done += count
      if (this.frames === GATHER) this.flush()
    }
  }

  /** Writes what is left, and closes the file. */
  close(): void {
    this.flush()
    this.wav.close()
  }

  private flush(): void {
    this.wav.write(this.pcm, this.frames)
    this.frames = 0
  }
}
