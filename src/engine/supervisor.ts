/** Sees to it that two slots play: it fills a slot that has lost its worker with a replica. */
import { setTimeout as pause } from 'node:timers/promises'
import type { Layout } from '../kernel/kernel.ts'
import { Collapse } from './collapse.ts'
import { Deck } from './deck.ts'
import { Intensity } from './intensity.ts'
import type { Circumstances } from './journal.ts'
import { Loader, type LoaderOptions } from './loader.ts'
import { Quarantine } from './quarantine.ts'
import * as reports from './reports.ts'
import { Reserve } from './reserve.ts'
import { Seats } from './seats.ts'
import type { Slot } from './slot.ts'
import type { SourceOptions } from './source.ts'
import type { Version } from './version.ts'
import type { Worker } from './worker.ts'

/** The longest that a spare waits for a replica to be in step; ms. */
const IN_STEP = 100
/** With no slot left it is tried again even if workers die as fast as they come, after so long; ms. */
const LAST_RESORT = 1000
/** Where there is no room for a state to copy it is tried again after so long; ms. */
const ROOM_AGAIN = 5000

export type SupervisorOptions = SourceOptions & Omit<LoaderOptions, 'fill'>

export class Supervisor {
  readonly deck: Deck
  readonly reserve: Reserve
  readonly loader: Loader
  private readonly options: SupervisorOptions
  private readonly seats: Seats
  readonly quarantine = new Quarantine()
  private readonly collapse: Collapse
  private readonly intensity = new Intensity()

  constructor(options: SupervisorOptions) {
    this.options = options
    const { rate, block, probation, tell, heard } = options
    this.deck = new Deck({
      rate, block, probation, tell,
      lost: (slot, why, failed) => this.lost(slot, why, failed),
      robbed: version => this.loader.bringAgain(version),
      proven: () => this.fill(this.deck.standby()),
    })
    const { deck, quarantine, intensity } = this
    this.seats = new Seats(deck, block, options.meter)
    this.collapse = new Collapse(rate / block)
    this.reserve = new Reserve(this.deck.shared, block, text => tell({ event: 'log', level: 'info', text }))
    const parts = { deck, reserve: this.reserve, seats: this.seats, quarantine }
    this.loader = new Loader(parts, { ...options, fill: slot => this.fill(slot), heard: version => {
      intensity.reset()
      heard(version)
    } })
  }

  /** Number of the last version that was made, what is in quarantine, and how edits come in. */
  get past(): Pick<Circumstances, 'number' | 'failures' | 'manner'> {
    const { number, manner } = this.loader
    return { number, manner, failures: this.quarantine.failures }
  }

  /** What plays, or may play at any moment. */
  get layouts(): Layout[] {
    const { deck, loader } = this
    const versions = [deck.current, deck.current?.before, deck.away, loader.coming, ...deck.slots.map(({ version }) => version)]
    return versions.flatMap(version => version ? version.kernel.layout : [])
  }

  /** Plays a version from its kernel, with its values as they are. `past`: as it was then. Resolves when a worker has it. */
  resume(version: Version, past: Supervisor['past']): Promise<void> {
    const { deck, loader } = this
    loader.number = past.number
    loader.manner = past.manner
    this.quarantine.failures = past.failures
    const heard = loader.resume(version)
    heard.catch(() => this.fill(deck.slots[deck.active]))
    return heard
  }

  /** Ends every worker. */
  async close(): Promise<void> {
    this.seats.closed = true
    this.deck.close()
    await this.reserve.close()
  }

  /** A slot has lost its worker. */
  private lost(slot: Slot, why: string, failed: Version | null): void {
    const { deck } = this
    if (failed) this.quarantine.add(failed, why)
    const rendered = slot.awaited > slot.from
    if (deck.slots.every(({ worker }) => worker === null) && deck.current && rendered) this.collapsed(deck.current, why)
    this.refill(slot)
  }

  /** Fills an empty slot again, unless workers die in it as fast as they come. */
  private refill(slot: Slot): void {
    const { deck, intensity, options } = this
    if (intensity.bears(slot)) this.fill(slot)
    else if (deck.slots.every(({ worker }) => worker === null)) setTimeout(() => this.fill(slot), LAST_RESORT)
    else if (intensity.news()) options.tell(reports.givenUp(slot, intensity.most))
  }

  /** No slot is left. What was heard goes on from its newest snapshot; but if the fault lies in the patch, it would only meet it
   *  again: then the version before it plays, or, where there is none, the same one from its beginning. */
  private collapsed(version: Version, why: string): void {
    const { deck } = this
    const { before } = version
    const times = this.collapse.times(version, deck.position)
    const most = why !== 'too slow' ? 2 : before ? 0 : 1
    if (times <= most) return
    this.quarantine.add(version, why)
    deck.snapshots.forget()
    if (!before) return
    deck.current = before
    this.options.tell(reports.fellBack(version, before, why))
  }

  private fill(slot: Slot): void {
    void this.seats.inTurn(() => this.restore(slot))
  }

  /** Puts a replica of what plays into a slot that is empty or holds another version: the same kernel, a snapshot from the other
   *  slot, and every event since. Where there is no other slot to copy, it goes on from the newest snapshot, or starts from the
   *  values as they are set now. What is in the slot stays there until the replica's worker is ready. */
  private async restore(slot: Slot): Promise<void> {
    const { deck, seats } = this
    const version = deck.current
    const other = deck.slots[1 - slot.index]
    if (seats.closed || !version || (slot.worker && slot.version === version)) return
    if (!slot.worker) slot.state = 'loading'
    let worker: Worker | null = null
    try {
      worker = await this.reserve.takeWith(version.kernel)
      // The lead that only this slot's ring has, after its worker died, is played first.
      while (other.worker && deck.position < other.from && !seats.closed) await pause(1)
      if (deck.current === version) await deck.makeRoom(slot)
      const snapshot = deck.current === version ? await seats.stateOf(version, other) : null
      if (deck.current !== version) {
        void worker.kill()
        return deck.slots.filter(({ worker }) => worker === null).concat(deck.standby()).forEach(empty => this.fill(empty))
      }
      if (!snapshot && other.worker) {
        void worker.kill()
        slot.state = 'empty'
        setTimeout(() => this.fill(slot), ROOM_AGAIN).unref()
        return
      }
      const alone = !deck.slots[deck.active].worker
      seats.seat(slot, worker, version, snapshot)
      if (alone) deck.activate(slot, reports.comesBack(version, slot))
    } catch {
      if (slot.worker !== worker) void worker?.kill()
      if (seats.closed || slot.worker) return
      slot.state = 'empty'
      slot.from = slot.awaited
      this.refill(slot)
    } finally {
      // To start a spare sooner would take the processor from those who need it now.
      await slot.inStep(IN_STEP)
      this.reserve.keepSpare(version.kernel)
    }
  }
}
