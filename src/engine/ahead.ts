/** What is to be done on a frame that is still to come: bundles of OSC with a time tag. Each is done right before anybody is asked for
 *  the block with its frame, so it means what plays then, and nothing that is set by hand in between has to wait for it. */

/** The longest that anything waits, s. */
const LONGEST = 60
/** All that waits: so many messages, of so many bytes. */
const MESSAGES = 8192
const BYTES = 1 << 22
/** Messages that are done at once, in so many s: the clock of the engine waits for them. */
export const AT_ONCE = 512
const ONCE = 0.01

export interface Planned {
  frame: number
  messages: number
  bytes: number
  /** Must not throw. */
  act: (frame: number) => void
}

export class Ahead {
  /** The frame of the first; Infinity where nothing waits. */
  next = Infinity
  /** Messages that wait. */
  messages = 0
  private bytes = 0
  private readonly rate: number
  private readonly waiting: Planned[] = []

  /** @param rate sample rate in Hz */
  constructor(rate: number) {
    this.rate = rate
  }

  /** Plans something, after what is planned for the same frame; `now`: the first frame that is still to come. Errors: throws when it is
   *  too far off, or too much. */
  add(planned: Planned, now: number): void {
    const { frame, messages, bytes } = planned
    const seconds = (frame - now) / this.rate
    if (!(seconds <= LONGEST)) throw new Error(`its time is ${seconds.toFixed(1)} s away, and ${LONGEST} s is the most: send it later`)
    if (this.messages + messages > MESSAGES || this.bytes + bytes > BYTES) {
      throw new Error(`too much waits for its time: ${this.messages} messages already`)
    }
    if (this.around(frame) + messages > AT_ONCE) throw new Error(`too much for one moment: ${AT_ONCE} messages within ${1000 * ONCE} ms`)
    this.waiting.splice(this.after(frame), 0, planned)
    this.count(messages, bytes)
  }

  /** Does all that is planned for the frames before `end`, in order. */
  run(end: number): void {
    while (this.next < end) {
      const { frame, messages, bytes, act } = this.waiting.shift()!
      this.count(-messages, -bytes)
      act(frame)
    }
  }

  private count(messages: number, bytes: number): void {
    this.messages += messages
    this.bytes += bytes
    this.next = this.waiting[0]?.frame ?? Infinity
  }

  /** Messages that are planned for the moments before and after a frame. */
  private around(frame: number): number {
    const moment = ONCE * this.rate
    let sum = 0
    for (let i = this.after(frame - moment); i < this.waiting.length && this.waiting[i].frame < frame + moment; i++) {
      sum += this.waiting[i].messages
    }
    return sum
  }

  /** Index of the first that is planned for a later frame. */
  private after(frame: number): number {
    let from = 0
    let to = this.waiting.length
    while (from < to) {
      const middle = (from + to) >> 1
      if (this.waiting[middle].frame <= frame) from = middle + 1
      else to = middle
    }
    return from
  }
}
