/** Snapshots: a worker writes the whole state of its kernel into the deck's shared file, between two blocks, and the engine sees
 *  by the header when it is there. One at a time. */
import { readSync, writeSync } from 'node:fs'
import { SNAPSHOT_HEADER_BYTES, snapshotOffset } from '../slot/messages.ts'
import type { Slot } from './slot.ts'

export class Snapshots {
  private readonly shared: number
  private readonly offset: number
  private readonly header = new Float64Array(SNAPSHOT_HEADER_BYTES / Float64Array.BYTES_PER_ELEMENT)
  private wanted: { slot: Slot, block: number, done: (block: number | null) => void } | null = null

  /** `shared`: the deck's shared file; `frames`: the length of a block. */
  constructor(shared: number, frames: number) {
    this.shared = shared
    this.offset = snapshotOffset(frames)
  }

  /** Takes one of a slot's state. Resolves with the block it was taken before, or null if the slot can't give it. */
  take(slot: Slot): Promise<number | null> {
    writeSync(this.shared, this.header.fill(0), 0, SNAPSHOT_HEADER_BYTES, this.offset)
    return new Promise(done => {
      this.wanted = { slot, block: slot.next, done }
      if (!slot.requestSnapshot()) this.settle(null)
    })
  }

  /** Sees whether the one that is wanted has come. */
  poll(): void {
    if (!this.wanted) return
    const { header } = this
    readSync(this.shared, header, 0, SNAPSHOT_HEADER_BYTES, this.offset)
    const [block, bytes, blockAgain, bytesAgain] = header
    const whole = block === blockAgain && bytes === bytesAgain && bytes > 0
    if (whole && block === this.wanted.block) this.settle(block)
  }

  /** A slot has lost its worker. */
  abandon(slot: Slot): void {
    if (this.wanted?.slot === slot) this.settle(null)
  }

  private settle(block: number | null): void {
    const { wanted } = this
    this.wanted = null
    wanted?.done(block)
  }
}
