/** Puts workers into slots. One thing at a time: whoever changes what is in a slot waits for its turn. */
import { setTimeout as pause } from 'node:timers/promises'
import type { Deck } from './deck.ts'
import type { Slot } from './slot.ts'
import { type Snapshot, stateFrom } from './snapshot.ts'
import { type Version, goOn, startAfresh } from './version.ts'
import type { Worker } from './worker.ts'

export class Seats {
  closed = false
  private readonly deck: Deck
  private readonly block: number
  private turn: Promise<unknown> = Promise.resolve()

  /** `block`: frames of a block. */
  constructor(deck: Deck, block: number) {
    this.deck = deck
    this.block = block
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
    if (!snapshot) startAfresh(version, deck.start * block, block)
    else if (before) goOn(version, before, snapshot.block * block)
    const from = snapshot && { ...stateFrom(snapshot), ...!before && { layout: null } }
    slot.attach(worker, version, snapshot?.block ?? deck.start, from, performance.now())
    void worker.exited.then(how => { if (slot.worker === worker) this.deck.fail(slot, how) })
  }
}
