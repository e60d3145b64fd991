/** Snapshots: a worker writes the whole state of its kernel into the deck's shared file, between two blocks, and the engine sees
 *  by the header when it is there. One at a time, into two areas in turn: so there is always a whole one, from which the sound can
 *  go on when every worker is gone. */
import { ftruncateSync, readSync } from 'node:fs'
import { NO_ROOM, SNAPSHOT_AREAS, SNAPSHOT_HEADER_BYTES, type State, snapshotOffset } from '../slot/messages.ts'
import { writeWhole } from '../slot/sharedfile.ts'
import type { Happening } from './command.ts'
import * as reports from './reports.ts'
import type { Slot } from './slot.ts'
import type { Stream } from './stream.ts'
import type { Version } from './version.ts'
import type { Worker } from './worker.ts'

/** Time from one snapshot to the next that is taken just in case, ms; and the size of a state from which on they are taken less
 *  often, bytes: to write it takes the worker's time. */
const EVERY = 250
const LARGE = 2 ** 22
/** Time after which it is tried again when there was no room, ms. */
const ROOM_PATIENCE = 5_000

/** The state before a block, in an area of the shared file; of a version, in a stream. */
export interface Snapshot { area: number, block: number, version: Version, stream: Stream | null }

/** A snapshot as a worker of another version is told of it. */
export function stateFrom({ area, block, version }: Snapshot): State {
  return { area, block, layout: version.kernel.layout }
}

interface Wanted extends Snapshot {
  slot: Slot, worker: Worker | null, settled: Promise<Snapshot | null>, settle: (taken: Snapshot | null) => void
}

export class Snapshots {
  private newest: Snapshot | null = null
  private readonly shared: number
  private readonly frames: number
  private readonly tell: (news: Happening) => void
  private readonly header = new Float64Array(SNAPSHOT_HEADER_BYTES / Float64Array.BYTES_PER_ELEMENT)
  private wanted: Wanted | null = null
  private due = 0
  /** The area in which the last one found no room; null when it found it. */
  private small: number | null = null
  private told = false

  /** `shared`: the deck's shared file; `frames`: the length of a block. */
  constructor(shared: number, frames: number, tell: (news: Happening) => void) {
    this.shared = shared
    this.frames = frames
    this.tell = tell
  }

  /** Whether the last one found no room: then there is no use in asking again at once. */
  get full(): boolean {
    return this.small !== null
  }

  /** The newest one of a version's state, or null where there is none. */
  of(version: Version): Snapshot | null {
    return this.newest?.version === version ? this.newest : null
  }

  /** What was taken is no use: it leads into the fault. */
  forget(): void {
    this.newest = null
  }

  /** Takes one of a slot's state. Resolves with null if the slot can't give it, or while `full` tells that there is no room. */
  async take(slot: Slot): Promise<Snapshot | null> {
    while (this.wanted) await this.wanted.settled
    const hopeless = this.full && performance.now() < this.due
    return slot.worker && !hopeless ? this.request(slot) : null
  }

  /** Takes one of a slot's state for the log of a take, into an area that nothing else is written into. Resolves with null if the slot
   *  can't give it, or where there is no room. */
  async takeForLog(slot: Slot): Promise<Snapshot | null> {
    while (this.wanted) await this.wanted.settled
    return slot.worker ? this.request(slot, SNAPSHOT_AREAS + slot.index) : null
  }

  /** Gives back the memory of those areas. */
  release(): void {
    ftruncateSync(this.shared, snapshotOffset(SNAPSHOT_AREAS, this.frames))
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
    const { header, wanted: { area, block, version, stream, slot, worker } } = this
    readSync(this.shared, header, 0, SNAPSHOT_HEADER_BYTES, snapshotOffset(area, this.frames))
    const answered = header[0] === header[2] && header[1] === header[3] && header[1] !== 0
    if (answered && header[0] === block) {
      if (header[1] === NO_ROOM) return this.noRoom(area)
      const taken = { area, block, version, stream }
      if (area < SNAPSHOT_AREAS) {
        this.small = null
        this.newest = taken
      }
      this.settle(taken)
    } else if (slot.worker !== worker) {
      this.settle(null)
    }
  }

  private request(slot: Slot, area = this.nextArea()): Promise<Snapshot | null> {
    if (this.newest?.area === area) this.newest = null
    const { next: block, worker, version, stream } = slot
    const hasRoom = writeWhole(this.shared, this.header.fill(0), snapshotOffset(area, this.frames))
    if (!hasRoom) this.noRoom(area)
    if (!hasRoom || !slot.requestSnapshot(area)) return Promise.resolve(null)
    let settle!: Wanted['settle']
    const settled = new Promise<Snapshot | null>(done => { settle = done })
    this.wanted = { area, block, version: version!, stream, slot, worker, settled, settle }
    return settled
  }

  /** Not the newest one's, except where the other one has no room. */
  private nextArea(): number {
    const last = this.small ?? this.newest?.area ?? SNAPSHOT_AREAS - 1
    return (last + 1) % SNAPSHOT_AREAS
  }

  private noRoom(area: number): void {
    if (area >= SNAPSHOT_AREAS) return this.settle(null)
    this.small = area
    this.due = performance.now() + ROOM_PATIENCE
    if (!this.told) this.tell(reports.noRoom)
    this.told = true
    this.settle(null)
  }

  private settle(taken: Snapshot | null): void {
    const { wanted } = this
    this.wanted = null
    wanted?.settle(taken)
  }
}
