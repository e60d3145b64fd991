/** Levels of a sound: the highest sample, the mean power, and how many samples are at full scale, where a wave has most likely been cut
 *  off. */
export class Levels {
  peak = 0
  clipped = 0
  private readonly full: number
  private power = 0
  private count = 0

  /** @param full the highest value that a sample can have: 1, and a little less in a file of integers */
  constructor(full = 1) {
    this.full = full
  }

  /** Takes `count` samples, whatever their channels are. */
  take(pcm: Float32Array, count: number): void {
    const { full } = this
    for (let i = 0; i < count; i++) {
      const level = Math.abs(pcm[i])
      if (level > this.peak) this.peak = level
      if (level >= full) this.clipped++
      this.power += level * level
    }
    this.count += count
  }

  /** The root of the mean square of all channels: 0.707 for a sine of amplitude 1 on each. */
  get rms(): number {
    return this.count === 0 ? 0 : Math.sqrt(this.power / this.count)
  }
}

/** In decibels: 0 for 1, -Infinity for 0. */
export const decibels = (level: number): number => 20 * Math.log10(level)
