/** The engine's side of an output: keeps time, puts the frames into the ring, and looks after the output process. That
 *  process may die, hang or lose its device: the engine's time goes on, and the device is opened again when it is back. */
import { closeSync, constants, openSync } from 'node:fs'
import type { News } from '../engine/command.ts'
import type { Output, OutputStatus } from '../engine/output.ts'
import { now } from '../slot/clock.ts'
import { reason } from '../patch/reason.ts'
import { type Ending, OutputChild } from './output-child.ts'
import type { OutputJob } from './output-process.ts'
import { Playhead } from './playhead.ts'
import { writeRest } from './rest.ts'
import { Ring } from './ring.ts'

export interface OutputOptions {
  /** auto: the default device, or null where there is none. */
  kind: 'auto' | 'portaudio' | 'null' | 'wav'
  /** The file of kind wav. */
  file?: string
  /** Number or name of the device, or a part of the name. */
  device?: string
  /** Sample rate in Hz. */
  rate: number
  /** The frame that it goes on with, where another output has ended; 0 if not given. */
  start?: number
  /** Frames that are written at once, 128 if not given. */
  block?: number
  /** The name that its ring gets, for others to hear along. */
  tap?: string
  tell: (news: News) => void
}

/** What the output keeps in hand besides the block that is due (s): it covers the jitter of the engine's ticks. A device has
 *  a queue of its own after it. */
export const CUSHION = { portaudio: 0.004, wav: 0.008, null: 0.008 }
const BLOCK = 128
/** An underrun shows that this machine needs more in hand: so much more (s) each time, up to the most. */
const GROWTH = 0.004
const MOST_CUSHION = 0.04
/** An output process that reports nothing for so long (ms) hangs. A device has a deadline; a disk may take its time. */
const PATIENCE = { portaudio: 250, wav: 1500, null: 1500 }
/** The time (ms) that a device has to begin, once it is open. */
const SETTLING = 5000
/** The most (ms) that the time between two ticks counts towards patience: while we were stopped ourselves, nobody hung. */
const LONGEST_TICK = 20
/** Least time (ms) from one start of the output process to the next. */
const RESPAWN = 1000

/** Opens an output. Only kind 'portaudio' waits for its device, the first time; the others keep time from the start, with or
 *  without one.
 *  @throws Error for the musician when the file can't be written, or the device that was asked for can't be opened */
export async function openOutput(options: OutputOptions): Promise<Output> {
  const output = new ProcessOutput(options)
  if (options.kind === 'portaudio' && !options.start) await output.opened
  return output
}

class ProcessOutput implements Output {
  cushion: number
  /** Of kind 'portaudio': settles when the device is open for the first time, or can't be opened. */
  readonly opened: Promise<void>
  private settle!: { open: () => void, fail: (error: Error) => void }
  readonly tap: string | undefined
  private readonly options: OutputOptions
  private readonly playhead: Playhead
  private file: number | null
  private readonly ring: Ring
  private kind: OutputJob['kind']
  private child!: OutputChild
  private started = 0
  private restart: NodeJS.Timeout | undefined
  private everReady: boolean
  private lost = false
  private closed = false
  private most = 0
  private learned = 0
  private lastTick = 0
  private unheard = 0
  private heard = false

  constructor(options: OutputOptions) {
    this.options = options
    this.tap = options.tap
    this.kind = options.kind === 'auto' ? 'portaudio' : options.kind
    this.cushion = this.leastCushion
    const { start = 0 } = options
    this.playhead = new Playhead(options.rate, start)
    // A device that was asked for was there before: it is to be found again.
    this.everReady = start > 0 && options.kind === 'portaudio'
    this.file = options.kind === 'wav' ? openFile(options.file ?? '') : null
    this.ring = Ring.create(start, options.tap)
    this.opened = new Promise((open, fail) => { this.settle = { open, fail } })
    this.start()
  }

  wanted(): number {
    const t = now()
    if (!this.closed) this.watch(t)
    const played = Math.floor(this.playhead.at(t, this.ring.written))
    if (this.underruns > this.learned) this.learn()
    this.most = Math.max(this.most, played + this.cushion)
    return this.most
  }

  write(pcm: Float32Array, frames: number): void {
    if (!this.closed) this.ring.append(pcm, frames)
  }

  status(): OutputStatus {
    const kind = this.kind === 'portaudio' && !this.child.ready ? 'null' : this.kind
    return { kind, pid: this.child.pid, device: this.child.device, underruns: this.underruns }
  }

  async close(): Promise<void> {
    if (this.closed) return
    this.closed = true
    clearTimeout(this.restart)
    await this.child.finish()
    this.ring.refresh()
    this.endFile()
    closeSync(this.ring.fd)
  }

  /** A device's process knows its gaps; without a device, the playhead stands for one. */
  private get underruns(): number {
    return this.kind === 'portaudio' ? this.ring.underruns : this.playhead.underruns
  }

  private get leastCushion(): number {
    return Math.ceil(CUSHION[this.kind] * this.options.rate) + (this.options.block ?? BLOCK)
  }

  private learn(): void {
    this.learned = this.underruns
    const { rate } = this.options
    const cushion = Math.min(this.cushion + Math.ceil(GROWTH * rate), Math.max(this.cushion, Math.ceil(MOST_CUSHION * rate)))
    if (cushion > this.cushion && this.kind === 'portaudio') {
      const ms = Math.round(1000 * cushion / rate)
      this.tell('info', `a gap in the sound: this machine needs more in hand, ${ms} ms from now on`)
    }
    this.cushion = cushion
  }

  private start(): void {
    this.started = now()
    this.unheard = 0
    this.heard = false
    const { rate, device } = this.options
    const job: OutputJob = {
      kind: this.kind, device, rate, cushion: this.cushion, resume: this.ring.consumed, underruns: this.ring.underruns,
      begun: this.ring.consumed > 0, format: 'float',
    }
    this.child = new OutputChild(job, this.ring.fd, this.file, () => this.ready())
    void this.child.ended.then(ending => this.ended(ending))
  }

  private ready(): void {
    const { device } = this.child
    if (device !== null && !this.everReady) this.tell('info', `sound: ${device}`)
    this.everReady = true
    this.settle.open()
  }

  private ended({ reason, gaveUp }: Ending): void {
    if (this.closed) return
    this.ring.refresh()
    if (this.kind === 'portaudio' && !this.everReady) return this.withoutDevice(reason)
    if (this.kind === 'wav' && gaveUp) return this.withoutFile(reason)
    if (!this.lost) this.tell('warn', `${reason}: the music goes on in time, the output is being started again`)
    this.lost = true
    this.restart = setTimeout(() => this.start(), Math.max(0, this.started + RESPAWN - now()))
  }

  private withoutDevice(reason: string): void {
    if (this.options.kind === 'auto') {
      this.tell('warn', `no sound, it plays on in silence: ${reason}`)
      this.kind = 'null'
      this.cushion = this.leastCushion
      return this.start()
    }
    this.closed = true
    closeSync(this.ring.fd)
    this.settle.fail(new Error(reason))
  }

  private withoutFile(reason: string): void {
    this.endFile()
    const seconds = (this.ring.consumed / this.options.rate).toFixed(1)
    this.tell('error', `${this.options.file} ends after ${seconds} s, the music goes on without it: ${reason}`)
    this.kind = 'null'
    this.start()
  }

  /** Ends the WAV file. What the process left in the ring is written here, whatever became of the process. */
  private endFile(): void {
    if (this.file === null) return
    if (this.ring.written > (this.options.start ?? 0)) writeRest(this.ring, this.file, this.options.rate, 'float')
    closeSync(this.file)
    this.file = null
  }

  /** Watches the output process, and takes the time from its device. */
  private watch(t: number): void {
    const tick = Math.min(t - this.lastTick, LONGEST_TICK)
    this.lastTick = t
    if (this.ring.refresh()) {
      if (!this.heard) this.arrived()
      this.unheard = 0
      if (this.kind === 'portaudio') this.playhead.follow(this.ring.consumed, this.ring.at)
      return
    }
    this.unheard += tick
    if (!this.child.ready || this.unheard < (this.heard ? PATIENCE[this.kind] : SETTLING)) return
    this.unheard = 0
    this.child.kill(this.kind === 'portaudio' ? `${this.child.device} has stopped` : 'the output process hung')
  }

  /** The process has begun to take frames. */
  private arrived(): void {
    const { device } = this.child
    this.heard = true
    if (this.lost) this.tell('info', device === null ? 'the output is back' : `the sound is back, on ${device}`)
    this.lost = false
  }

  private tell(level: News['level'], text: string): void {
    this.options.tell({ event: 'output', level, text, at: now() })
  }
}

/** Opens the file, so that one that can't be written is an error before anything plays. What is in it stays until there is
 *  something to write. */
function openFile(path: string): number {
  try {
    return openSync(path, constants.O_WRONLY | constants.O_CREAT, 0o644)
  } catch (error) {
    throw new Error(`can't write ${path}: ${reason((error as Error).message)}`)
  }
}
