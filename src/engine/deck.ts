/** A deck plays one patch through two slots. Both render the same messages, so both have the same samples, and whichever has a
 *  block in time gives it: a worker may die, stall or hiccup and nothing of it is heard. A new version of the patch comes in
 *  through the standby slot and the slots change places: the same `activate` as after a crash.
 *
 *  Here the slots are asked for blocks and watched. What happens beside that, bringing workers in, is in supervisor.ts. */
import { closeSync } from 'node:fs'
import { SLOTS, snapshotOffset } from '../slot/messages.ts'
import { filledFile } from '../slot/sharedfile.ts'
import type { Chronicle } from './chronicle.ts'
import { Collapse } from './collapse.ts'
import type { Arg } from './command.ts'
import { Faults } from './faults.ts'
import { OWN_STALL, judge } from './patience.ts'
import { Pair } from './pair.ts'
import * as reports from './reports.ts'
import { Slot } from './slot.ts'
import { Snapshots } from './snapshot.ts'
import { Source, type SourceOptions } from './source.ts'
import { lookForStops } from './stops.ts'
import type { Point } from './switchover.ts'
import { type Version, setInStep } from './version.ts'

export interface DeckOptions extends SourceOptions {
  /** Called when a slot has lost its worker. `failed`: the version that failed in its probation with it, if one did. */
  lost: (slot: Slot, why: string, failed: Version | null) => void
  /** Called instead when a version on probation has lost its worker and isn't to blame: it is to be brought in again. */
  robbed: (version: Version) => void
  /** Called when the version that is heard has come through its probation. */
  proven: () => void
}

/** Signals that come from the system or somebody else: not for a fault in the patch. */
const FROM_OUTSIDE = /^SIG(KILL|TERM|INT|HUP|QUIT)$/

export class Deck extends Pair {
  readonly name = 'main'
  /** Descriptor of the file with the rings and the snapshot, which every worker inherits. */
  readonly shared: number
  readonly snapshots: Snapshots
  /** The version that has no worker and is to come in again; it is kept in step meanwhile. */
  away: Version | null = null
  framesLost = 0
  /** Who writes down what is told and heard, if a take is recorded. */
  chronicle: Chronicle | null = null
  /** The first block that no slot has been asked for: what is set now is heard from there on. */
  requested = 0

  /** The block that `take` was asked for last. */
  position = 0

  private readonly options: DeckOptions
  private readonly source: Source
  private readonly faults = new Faults()
  private readonly robberies: Collapse
  private polled = 0
  private closed = false

  constructor(options: DeckOptions) {
    const shared = filledFile(snapshotOffset(0, options.block))
    super(Array.from({ length: SLOTS }, (_, index) => new Slot(index, shared, options.block)), options.tell)
    this.options = options
    this.shared = shared
    this.snapshots = new Snapshots(shared, options.block, options.tell)
    this.source = new Source(this, options)
    this.robberies = new Collapse(options.rate / options.block)
  }

  /** The block with which a kernel begins that starts afresh now. */
  get start(): number {
    return this.source.seam.began ? this.requested : this.position
  }

  /** How the last block was made, and what joins it to the one before. */
  get way(): Source['way'] {
    return this.source.way
  }

  get seam(): Source['seam'] {
    return this.source.seam
  }

  /** Whether anything has been heard yet. */
  get began(): boolean {
    return this.source.seam.began
  }

  /** Sees what the workers have done since the last tick. Allocates nothing while nothing happens. */
  poll(now: number): void {
    const stoodStill = now - this.polled > OWN_STALL ? now - this.polled : 0
    this.polled = now
    for (const slot of this.slots) {
      if (!slot.worker) continue
      slot.poll(now)
      slot.excuse(stoodStill)
      if (slot.state === 'catching-up' && slot.awaited >= this.requested && slot.awaited > slot.from) this.caughtUp(slot)
      const behind = (this.position - slot.awaited) * this.options.block * 1000 / this.options.rate
      const verdict = judge(slot, this.slots[1 - slot.index], behind, this.source.seam.silent, now)
      if (verdict === 'late') this.late(slot, now)
      else if (verdict !== 'fine') this.fail(slot, verdict)
    }
    const fault = this.faults.look(this.slots[this.active], now)
    if (fault) this.tell(fault)
    const stop = lookForStops(this.slots[this.active], this.options.block)
    if (stop) this.tell(stop)
    this.snapshots.poll()
    const standby = this.standby()
    const source = standby.state === 'running' && standby.version === this.current ? standby : this.slots[this.active]
    if (source.state === 'running' && !this.away) this.snapshots.keep(source, now)
  }

  /** The version that is heard, or is to be heard next: what the player turns knobs of. */
  get meant(): Version | null {
    return this.source.incoming?.version ?? this.away ?? this.current
  }

  /** Asks every slot for the blocks up to `end`, exclusive. Allocates nothing. */
  request(end: number, now: number): void {
    for (const slot of this.slots) {
      if (!slot.worker) continue
      slot.request(end, now)
      this.chronicle?.asked(slot)
    }
    this.requested = end
  }

  /** Time goes on at block n, in silence until there is something to play. */
  goOn(n: number): void {
    this.position = this.requested = n
    this.source.seam.began = this.source.seam.silent = true
  }

  /** The samples of block n, into `pcm`, interleaved stereo. False: it must be waited for. `urgent`: not any longer, where there
   *  is another way; `over`: not any longer at all. Silence, and counted as lost, when there is nobody to wait for.
   *  Allocates nothing. */
  take(n: number, pcm: Float32Array, urgent: boolean, over: boolean): boolean {
    this.position = n
    const frame = n * this.options.block
    const found = this.source.find(n, pcm, urgent)
    if (found) {
      this.source.seam.sound(pcm, frame)
    } else {
      if (!this.source.seam.began || (!over && !this.source.seam.silent && this.source.coming(n))) return false
      if (!this.source.seam.silent) this.allLate()
      this.source.silence()
      this.source.seam.silence(pcm)
      this.framesLost += this.options.block
    }
    if (this.source.proven(frame)) this.options.proven()
    return true
  }

  /** The first frame, from this one on, that nobody has been asked for. */
  soonest(frame = 0): number {
    return Math.max(frame, this.requested * this.options.block)
  }

  /** Sets a parameter in every version that plays, from a frame on, or as soon as it can. Which parameters there are says the
   *  version that is heard, or is to be heard next. `over`: it takes so many frames to go there. Errors: see setAt(). */
  set(address: string, args: readonly Arg[], frame?: number, over = 0): ReturnType<typeof setInStep> {
    const { meant } = this
    if (!meant) throw new Error('nothing plays yet')
    const others = this.versions().filter(version => version !== meant)
    return setInStep(meant, others, address, args, this.soonest(frame), this.options.block, over)
  }

  /** The tempo is another. */
  retime(): void {
    this.source.retime()
  }

  /** What is kept in step: all that plays or is to play. */
  versions(): Version[] {
    const all = [this.meant, this.current, ...this.slots.map(({ worker, version }) => worker && version)]
    return [...new Set(all)].filter(version => version !== null)
  }

  /** Ends what is in a slot, for something else to come in. The version before the one that is heard is given up with it, or what
   *  was to come in. Resolves when it is gone. */
  makeRoom(slot: Slot): Promise<unknown> {
    this.source.abandon()
    return slot.clear()
  }

  /** Lets the incoming version of the standby slot be heard from such a point on as soon as it can, over a crossfade of `fade`
   *  frames. `begins`: called in the middle of a block's path when that begins, again if it was put off. Resolves when it is over:
   *  true when the version is heard, false when its worker failed. */
  bringIn(slot: Slot, point: Point, fade: number, begins: () => void): Promise<boolean> {
    return this.source.bringIn(slot, point, fade, begins)
  }

  /** A worker has ended, or is no use any more. First the other slot takes over, then the remains are cleared away. */
  fail(slot: Slot, why: string): void {
    if (!slot.worker || this.closed) return
    slot.poll(this.polled)
    const { version } = slot
    const other = this.slots[1 - slot.index]
    const wasHeard = slot.index === this.active
    const isAnother = other.worker !== null && other.version !== version
    const failed = isAnother ? this.source.onProbation(slot) : null
    const isRobbed = failed !== null && FROM_OUTSIDE.test(why) && this.robberies.times(failed, this.position) === 1
    const text = reports.lost(slot, other, why, wasHeard, failed, isRobbed)
    if (wasHeard && other.worker) this.activate(other, text)
    else this.tell({ event: 'lost', level: 'warn', slot: slot.index, text })
    void slot.clear()
    this.source.lost(slot, isRobbed)
    if (isRobbed) this.options.robbed(this.away = failed)
    else this.options.lost(slot, why, failed)
  }

  /** The log of a take has read the states that it was to have. */
  release(): void {
    if (!this.closed) this.snapshots.release()
  }

  /** Ends it: what becomes of the workers from now on is no fault. */
  close(): void {
    this.closed = true
    closeSync(this.shared)
  }

  /** A worker keeps the music waiting: the other slot is heard from now on, if it plays the same. It may still come back. */
  private late(slot: Slot, now: number): void {
    slot.fallOut(now)
    const other = this.slots[1 - slot.index]
    const inStep = other.state === 'running' && other.version === slot.version
    const text = reports.late(slot, other)
    if (inStep && slot.index === this.active) this.activate(other, text)
    else if (this.source.incoming !== slot) this.tell({ event: 'late', level: 'warn', slot: slot.index, text })
  }

  /** Nobody has the block that is due, and it is not waited for any longer. */
  private allLate(): void {
    const late = this.slots.filter(({ state }) => state === 'running')
    for (const slot of late) slot.fallOut(this.polled)
    if (late.length > 0) this.tell(reports.allLate(late))
  }

  private caughtUp(slot: Slot): void {
    slot.fallIn()
    if (this.redundant()) this.tell(reports.inStep(slot))
  }
}
