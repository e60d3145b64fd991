/** Writes what it is given to a WAV file, in an output process of its own that reads from a ring. The engine never touches the
 *  disk while it plays: one that is full, slow or gone is that process's trouble. A process that dies is started again and goes
 *  on where the file ends; the ring holds what comes meanwhile. */
import { closeSync, write } from 'node:fs'
import type { Recorder } from '../engine/recording.ts'
import { now } from '../slot/clock.ts'
import { type Ending, OutputChild } from './output-child.ts'
import { writeRest } from './rest.ts'
import { Ring } from './ring.ts'
import { frameBytes, stateFrames, type WavFormat, wavHeader } from './wavheader.ts'

export interface WavRecorderOptions {
  /** Descriptor of the file, open for writing. It is left open. */
  file: number
  /** Sample rate in Hz; how samples are kept. */
  rate: number
  format: WavFormat
  /** Called when the process has died and another one is to go on. */
  restarted: () => void
  /** Called when it can't go on: how many frames are in the file, and why. */
  failed: (frames: number, why: string) => void
}

/** A process that reports nothing while so much (s) is written hangs. */
const PATIENCE = 1.5
/** Least time (ms) from one start of the process to the next. */
const RESPAWN = 1000
/** Time (ms) that the process has to write the rest, on a slow disk too; and when the program ends. */
const CLOSING = 2000
const CLOSING_IN_A_HURRY = 400

export class WavRecorder implements Recorder {
  private readonly options: WavRecorderOptions
  private readonly ring: Ring
  private child!: OutputChild
  private started = 0
  private restart: NodeJS.Timeout | undefined
  private heard = 0
  private lost = false
  private closed = false

  /** Starts the process. Resolves at once: the ring holds what comes before the process is there. The file is a whole one already. */
  static async start(options: WavRecorderOptions): Promise<WavRecorder> {
    const { file, rate, format } = options
    const head = wavHeader(format, rate)
    stateFrames(head, 0, frameBytes(format))
    await new Promise<void>(done => write(file, head, 0, head.length, 0, () => done()))
    return new WavRecorder(options, await Ring.createBeside())
  }

  private constructor(options: WavRecorderOptions, ring: Ring) {
    this.options = options
    this.ring = ring
    this.start()
  }

  get frames(): number {
    return this.ring.written
  }

  write(pcm: Float32Array, frames: number): void {
    if (this.closed) return
    this.ring.append(pcm, frames)
    // Time is counted in frames: while the engine itself stands still, nobody hangs.
    if (this.ring.refresh() || !this.child.ready) this.heard = this.ring.written
    if (this.ring.written - this.heard < PATIENCE * this.options.rate) return
    this.heard = this.ring.written
    this.child.kill('hung')
  }

  async close(hurry: boolean): Promise<number> {
    this.closed = true
    clearTimeout(this.restart)
    const alive = this.child.pid !== null
    await this.child.finish(hurry ? CLOSING_IN_A_HURRY : CLOSING)
    this.ring.refresh()
    const { consumed, written } = this.ring
    // Only where the process died in the last moment is the disk touched here.
    const frames = alive && consumed === written ? consumed : writeRest(this.ring, this.options.file, this.options.rate, this.options.format)
    closeSync(this.ring.fd)
    return frames
  }

  private start(): void {
    this.started = now()
    this.child = new OutputChild({
      kind: 'wav', rate: this.options.rate, cushion: 0, resume: this.ring.consumed, underruns: 0, begun: true,
      format: this.options.format,
    }, this.ring.fd, this.options.file, () => { this.lost = false })
    void this.child.ended.then(ending => this.ended(ending))
  }

  private ended({ reason, gaveUp }: Ending): void {
    if (this.closed) return
    this.ring.refresh()
    if (gaveUp) {
      this.closed = true
      closeSync(this.ring.fd)
      return this.options.failed(this.ring.consumed, reason)
    }
    if (!this.lost) this.options.restarted()
    this.lost = true
    this.restart = setTimeout(() => this.start(), Math.max(0, this.started + RESPAWN - now()))
  }
}
