/** The engine: the clock, the decks, the master output. A block is due when the output wants it; then it is taken from the decks,
 *  mixed and handed on, and the workers are asked for the next one. It never runs a line of the player's code. */
import type { Quantise } from '../patch/quantise.ts'
import { now } from '../slot/clock.ts'
import type { Happening, News } from './command.ts'
import { Curtain } from './curtain.ts'
import type { Deck } from './deck.ts'
import { Deeds } from './deeds.ts'
import { keepBeats } from './laid.ts'
import { Master } from './master.ts'
import { Meter } from '../kernel/meter.ts'
import type { Output } from './output.ts'
import { GIVE_UP, OWN_STALL } from './patience.ts'
import type { Recorder } from './recording.ts'
import { Schedule } from './schedule.ts'
import { Supervisor } from './supervisor.ts'
import { addTone } from './tone.ts'
import { changeTempo, follow, tempo } from './tempo.ts'
import type { Version } from './version.ts'

/** How long a worker has for a block, from when it is asked to when that is due: how long both may hiccup at once, at the least; and how
 *  many blocks are asked for ahead. It is most of the time that a knob takes to be heard. By `make hedging` one slot underruns with 1
 *  block's time even on a quiet machine (15 to 1,400 times a minute), two slots with 2 don't; one more is for what no measurement had
 *  in it. Against hogs of the same priority no lead helps, `nice` does. */
const LEAD_MS = 8
const LEAD_BLOCKS = 2

/** Blocks that are asked for ahead of the one that is due; that one's time counts as well. `blockMs`: the length of a block. */
export const leadOf = (blockMs: number): number => Math.max(LEAD_BLOCKS, Math.ceil(LEAD_MS / blockMs) - 1)
/** How long a block that is due may be waited for while there is another way: a share of what the output has in hand. */
const URGENT = 0.6
/** How closely the output is followed: the time from one look at it to the next, in ms. */
const TICK = 1

export interface EngineOptions {
  /** Sample rate in Hz. */
  rate: number
  /** Frames of a block. */
  block: number
  /** When a new version of a patch is heard ('off' if not given), and over how many milliseconds it is faded in; where the patch
   *  doesn't say. */
  quantise?: Quantise
  fade: number
  /** How long a new version is on probation, s; without it 8 s or two bars, whichever is longer. */
  probation?: number
  /** The frame to go on at, at the beginning of a block, where another engine has ended; 0 if not given. */
  start?: number
  /** Opens what the sound goes to. */
  output: () => Promise<Output>
  tell: (news: News) => void
  /** Called when a version is heard for the first time. */
  heard?: (version: Version) => void
}

export class Engine {
  readonly rate: number
  readonly block: number
  output: Output | null = null
  readonly meter: Meter
  readonly supervisor: Supervisor
  readonly deeds = new Deeds()
  /** The block that is due next. */
  position: number
  lastError: string | null = null
  /** What records, if anything does: it gets every block that the output gets. */
  recorder: Recorder | null = null
  private readonly options: EngineOptions
  /** Blocks that are asked for ahead of the one that is due. */
  private readonly lead: number
  private readonly pcm: Float32Array
  readonly curtain: Curtain
  /** What is planned for frames to come. */
  readonly schedule: Schedule
  readonly master: Master
  private readonly started = performance.now()
  private timer: NodeJS.Timeout | null = null
  private usage = { cpu: 0, at: 0 }
  /** The frame at which the test tone began last. */
  toneStart = -Infinity
  /** When the output first asked for a block that is not there; 0 while none is missing. */
  private missing = 0
  /** For how long it has been waited for, ms; while the engine itself stood still it did not wait. */
  private waited = 0
  /** How much waiting there was lately, ms: it wears off in the time in which there is none. */
  private strain = 0
  private ticked = 0

  constructor(options: EngineOptions) {
    this.options = options
    this.rate = options.rate
    this.block = options.block
    this.position = (options.start ?? 0) / options.block
    this.pcm = new Float32Array(2 * options.block)
    this.master = new Master(options.rate)
    this.curtain = new Curtain(options.rate)
    this.lead = leadOf(this.blockMs)
    const tell = (news: Happening): void => this.tell(news)
    this.schedule = new Schedule({ rate: options.rate, soonest: () => this.deck.soonest(), tell })
    const { rate, block, fade, quantise = 'off', probation, heard = () => {} } = options
    this.meter = new Meter(rate, tempo(null))
    this.supervisor = new Supervisor({ rate, block, fade, quantise, probation, meter: this.meter, tell, heard })
    if (this.position > 0) this.deck.goOn(this.position)
  }

  /** Opens the output. Rejects when it can't be opened. */
  async open(): Promise<void> {
    this.output = await this.options.output()
  }

  /** Starts the clock: from now on what was loaded is heard. After `open` and the first `play`. */
  start(): void {
    this.timer ??= setInterval(() => this.tick(), TICK)
  }

  get deck(): Deck {
    return this.supervisor.deck
  }

  /** Frames that have left the engine. */
  get frame(): number {
    return Math.max(0, this.position * this.block - this.master.latency)
  }

  private get blockMs(): number {
    return 1000 * this.block / this.rate
  }

  get beat(): number {
    return this.meter.beat(this.frame)
  }

  get uptime(): number {
    return (performance.now() - this.started) / 1000
  }

  /** Tells everyone who listens. */
  tell(news: Happening): void {
    if (news.level === 'error') this.lastError = news.text
    this.deck.chronicle?.news(news)
    this.options.tell({ ...news, at: now() })
  }

  /** Share of a core that the engine has used since this was asked for the last time. */
  load(): number {
    const { user, system } = process.cpuUsage()
    const at = performance.now()
    const load = (user + system - this.usage.cpu) / 1000 / (at - this.usage.at)
    this.usage = { cpu: user + system, at }
    return load
  }

  /** Loads a patch and plays it; see Loader.load. Rejects with a PatchError; what played plays on. */
  play(path: string, name: string, force = false): Promise<Version> {
    return this.supervisor.loader.load(path, name, force)
  }

  /** Plays a version that has been played before, with its values as they are; runs no player code. `past`: as it was then.
   *  Resolves when a worker has it. */
  resume(version: Version, past: Supervisor['past']): Promise<void> {
    return this.supervisor.resume(version, past)
  }

  /** Plays the test tone from the next frame on. */
  test(): void {
    this.toneStart = this.position * this.block
  }

  /** Stops the clock and ends every process. */
  async close(): Promise<void> {
    if (this.timer) clearInterval(this.timer)
    this.timer = null
    await Promise.all([this.supervisor.close(), this.output?.close()])
  }

  /** Allocates nothing while nothing happens. */
  private tick(): void {
    const { deck, block, master } = this
    const output = this.output!
    const now = performance.now()
    const wanted = output.wanted()
    this.schedule.look(wanted, deck.began)
    deck.poll(now)
    this.request(now)
    const inHand = output.cushion * 1000 / this.rate
    this.wait(Math.min(now - this.ticked, OWN_STALL))
    this.ticked = now
    while ((this.position + 1) * block - master.latency <= wanted) {
      if (!deck.take(this.position, this.pcm, this.waited > URGENT * inHand, this.strain > inHand + GIVE_UP)) {
        if (deck.began) this.missing ||= now
        break
      }
      deck.framesLost += Math.max(0, Math.ceil(this.late(now) - output.cushion))
      this.missing = this.waited = 0
      this.keepTime()
      deck.chronicle?.heard(this.position)
      addTone(this.pcm, block, this.position * block, this.toneStart, this.rate)
      const frames = master.process(this.pcm, block)
      if (frames > 0) this.pass(output, frames)
      this.position++
      this.request(now)
    }
    const warning = master.warning(now)
    if (warning !== null) this.tell({ event: 'log', level: 'warn', text: warning })
  }

  /** Asks for the blocks that are due soon, after what is planned for them is done. Allocates nothing while nothing is. */
  private request(now: number): void {
    const end = this.position + this.lead
    this.schedule.ahead.run(end * this.block)
    this.deck.request(end, now)
  }

  /** All that plays has another tempo, or goes there in so many frames: from a frame on, or as soon as it can. */
  setTempo(bpm: number, frames: number, from = 0): void {
    changeTempo(this.meter, this.deck.versions(), bpm, this.deck.soonest(from), frames, this.block)
    this.deck.retime()
  }

  /** The tempo is that of the version that is heard. */
  private keepTime(): void {
    const { deck, meter, block } = this
    const { current, since } = deck
    if (!current || tempo(current) === meter.bpm) return
    const next = deck.requested * block
    if (current.tempoFrom === since) meter.change(tempo(current), since)
    else changeTempo(meter, [current], tempo(current), next, 0, block)
    follow(meter, deck.versions().filter(version => version !== current), next, block)
    keepBeats(meter, deck.versions(), next, block)
  }

  /** Hands on what has come out of the master. */
  private pass(output: Output, frames: number): void {
    this.curtain.process(this.pcm, frames)
    output.write(this.pcm, frames)
    this.recorder?.write(this.pcm, frames)
  }

  /** So many ms have passed. */
  private wait(ms: number): void {
    if (this.missing) this.waited += ms
    this.strain = Math.max(0, this.strain + (this.missing ? ms : -ms))
  }

  /** For how many frames the block that is due has been missing. */
  private late(now: number): number {
    return this.missing ? (now - this.missing) / 1000 * this.rate : 0
  }
}
