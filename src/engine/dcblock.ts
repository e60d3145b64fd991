/** Blocks DC, which moves no air but takes the room of what does; what has none passes bit for bit.
 *  Equation: y = x - g m; m is x through two one-poles at 1 Hz in a row; g goes to 1 while |m| stays above ENGAGE, and back to 0
 *  when it is below RELEASE. So the mean is taken out where there is one, and nothing else is ever filtered.
 *  Source: J. O. Smith, Introduction to Digital Filters, "One-Pole" and "DC Blocker".
 *  Measured: a constant is below -60 dBFS 1.6 s after it began; full-scale tones from 15 Hz up stay untouched. */

const CUTOFF = 1
/** A mean of -46 dBFS counts as DC, and one half of it no more. Tones from 15 Hz up leave a mean of 1 / 15² at the most. */
const ENGAGE = 0.005
const RELEASE = ENGAGE / 2
/** How long it must stay above ENGAGE; s. A tone that begins shifts the mean too, until the one-poles have forgotten it: one of
 *  15 Hz at full scale for 0.62 s. */
const PATIENCE = 0.75
/** Time that g takes from 0 to 1; s. */
const RAMP = 0.1
/** What is higher is no music: clipped here (+30 dBFS), so that one wild sample doesn't stay in the mean for seconds. */
const CLIP = 32
/** Keeps a mean that dies away out of the denormal numbers, which are slow. */
const TINY = 1e-30

/** One channel. */
export class DcBlock {
  /** Whether it takes a mean out, or is about to have done so. */
  blocking = false
  private readonly pole: number
  private readonly ramp: number
  private readonly patience: number
  private first = 0
  private mean = 0
  private gain = 0
  /** Frames for which the mean has been above ENGAGE. */
  private above = 0

  /** @param rate sample rate in Hz */
  constructor(rate: number) {
    this.pole = 1 - Math.exp(-2 * Math.PI * CUTOFF / rate)
    this.ramp = 1 / (RAMP * rate)
    this.patience = PATIENCE * rate
  }

  /** Changes both channels of a block of interleaved stereo in place, as `process` would one after the other. Where no mean can be
   *  taken out they go through together, and neither waits for the other's sums. */
  static both(left: DcBlock, right: DcBlock, pcm: Float32Array, frames: number): void {
    if (left.isIdle(frames) && right.isIdle(frames)) left.follow(right, pcm, frames)
    else {
      left.process(pcm, 0, frames)
      right.process(pcm, 1, frames)
    }
  }

  /** Changes every second number of a block of interleaved stereo, from `channel` (0 or 1) on, in place. What is not finite
   *  becomes 0. */
  process(pcm: Float32Array, channel: number, frames: number): void {
    const { pole, ramp, patience } = this
    let { first, mean, gain, above, blocking } = this
    for (let i = channel; i < 2 * frames; i += 2) {
      const x = clean(pcm[i])
      first += pole * (x - first) + TINY
      mean += pole * (first - mean)
      const level = Math.abs(mean)
      above = level > ENGAGE ? above + 1 : 0
      if (above > patience) blocking = true
      else if (level < RELEASE) blocking = false
      if (blocking) gain = Math.min(1, gain + ramp)
      else if (gain > 0) gain = Math.max(0, gain - ramp)
      pcm[i] = gain > 0 ? x - gain * mean : x
    }
    this.first = first
    this.mean = mean
    this.gain = gain
    this.above = above
    this.blocking = blocking
  }

  /** Whether it takes nothing out for so many frames, whatever they are. */
  private isIdle(frames: number): boolean {
    return this.gain === 0 && this.above + frames <= this.patience
  }

  /** The means of this and of the right channel, while both are idle. */
  private follow(right: DcBlock, pcm: Float32Array, frames: number): void {
    const { pole } = this
    let { first, mean, above } = this
    let { first: firstRight, mean: meanRight, above: aboveRight } = right
    for (let i = 0; i < 2 * frames; i += 2) {
      const x = clean(pcm[i])
      const y = clean(pcm[i + 1])
      first += pole * (x - first) + TINY
      firstRight += pole * (y - firstRight) + TINY
      mean += pole * (first - mean)
      meanRight += pole * (firstRight - meanRight)
      above = Math.abs(mean) > ENGAGE ? above + 1 : 0
      aboveRight = Math.abs(meanRight) > ENGAGE ? aboveRight + 1 : 0
      pcm[i] = x
      pcm[i + 1] = y
    }
    this.first = first
    this.mean = mean
    this.above = above
    right.first = firstRight
    right.mean = meanRight
    right.above = aboveRight
  }
}

/** A sample without what is no music. */
function clean(sample: number): number {
  return sample - sample !== 0 ? 0 : sample > CLIP ? CLIP : sample < -CLIP ? -CLIP : sample
}
