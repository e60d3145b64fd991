/** The system's clock, by which others say when, on the machine's monotonic clock, by which the engine goes. The system's clock can be
 *  read in whole milliseconds only; but every look bounds how far the two are apart, and the bounds close in on each other. A clock
 *  that is slewed is followed, one that is set is noticed. */

/** More than clocks drift apart between two looks: then it was set; ms. */
const DRIFT = 0.1
/** By so much it was set if anybody should hear of it; ms. */
const WORTH_SAYING = 20

export class WallClock {
  /** The system's time less the monotonic time is between these, ms. */
  private least = -Infinity
  private most = Infinity

  /** `wall`: the system's time, whole ms, read between the monotonic times `before` and `after`. Gives by how many ms the clock was set
   *  since the last look; 0 where it wasn't, or hardly. Allocates nothing. */
  look(before: number, wall: number, after: number): number {
    const least = wall - after
    const most = wall + 1 - before
    const by = least > this.most ? least - this.most : most < this.least ? most - this.least : 0
    if (Math.abs(by) > DRIFT) {
      this.least = least
      this.most = most
    } else {
      const low = Math.max(least, this.least)
      const high = Math.min(most, this.most)
      // Where the bounds have crossed the newer one counts.
      this.least = by < 0 ? high : low
      this.most = by > 0 ? low : high
    }
    return Math.abs(by) >= WORTH_SAYING ? by : 0
  }

  /** A time of the system's clock on the monotonic one; ms. */
  monotonic(wall: number): number {
    return wall - (this.least + this.most) / 2
  }
}
