/** Puts workers into slots. One thing at a time: whoever changes what is in a slot waits for its turn. */
import { setTimeout as pause } from 'node:timers/promises'
import type { Meter } from '../kernel/meter.ts'
import type { Deck } from './deck.ts'
import type { Slot } from './slot.ts'
import { type Snapshot, stateFrom } from './snapshot.ts'
import { tellTime, tempo } from './tempo.ts'
import { type Version, goOn, startAfresh } from './version.ts'
import type { Worker } from './worker.ts'

export class Seats {
  closed = false
  private readonly deck: Deck
  private readonly block: number
  private readonly meter: Meter
  /** Streams that have begun so far. */
  private streams = 0
  private turn: Promise<unknown> = Promise.resolve()

  /** `block`: frames of a block. */
  constructor(deck: Deck, block: number, meter: Meter) {
    this.deck = deck
    this.block = block
    this.meter = meter
  }

  /** Runs a task when those before it are done. */
  inTurn<T>(task: () => Promise<T>): Promise<T> {
    const result = this.turn.then(task)
    this.turn = result.catch(() => {})
    return result
  }

  /** What a replica goes on from: the state of the other slot, or else the newest one that was kept; null where there is none. A
   *  worker that can't give its state is busy, or dead and not yet known to be: it is asked until it gives it or is gone, for
   *  what began afresh beside it would not play the same. Null beside it, too, when there is no room for its state. */
  async stateOf(version: Version, other: Slot): Promise<Snapshot | null> {
    const { snapshots } = this.deck
    for (;;) {
      const state = (other.worker ? await snapshots.take(other) : null) ?? snapshots.of(version)
      if (state || !other.worker || this.closed || snapshots.full) return state
      await pause(1)
    }
  }

  /** Attaches a worker to a slot and sees to it that its end is noticed. It goes on from a snapshot, be it of the version before;
   *  without one it starts with the next block. */
  seat(slot: Slot, worker: Worker, version: Version, snapshot: Snapshot | null): void {
    const { deck, block } = this
    const before = snapshot && snapshot.version !== version ? snapshot.version : null
    if (!snapshot) this.startAfresh(version, deck.start * block)
    else if (before) goOn(version, before, snapshot.block * block, block)
    const first = snapshot?.block ?? deck.start
    slot.stream = snapshot && !before && snapshot.stream || { number: ++this.streams, version, block: first }
    deck.chronicle?.seated(slot.stream, snapshot)
    const from = snapshot && { ...stateFrom(snapshot), ...!before && { layout: null } }
    slot.attach(worker, version, first, from, performance.now())
    void worker.exited.then(how => { if (slot.worker === worker) this.deck.fail(slot, how) })
  }

  /** The kernel begins at a frame, with the first block in its own time. */
  private startAfresh(version: Version, frame: number): void {
    const { block, meter } = this
    startAfresh(version, frame, block)
    if (frame === 0) meter.change(tempo(version), 0)
    else tellTime(meter, version, frame, block)
  }
}
