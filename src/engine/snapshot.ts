/** Snapshots: a worker writes the whole state of its kernel into the deck's shared file, between two blocks, and the engine sees
 *  by the header when it is there. One at a time, into two areas in turn: so there is always a whole one, from which the sound can
 *  go on when every worker is gone. */
import { readSync, writeSync } from 'node:fs'
import { SNAPSHOT_AREAS, SNAPSHOT_HEADER_BYTES, snapshotOffset } from '../slot/messages.ts'
import type { Slot } from './slot.ts'
import type { Version } from './version.ts'
import type { Worker } from './worker.ts'

/** Time from one snapshot to the next that is taken just in case, ms; and the size of a state from which on they are taken less
 *  often, bytes: to write it takes the worker's time. */
const EVERY = 250
const LARGE = 2 ** 22

/** The state before a block, in an area of the shared file. */
export interface Snapshot { area: number, block: number, version: Version }

interface Wanted extends Snapshot { slot: Slot, worker: Worker | null, settled: Promise<Snapshot | null>, settle: (taken: Snapshot | null) => void }

export class Snapshots {
  private newest: Snapshot | null = null
  private readonly shared: number
  private readonly frames: number
  private readonly header = new Float64Array(SNAPSHOT_HEADER_BYTES / Float64Array.BYTES_PER_ELEMENT)
  private wanted: Wanted | null = null
  private due = 0

  /** `shared`: the deck's shared file; `frames`: the length of a block. */
  constructor(shared: number, frames: number) {
    this.shared = shared
    this.frames = frames
  }

  /** The newest one of a version's state, or null where there is none. */
  of(version: Version): Snapshot | null {
    return this.newest?.version === version ? this.newest : null
  }

  /** What was taken is no use: it leads into the fault. */
  forget(): void {
    this.newest = null
  }

  /** Takes one of a slot's state. Resolves with null if the slot can't give it. */
  async take(slot: Slot): Promise<Snapshot | null> {
    while (this.wanted) await this.wanted.settled
    return slot.worker ? this.request(slot) : null
  }

  /** Takes one of a slot's state just in case, if it is time. */
  keep(slot: Slot, now: number): void {
    if (this.wanted || now < this.due) return
    this.due = now + EVERY * Math.max(1, slot.version!.kernel.layout.stateBytes / LARGE)
    void this.request(slot)
  }

  /** Sees whether the one that is wanted has come, or can't come any more. */
  poll(): void {
    if (!this.wanted) return
    const { header, wanted: { area, block, version, slot, worker } } = this
    readSync(this.shared, header, 0, SNAPSHOT_HEADER_BYTES, snapshotOffset(area, this.frames))
    const whole = header[0] === header[2] && header[1] === header[3] && header[1] > 0
    if (whole && header[0] === block) {
      this.newest = { area, block, version }
      this.settle(this.newest)
    } else if (slot.worker !== worker) {
      this.settle(null)
    }
  }

  private request(slot: Slot): Promise<Snapshot | null> {
    const area = this.newest ? (this.newest.area + 1) % SNAPSHOT_AREAS : 0
    writeSync(this.shared, this.header.fill(0), 0, SNAPSHOT_HEADER_BYTES, snapshotOffset(area, this.frames))
    const { next: block, worker, version } = slot
    if (!slot.requestSnapshot(area)) return Promise.resolve(null)
    let settle!: Wanted['settle']
    const settled = new Promise<Snapshot | null>(done => { settle = done })
    this.wanted = { area, block, version: version!, slot, worker, settled, settle }
    return settled
  }

  private settle(taken: Snapshot | null): void {
    const { wanted } = this
    this.wanted = null
    wanted?.settle(taken)
  }
}
