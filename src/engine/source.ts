/** Where the samples of a block come from: the active slot, the standby, or both in a crossfade. A new version that comes in is
 *  on probation first, and goes back to the standby slot when it is late. */
import type { Happening } from './command.ts'
import { Divergence } from './divergence.ts'
import type { Fade } from './fade.ts'
import type { Pair } from './pair.ts'
import { Probation } from './probation.ts'
import * as reports from './reports.ts'
import { Seam } from './seam.ts'
import type { Slot } from './slot.ts'
import type { Stream } from './stream.ts'
import { type Point, Switchover } from './switchover.ts'
import type { Version } from './version.ts'

export interface SourceOptions {
  /** Sample rate in Hz; frames of a block. */
  rate: number
  block: number
  /** How long a new version is on probation, s; without it 8 s or two bars, whichever is longer. */
  probation?: number
  tell: (news: Happening) => void
}

/** How a block was made: of a stream, which may fade in over another one; of none where it was silence. */
export interface Way { stream: Stream | null, over: Stream | null, fade: Fade | null }

export class Source {
  readonly seam: Seam
  private readonly pair: Pair
  private readonly options: SourceOptions
  private readonly divergence: Divergence
  private switching: Switchover | null = null
  private probation: Probation | null = null
  /** What the last block was of; null when it was a mix. */
  private heard: Version | null = null
  /** The same as a stream, with the one that it fades in over where it was a mix. */
  readonly way: Way = { stream: null, over: null, fade: null }

  constructor(pair: Pair, options: SourceOptions) {
    this.pair = pair
    this.options = options
    this.seam = new Seam(options.rate, options.block)
    this.divergence = new Divergence(options.block)
  }

  /** The slot whose version is to be heard as soon as it can, or is being faded in; null when there is none. */
  get incoming(): Slot | null {
    return this.switching?.to ?? null
  }

  /** The version in a slot, if it is on probation; else null. */
  onProbation(slot: Slot): Version | null {
    return this.probation?.switchover.to === slot ? slot.version : null
  }

  /** Whether a probation ends with this frame; says so once. */
  proven(frame: number): boolean {
    return this.switching === null && this.probation !== null && this.probation.ends(frame)
  }

  /** Lets the new version in a slot be heard. See Deck.bringIn. */
  bringIn(slot: Slot, point: Point, fade: number, begins: () => void): Promise<boolean> {
    return new Promise(done => { this.switching = new Switchover(slot, point, fade, this.options.block, begins, done) })
  }

  /** The tempo is another: what is to come in with a beat looks for it anew. */
  retime(): void {
    if (!this.switching?.begun) this.switching?.retime()
  }

  /** The version before the one that is heard goes, and what was to come in. */
  abandon(): void {
    this.probation = null
    this.settle(false)
  }

  /** A slot has lost its worker. `comesAgain`: so will its version. */
  lost(slot: Slot, comesAgain: boolean): void {
    const { switching } = this
    if (this.probation?.switchover.to === slot) this.probation = null
    // What the outgoing slot had finished in the middle of a crossfade is still used.
    if (switching && (!switching.begun || switching.to === slot)) this.settle(switching.to !== slot || comesAgain)
  }

  /** Finds block n: its samples, as they are, into `pcm`, interleaved stereo. False when it isn't there. `urgent`: it is not waited
   *  for any longer where there is another way. Allocates nothing. */
  find(n: number, pcm: Float32Array, urgent: boolean): boolean {
    const { pair, switching } = this
    if (switching && !switching.begun && switching.isDue(n)) this.begin(switching)
    if (switching?.begun) {
      const way = switching.look(n, urgent)
      if (way === 'wait') return false
      if (way === 'mix') {
        switching.mix(n, pcm)
        this.heard = null
        this.go(switching.to.stream, switching.from!.stream, switching.fade)
        return true
      }
      if (way === 'old') {
        this.putOff(switching)
      } else {
        if (switching.over(n)) this.heard = switching.to.version
        this.settle(true)
      }
    }
    const active = pair.slots[pair.active]
    const standby = pair.standby()
    const same = standby.version === active.version
    if (active.has(n)) {
      this.play(active, n, pcm)
      if (same && standby.has(n) && this.divergence.appears(standby, n, pcm)) this.options.tell(reports.diverged)
      return true
    }
    if (!standby.has(n)) return false
    if (!same && n >= active.from) {
      if (!urgent || !this.probation?.holds(active)) return false
      this.putOff(this.probation.switchover)
    }
    this.play(standby, n, pcm)
    return true
  }

  private play(slot: Slot, n: number, pcm: Float32Array): void {
    if (slot.version !== this.heard) this.seam.jump()
    this.heard = slot.version
    this.go(slot.stream)
    slot.read(n, pcm)
  }

  /** A block is silence. */
  silence(): void {
    this.go(null)
  }

  private go(stream: Stream | null, over: Stream | null = null, fade: Fade | null = null): void {
    this.way.stream = stream
    this.way.over = over
    this.way.fade = fade
  }

  /** Whether somebody may still give block n. */
  coming(n: number): boolean {
    const { pair } = this
    const active = pair.slots[pair.active]
    const standby = pair.standby()
    if (active.worker && n >= active.from) return true
    return standby.worker !== null && standby.version === active.version && n >= standby.from
  }

  private begin(switching: Switchover): void {
    const { pair, options: { probation, rate } } = this
    const from = pair.slots[pair.active]
    if (this.heard !== from.version) this.seam.jump()
    pair.since = switching.begin(from)
    this.probation ??= new Probation(switching, pair.since, rate, probation)
    if (from.worker) from.state = 'draining'
    pair.activate(switching.to, null)
  }

  /** The new version is late in its crossfade or its probation: back to the old one, until the new one is in time again. */
  private putOff(switching: Switchover): void {
    const old = this.pair.standby()
    this.pair.activate(old, `the new version is late: version ${old.version!.number} plays on until it is there`)
    this.switching = switching
    switching.putOff()
  }

  /** A switchover has ended, with the new version heard or not. */
  private settle(heard: boolean): void {
    const { switching } = this
    this.switching = null
    const old = this.pair.standby()
    if (old.state === 'draining') old.state = 'running'
    switching?.done(heard)
  }
}
