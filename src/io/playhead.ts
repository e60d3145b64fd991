/** The playhead: how many frames have been played by now, on the machine's monotonic clock. A device moves it by what it
 *  reports; between two reports, and when there is no device (any more), it goes on at the sample rate by itself. So there
 *  is one clock only, and a device that dies or comes back makes no seam in it. */

export class Playhead {
  /** How often it came to the end of what was written: a device that plays along makes a gap there. */
  underruns = 0
  private readonly framesPerMs: number
  private readonly first: number
  private base: number
  private since = 0
  private starving = false

  /** @param rate sample rate in Hz @param first the frame it begins with */
  constructor(rate: number, first = 0) {
    this.framesPerMs = rate / 1000
    this.base = this.first = first
  }

  /** What a device reports: at the time `at` it had taken `frames` frames. */
  follow(frames: number, at: number): void {
    this.base = frames
    this.since = at
  }

  /** Frames played at time `t`: never more than `written`, and what came too late isn't made up for. After a gap time goes
   *  on where the sound goes on, so there is no burst. Stands at the first until something is written. */
  at(t: number, written: number): number {
    const played = this.base + (t - this.since) * this.framesPerMs
    const starving = played > written
    if (starving && !this.starving && written > this.first) this.underruns++
    this.starving = starving
    if (!starving) return played
    this.follow(written, t)
    return written
  }
}
