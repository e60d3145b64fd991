/** A deck plays one patch through two slots. Both render the same messages, so both have the same samples, and whichever has a
 *  block in time gives it: a worker may die, stall or hiccup and nothing of it is heard. A new version of the patch comes in
 *  through the standby slot and the slots change places: the same `activate` as after a crash.
 *
 *  Here is the path of a block. What happens beside it, bringing workers in, is in supervisor.ts. */
import { closeSync } from 'node:fs'
import { SLOTS, snapshotOffset } from '../slot/messages.ts'
import { sharedFile } from '../slot/sharedfile.ts'
import { Collapse } from './collapse.ts'
import type { Arg, Happening } from './command.ts'
import { Divergence } from './divergence.ts'
import { Faults } from './faults.ts'
import { OWN_STALL, judge } from './patience.ts'
import { Probation } from './probation.ts'
import * as reports from './reports.ts'
import { Seam } from './seam.ts'
import { Slot } from './slot.ts'
import { Snapshots } from './snapshot.ts'
import { Switchover } from './switchover.ts'
import { type Version, setInStep } from './version.ts'

export interface DeckOptions {
  /** Sample rate in Hz; frames of a block. */
  rate: number
  block: number
  /** How long a new version is on probation, s; without it 8 s or two bars, whichever is longer. */
  probation?: number
  tell: (news: Happening) => void
  /** Called when a slot has lost its worker. `failed`: the version that failed in its probation with it, if one did. */
  lost: (slot: Slot, why: string, failed: Version | null) => void
  /** Called instead when a version on probation has lost its worker and isn't to blame: it is to be brought in again. */
  robbed: (version: Version) => void
  /** Called when the version that is heard has come through its probation. */
  proven: () => void
}

/** Signals that come from the system or somebody else: not for a fault in the patch. */
const FROM_OUTSIDE = /^SIG(KILL|TERM|INT|HUP|QUIT)$/

export class Deck {
  readonly name = 'main'
  /** Descriptor of the file with the rings and the snapshot, which every worker inherits. */
  readonly shared: number
  readonly slots: readonly Slot[]
  readonly snapshots: Snapshots
  active = 0
  /** The version that is heard; null before the first one. */
  current: Version | null = null
  /** The version that has no worker and is to come in again; it is kept in step meanwhile. */
  away: Version | null = null
  failovers = 0
  switchovers = 0
  framesLost = 0
  /** The first block that no slot has been asked for: what is set now is heard from there on. */
  requested = 0

  /** The block that `take` was asked for last. */
  position = 0

  private switching: Switchover | null = null
  private probation: Probation | null = null
  /** What the last block was of; null when it was a mix. */
  private heard: Version | null = null
  private readonly seam: Seam
  private readonly options: DeckOptions
  private readonly divergence: Divergence
  private readonly faults = new Faults()
  private readonly robberies: Collapse
  private polled = 0
  private closed = false

  constructor(options: DeckOptions) {
    this.options = options
    this.shared = sharedFile(snapshotOffset(0, options.block))
    this.slots = Array.from({ length: SLOTS }, (_, index) => new Slot(index, this.shared, options.block))
    this.snapshots = new Snapshots(this.shared, options.block)
    this.seam = new Seam(options.rate, options.block)
    this.divergence = new Divergence(options.block)
    this.robberies = new Collapse(options.rate / options.block)
  }

  standby(): Slot {
    return this.slots[1 - this.active]
  }

  /** The block with which a kernel begins that starts afresh now. */
  get start(): number {
    return this.seam.began ? this.requested : this.position
  }

  /** Whether anything has been heard yet. */
  get began(): boolean {
    return this.seam.began
  }

  /** Whether both slots play the same, so that either may fall silent. */
  redundant(): boolean {
    return this.slots.every(slot => slot.state === 'running' && slot.version === this.current)
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
      const verdict = judge(slot, this.slots[1 - slot.index], behind, this.seam.silent, now)
      if (verdict === 'late') this.late(slot, now)
      else if (verdict !== 'fine') this.fail(slot, verdict)
    }
    const fault = this.faults.look(this.slots[this.active], now)
    if (fault) this.options.tell(fault)
    this.snapshots.poll()
    const standby = this.standby()
    const source = standby.state === 'running' && standby.version === this.current ? standby : this.slots[this.active]
    if (source.state === 'running' && !this.away) this.snapshots.keep(source, now)
  }

  /** Asks every slot for the blocks up to `end`, exclusive. Allocates nothing. */
  request(end: number, now: number): void {
    for (const slot of this.slots) if (slot.worker) slot.request(end, now)
    this.requested = end
  }

  /** Time goes on at block n, in silence until there is something to play. */
  goOn(n: number): void {
    this.position = this.requested = n
    this.seam.began = this.seam.silent = true
  }

  /** The samples of block n, into `pcm`, interleaved stereo. False: it must be waited for. `urgent`: not any longer, where there
   *  is another way; `over`: not any longer at all. Silence, and counted as lost, when there is nobody to wait for.
   *  Allocates nothing. */
  take(n: number, pcm: Float32Array, urgent: boolean, over: boolean): boolean {
    this.position = n
    const frame = n * this.options.block
    const found = this.fetch(n, pcm, urgent)
    if (found) {
      this.seam.sound(pcm, frame)
    } else {
      if (!this.seam.began || (!over && !this.seam.silent && this.coming(n))) return false
      if (!this.seam.silent) this.allLate()
      this.seam.silence(pcm)
      this.framesLost += this.options.block
    }
    if (this.probation && !this.switching && this.probation.ends(frame)) this.options.proven()
    return true
  }

  /** Sets a parameter, from the next block that nobody has been asked for, in every version that plays. Errors: see change(). */
  set(address: string, args: readonly Arg[]): ReturnType<typeof setInStep> {
    const heard = this.switching?.to.version ?? this.current
    if (!heard) throw new Error('nothing plays yet')
    const others = new Set(this.slots.map(({ worker, version }) => worker && version).concat(this.away))
    others.delete(heard)
    others.delete(null)
    return setInStep(heard, others as Set<Version>, address, args, this.requested * this.options.block, this.options.block)
  }

  /** Ends what is in a slot, for something else to come in. The version before the one that is heard is given up with it, or what
   *  was to come in. Resolves when it is gone. */
  makeRoom(slot: Slot): Promise<unknown> {
    this.probation = null
    this.settle(false)
    return slot.clear()
  }

  /** Lets the incoming version of the standby slot be heard as soon as it can, over a crossfade of `fade` frames. Resolves when
   *  the crossfade is over: true when it is heard, false when its worker failed. */
  bringIn(slot: Slot, fade: number): Promise<boolean> {
    return new Promise(done => { this.switching = new Switchover(slot, fade, this.options.block, done) })
  }

  /** A worker has ended, or is no use any more. First the other slot takes over, then the remains are cleared away. */
  fail(slot: Slot, why: string): void {
    if (!slot.worker || this.closed) return
    slot.poll(this.polled)
    const { version } = slot
    const other = this.slots[1 - slot.index]
    const wasHeard = slot.index === this.active
    const isAnother = other.worker !== null && other.version !== version
    const failed = isAnother && this.probation?.switchover.to === slot ? version : null
    const isRobbed = failed !== null && FROM_OUTSIDE.test(why) && this.robberies.times(failed, this.position) === 1
    const text = reports.lost(slot, other, why, wasHeard, failed, isRobbed)
    if (wasHeard && other.worker) this.activate(other, text)
    else this.options.tell({ event: 'lost', level: 'warn', slot: slot.index, text })
    void slot.clear()
    if (failed) this.probation = null
    const { switching } = this
    // What the outgoing slot had finished in the middle of a crossfade is still used.
    if (switching && (!switching.begun || switching.to === slot)) this.settle(switching.to !== slot || isRobbed)
    if (isRobbed) this.options.robbed(this.away = failed)
    else this.options.lost(slot, why, failed)
  }

  /** The one way in which the sound changes hands, planned or not: from the next block on this slot is heard. `why`: what
   *  to tell the player of the other one's failure; null when the switch is planned. */
  activate(slot: Slot, why: string | null): void {
    const before = this.active
    this.active = slot.index
    this.current = slot.version
    if (slot.state === 'draining') slot.state = 'running'
    if (why === null) {
      this.switchovers++
      this.options.tell(reports.switchedTo(slot))
    } else {
      this.failovers++
      this.options.tell({ event: 'failover', level: 'warn', slot: before, text: why })
    }
  }

  /** Ends it: what becomes of the workers from now on is no fault. */
  close(): void {
    this.closed = true
    closeSync(this.shared)
  }

  /** Finds block n. */
  private fetch(n: number, pcm: Float32Array, urgent: boolean): boolean {
    const { switching } = this
    if (switching && !switching.begun && switching.to.has(n)) this.begin(switching, n)
    if (switching?.begun) {
      const way = switching.look(n, urgent)
      if (way === 'wait') return false
      if (way === 'mix') {
        switching.mix(n, pcm)
        this.heard = null
        return true
      }
      if (way === 'old') {
        this.putOff(switching)
      } else {
        if (switching.over(n)) this.heard = switching.to.version
        this.settle(true)
      }
    }
    const active = this.slots[this.active]
    const standby = this.standby()
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
    slot.read(n, pcm)
  }

  /** Whether somebody may still give block n. */
  private coming(n: number): boolean {
    const active = this.slots[this.active]
    const standby = this.standby()
    if (active.worker && n >= active.from) return true
    return standby.worker !== null && standby.version === active.version && n >= standby.from
  }

  private begin(switching: Switchover, n: number): void {
    const { block, probation, rate } = this.options
    const from = this.slots[this.active]
    this.probation ??= new Probation(switching, n * block, rate, probation)
    if (from.worker) from.state = 'draining'
    this.activate(switching.to, null)
    switching.begin(from, n)
  }

  /** The new version is late in its crossfade or its probation: back to the old one, until the new one is in time again. */
  private putOff(switching: Switchover): void {
    const old = this.standby()
    this.activate(old, `the new version is late: version ${old.version!.number} plays on until it is there`)
    this.switching = switching
    switching.putOff()
  }

  /** A switchover has ended, with the new version heard or not. */
  private settle(heard: boolean): void {
    const { switching } = this
    this.switching = null
    const old = this.standby()
    if (old.state === 'draining') old.state = 'running'
    switching?.done(heard)
  }

  /** A worker keeps the music waiting: the other slot is heard from now on, if it plays the same. It may still come back. */
  private late(slot: Slot, now: number): void {
    slot.fallOut(now)
    const other = this.slots[1 - slot.index]
    const inStep = other.state === 'running' && other.version === slot.version
    const text = reports.late(slot, other)
    if (inStep && slot.index === this.active) this.activate(other, text)
    else if (this.switching?.to !== slot) this.options.tell({ event: 'late', level: 'warn', slot: slot.index, text })
  }

  /** Nobody has the block that is due, and it is not waited for any longer. */
  private allLate(): void {
    const late = this.slots.filter(({ state }) => state === 'running')
    for (const slot of late) slot.fallOut(this.polled)
    if (late.length > 0) this.options.tell(reports.allLate(late))
  }

  private caughtUp(slot: Slot): void {
    slot.fallIn()
    if (this.redundant()) this.options.tell(reports.inStep(slot))
  }
}
