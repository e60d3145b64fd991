/** Two slots that play the same must have the same bits. */
import type { Slot } from './slot.ts'
import type { Version } from './version.ts'

export class Divergence {
  private readonly pcm: Float32Array
  private known: Version | null = null

  /** `block`: frames of a block. */
  constructor(block: number) {
    this.pcm = new Float32Array(2 * block)
  }

  /** Whether a slot has a block n other than `heard`, for the first time in this version. Allocates nothing. */
  appears(slot: Slot, n: number, heard: Float32Array): boolean {
    const { pcm } = this
    if (this.known === slot.version) return false
    slot.read(n, pcm)
    for (let i = 0; i < heard.length; i++) {
      if (heard[i] === pcm[i]) continue
      this.known = slot.version
      return true
    }
    return false
  }
}
