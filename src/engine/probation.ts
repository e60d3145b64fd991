/** A new version is on probation: for a while the version before it is kept in step in the other slot, to take over at once. */
import type { Slot } from './slot.ts'
import type { Switchover } from './switchover.ts'
import { tempo } from './tempo.ts'

/** How long it lasts: so many seconds, or so many bars, whichever is longer. */
const SECONDS = 8
const BARS = 2

export class Probation {
  /** How the version came in. */
  readonly switchover: Switchover
  private readonly end: number
  private passed = false

  /** `start`: the frame from which on it is heard; `rate`: in Hz; `seconds`: how long it lasts, where that is asked for. */
  constructor(switchover: Switchover, start: number, rate: number, seconds: number | undefined) {
    const bars = BARS * switchover.to.version!.kernel.layout.metre * 60 / tempo(switchover.to.version)
    this.switchover = switchover
    this.end = start + (seconds ?? Math.max(SECONDS, bars)) * rate
  }

  /** Whether it ends with this frame: says so once. The version before may be there a little longer. */
  ends(frame: number): boolean {
    if (this.passed || frame < this.end) return false
    return this.passed = true
  }

  /** Whether what plays in a slot is to be put off when it is late. */
  holds(slot: Slot): boolean {
    return !this.passed && this.switchover.to === slot
  }
}
