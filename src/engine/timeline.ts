/** Which frame leaves the engine when. The output says at every tick how far it wants to be; a device says it unevenly. So time is a
 *  straight line at the sample rate, which stays where it is as long as the output agrees with it, and moves in small steps where that
 *  drifts away: what is planned by it between two steps comes as evenly as it was meant, to the frame. */

/** The time over which the output is watched before the line follows, ms. */
const WATCH = 500
/** So far the output may be off the line to one side all the time before that is more than rounding; frames. */
const TOLERANCE = 1
/** An output that is off by the same all the time, to so many frames, keeps time: the line goes there at once. */
const STEADY = 2
/** Further off than this it isn't drift either; ms. */
const JUMP = 5
/** The largest step in all other cases, ms. */
const STEP = 0.25

export class Timeline {
  /** Frames per ms. */
  private readonly speed: number
  /** This frame leaves the engine at this time. */
  private frame = NaN
  private since = 0
  /** What was seen since the watch began: how far the output was off, frames. */
  private watched = 0
  private least = Infinity
  private most = -Infinity
  private sum = 0
  private looks = 0

  /** @param rate sample rate in Hz */
  constructor(rate: number) {
    this.speed = rate / 1000
  }

  /** At time t, ms, the output wants to be at a frame, whatever was so before. */
  begin(t: number, frame: number): void {
    this.frame = frame
    this.since = this.watched = t
    this.forget()
  }

  /** At time t the output wants to be at a frame. Allocates nothing. */
  look(t: number, frame: number): void {
    if (Number.isNaN(this.frame)) this.begin(t, frame)
    const off = frame - this.frameAt(t)
    this.least = Math.min(this.least, off)
    this.most = Math.max(this.most, off)
    this.sum += off
    this.looks++
    if (t - this.watched >= WATCH) this.follow(t)
  }

  /** The frame, with its fraction, that leaves the engine at time t, ms. */
  frameAt(t: number): number {
    return this.frame + (t - this.since) * this.speed
  }

  private follow(t: number): void {
    const mean = this.sum / this.looks
    const agrees = this.least <= TOLERANCE && this.most >= -TOLERANCE
    const most = this.most - this.least <= STEADY || Math.abs(mean) > JUMP * this.speed ? Infinity : STEP * this.speed
    const step = agrees ? 0 : Math.min(most, Math.max(-most, mean))
    this.begin(t, this.frameAt(t) + step)
  }

  private forget(): void {
    this.least = Infinity
    this.most = -Infinity
    this.sum = this.looks = 0
  }
}
