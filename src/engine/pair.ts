/** Two slots, of which one is active: it is heard. */
import type { Happening } from './command.ts'
import * as reports from './reports.ts'
import type { Slot } from './slot.ts'
import type { Version } from './version.ts'

export class Pair {
  readonly slots: readonly Slot[]
  active = 0
  /** The version that is heard; null before the first one. */
  current: Version | null = null
  /** The frame from which it has been, where it came in by a switchover. */
  since = 0
  failovers = 0
  switchovers = 0
  protected readonly tell: (news: Happening) => void

  constructor(slots: readonly Slot[], tell: (news: Happening) => void) {
    this.slots = slots
    this.tell = tell
  }

  standby(): Slot {
    return this.slots[1 - this.active]
  }

  /** Whether both slots play the same, so that either may fall silent. */
  redundant(): boolean {
    return this.slots.every(slot => slot.state === 'running' && slot.version === this.current)
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
      this.tell(reports.switchedTo(slot))
    } else {
      this.failovers++
      this.tell({ event: 'failover', level: 'warn', slot: before, text: why })
    }
  }
}
