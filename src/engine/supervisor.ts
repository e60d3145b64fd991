/** Sees to it that two slots play. It fills a slot that has lost its worker with a replica, and brings a new version of the
 *  patch in. One thing at a time: whoever changes what is in a slot waits for its turn. */
import { setTimeout as pause } from 'node:timers/promises'
import { PatchError } from '../patch/error.ts'
import { Collapse } from './collapse.ts'
import { Deck } from './deck.ts'
import { fingerprint } from './fingerprint.ts'
import { Intensity } from './intensity.ts'
import type { Circumstances } from './journal.ts'
import { Quarantine } from './quarantine.ts'
import * as reports from './reports.ts'
import { Reserve } from './reserve.ts'
import type { Slot } from './slot.ts'
import type { Snapshot } from './snapshot.ts'
import type { SourceOptions } from './source.ts'
import { tryOut } from './tryout.ts'
import { type Version, fileValues, startAfresh, succeed } from './version.ts'
import type { Worker } from './worker.ts'

/** The longest that a spare waits for a replica to be in step; ms. */
const IN_STEP = 100
/** With no slot left it is tried again even if workers die as fast as they come, after so long; ms. */
const LAST_RESORT = 1000
/** Where there is no room for a state to copy it is tried again after so long; ms. */
const ROOM_AGAIN = 5000

export interface SupervisorOptions extends SourceOptions {
  /** Length of the crossfade into a new version in ms, where the patch doesn't say. */
  fade: number
}

export class Supervisor {
  readonly deck: Deck
  readonly reserve: Reserve
  private readonly options: SupervisorOptions
  private turn: Promise<unknown> = Promise.resolve()
  /** Loads are numbered as they are asked for; the newest one that was ready counts. */
  private asked = 0
  private newest = 0
  /** Number of the last version that was made. */
  private number = 0
  private readonly quarantine = new Quarantine()
  private readonly collapse: Collapse
  private readonly intensity = new Intensity()
  private closed = false

  constructor(options: SupervisorOptions) {
    this.options = options
    const { rate, block, probation, tell } = options
    this.deck = new Deck({
      rate, block, probation, tell,
      lost: (slot, why, failed) => this.lost(slot, why, failed),
      robbed: version => this.bringBack(version),
      proven: () => this.fill(this.deck.standby()),
    })
    this.collapse = new Collapse(rate / block)
    this.reserve = new Reserve(this.deck.shared, block, text => tell({ event: 'log', level: 'info', text }))
  }

  /** Loads a patch file, proves it unheard and lets it be heard: at once when nothing plays yet, else by a switchover.
   *  Rejects with a PatchError; what played plays on. `name`: how the player calls the file. */
  async load(path: string, name: string): Promise<Version> {
    const asked = ++this.asked
    const found = fingerprint(path)
    const worker = await this.reserve.take()
    try {
      const loaded = await tryOut(worker, path, this.options.rate, this.options.block).finally(() => this.reserve.keepSpare())
      const content = fingerprint(path) === found ? loaded.files.map(fingerprint).join() : null
      this.quarantine.check(path, content)
      return await this.inTurn(async () => {
        if (asked < this.newest) throw new PatchError({ message: 'A newer version was ready first.', file: path })
        this.newest = asked
        const { deck } = this
        const before = deck.current
        const version: Version = {
          number: ++this.number, path, name, ...loaded, values: fileValues(loaded.kernel), events: [],
          fault: 0, fingerprint: content, before,
        }
        // Two to fall back on are enough.
        if (before?.before) before.before.before = null
        await (before ? this.switchOver(worker, version, () => this.stateOf(before, deck.slots[deck.active])) : this.start(worker, version))
        return version
      })
    } catch (error) {
      void worker.kill()
      throw error
    }
  }

  /** Number of the last version that was made, and what is in quarantine. */
  get past(): Pick<Circumstances, 'number' | 'failures'> {
    return { number: this.number, failures: this.quarantine.failures }
  }

  /** Plays a version from its kernel, with its values as they are. `past`: as it was then. Resolves when a worker has it. */
  resume(version: Version, past: Supervisor['past']): Promise<void> {
    const { deck } = this
    deck.current = version
    this.number = past.number
    this.quarantine.failures = past.failures
    const heard = this.inTurn(async () => this.start(await this.reserve.takeWith(version.kernel), version))
    heard.catch(() => this.fill(deck.slots[deck.active]))
    return heard
  }

  /** Ends every worker. */
  async close(): Promise<void> {
    this.closed = true
    this.deck.close()
    await this.reserve.close()
  }

  /** The first version: nothing plays yet. */
  private start(worker: Worker, version: Version): void {
    const { deck } = this
    deck.current = version
    this.seat(deck.slots[deck.active], worker, version, null)
    this.fill(deck.standby())
  }

  /** Lets a version be heard, in a worker that has its kernel. `state`: gives what it goes on from, once there is room. */
  private async switchOver(worker: Worker, version: Version, state: () => Promise<Snapshot | null> | Snapshot | null): Promise<void> {
    const { deck } = this
    const slot = deck.standby()
    await deck.makeRoom(slot)
    this.seat(slot, worker, version, await state())
    const fade = (version.settings.fade ?? this.options.fade) / 1000
    const heard = await deck.bringIn(slot, Math.round(fade * this.options.rate))
    this.intensity.reset()
    if (!heard) throw new PatchError({ message: 'The new version failed as soon as it was to play.', file: version.path })
    this.reserve.keepSpare(version.kernel)
  }

  /** Brings in a version again that had no fault of its own, unless another has come in by then. */
  private bringBack(version: Version): void {
    const { deck } = this
    const instead = deck.current
    const back = this.inTurn(async () => {
      const worker = await this.reserve.takeWith(version.kernel)
      if (deck.current === instead && !this.closed) return this.switchOver(worker, version, () => deck.snapshots.of(version))
      void worker.kill()
      throw new Error('too late')
    })
    back.catch(() => this.fill(deck.standby())).finally(() => { deck.away = null })
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
    void this.inTurn(() => this.restore(slot))
  }

  /** Puts a replica of what plays into a slot that is empty or holds another version: the same kernel, a snapshot from the other
   *  slot, and every event since. Where there is no other slot to copy, it goes on from the newest snapshot, or starts from the
   *  values as they are set now. What is in the slot stays there until the replica's worker is ready. */
  private async restore(slot: Slot): Promise<void> {
    const { deck } = this
    const version = deck.current
    const other = deck.slots[1 - slot.index]
    if (this.closed || !version || (slot.worker && slot.version === version)) return
    if (!slot.worker) slot.state = 'loading'
    let worker: Worker | null = null
    try {
      worker = await this.reserve.takeWith(version.kernel)
      // The lead that only this slot's ring has, after its worker died, is played first.
      while (other.worker && deck.position < other.from && !this.closed) await pause(1)
      if (deck.current === version) await deck.makeRoom(slot)
      const snapshot = deck.current === version ? await this.stateOf(version, other) : null
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
      this.seat(slot, worker, version, snapshot)
      if (alone) deck.activate(slot, reports.comesBack(version, slot))
    } catch {
      if (slot.worker !== worker) void worker?.kill()
      if (this.closed || slot.worker) return
      slot.state = 'empty'
      slot.from = slot.awaited
      this.refill(slot)
    } finally {
      // To start a spare sooner would take the processor from those who need it now.
      await slot.inStep(IN_STEP)
      this.reserve.keepSpare(version.kernel)
    }
  }

  /** What a replica goes on from: the state of the other slot, or else the newest one that was kept; null where there is none. A
   *  worker that can't give its state is busy, or dead and not yet known to be: it is asked until it gives it or is gone, for
   *  what began afresh beside it would not play the same. Null beside it, too, when there is no room for its state. */
  private async stateOf(version: Version, other: Slot): Promise<Snapshot | null> {
    const { snapshots } = this.deck
    for (;;) {
      const state = (other.worker ? await snapshots.take(other) : null) ?? snapshots.of(version)
      if (state || !other.worker || this.closed || snapshots.full) return state
      await pause(1)
    }
  }

  /** Attaches a worker to a slot and sees to it that its end is noticed. It goes on from a snapshot, be it of the version before;
   *  without one it starts with the next block. */
  private seat(slot: Slot, worker: Worker, version: Version, snapshot: Snapshot | null): void {
    const { deck, options: { block } } = this
    if (!snapshot) startAfresh(version, deck.start * block, block)
    else if (snapshot.version !== version) {
      const overruled = succeed(version, snapshot.version, snapshot.block * block)
      if (overruled.length > 0) this.options.tell(reports.overruled(overruled))
    }
    const layout = snapshot && snapshot.version !== version ? snapshot.version.kernel.layout : null
    slot.attach(worker, version, snapshot?.block ?? deck.start, snapshot && { area: snapshot.area, layout }, performance.now())
    void worker.exited.then(how => { if (slot.worker === worker) this.deck.fail(slot, how) })
  }

  private inTurn<T>(task: () => Promise<T>): Promise<T> {
    const result = this.turn.then(task)
    this.turn = result.catch(() => {})
    return result
  }
}
