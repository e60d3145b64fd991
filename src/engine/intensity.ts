/** Restart intensity: workers that die as fast as they come are not started any more. Source: Erlang/OTP, supervisor. */
import type { Slot } from './slot.ts'

/** A worker that has rendered fewer blocks than this when it dies died young. */
const YOUNG = 10

export class Intensity {
  /** So many young deaths in a row are too many. */
  readonly most = 5
  private deaths = 0
  private told = false

  /** Notes that the worker of a slot has died. Tells whether another is to be started. */
  bears(slot: Slot): boolean {
    this.deaths = slot.awaited - slot.from < YOUNG ? this.deaths + 1 : 0
    if (this.deaths >= this.most) return false
    this.told = false
    return true
  }

  /** Whether it is still to be told that no more are started; true once. */
  news(): boolean {
    const { told } = this
    this.told = true
    return !told
  }

  /** Something else plays. */
  reset(): void {
    this.deaths = 0
  }
}
