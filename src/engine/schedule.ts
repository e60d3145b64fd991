/** When what is said for a time is done: on the frame that leaves the engine at that time. A frame is found once, when the message
 *  comes: a clock that is set afterwards moves nothing that is planned already. */
import { Ahead, type Planned } from './ahead.ts'
import type { Happening } from './command.ts'
import { Timeline } from './timeline.ts'
import { WallClock } from './wallclock.ts'

export interface ScheduleOptions {
  /** Sample rate in Hz. */
  rate: number
  /** The first frame that nobody has been asked for. */
  soonest: () => number
  tell: (news: Happening) => void
}

export class Schedule {
  readonly ahead: Ahead
  private readonly options: ScheduleOptions
  private readonly timeline: Timeline
  private readonly wallClock = new WallClock()

  constructor(options: ScheduleOptions) {
    this.options = options
    this.ahead = new Ahead(options.rate)
    this.timeline = new Timeline(options.rate)
  }

  /** Compares the clocks: that of the output, which wants to be at a frame, and that of the system. `began`: whether the output's clock
   *  runs. Allocates nothing while nothing happens. */
  look(wanted: number, began: boolean): void {
    const before = performance.now()
    const wall = Date.now()
    const by = this.wallClock.look(before, wall, performance.now())
    if (began) this.timeline.look(before, wanted)
    else this.timeline.begin(before, wanted)
    if (by === 0) return
    const text = `the clock of this machine was set by ${(by / 1000).toFixed(2)} s: time tags of OSC follow it from now on`
    this.options.tell({ event: 'log', level: 'warn', text })
  }

  /** The frame that leaves the engine at a time of the system's clock, ms since 1970. */
  frameAt(time: number): number {
    return Math.round(this.timeline.frameAt(this.wallClock.monotonic(time)))
  }

  /** Whether a frame is too near to plan anything for it; before the clock runs no frame is known. */
  isLate(frame: number): boolean {
    return !(frame >= this.options.soonest())
  }

  /** Plans something for a frame that isn't late. Errors: see Ahead.add. */
  plan(planned: Planned): void {
    this.ahead.add(planned, this.options.soonest())
  }
}
