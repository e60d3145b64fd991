/** A look-ahead limiter: no true peak leaves it above its bound, and what stays below its ceiling passes bit for bit, only later.
 *  Equation: each frame demands the gain ceiling / true peak, at most 1. Its least over the look-ahead and the hold, let go along
 *  an exponential in dB, then its mean over the look-ahead: so the gain has arrived in a straight line when the peak comes. Both
 *  channels get the same gain, so that the image stays where it is.
 *  Source: Giannoulis, Massberg and Reiss, "Digital Dynamic Range Compressor Design", JAES 60 (2012): a release in dB is as fast
 *  after a deep cut as after a slight one; on hold, and on look-ahead, section 3.
 *  Measured (test/engine/limiter.test.ts): sines up to the Nyquist frequency, squares, noise, impulses and jumps of 60 dB stay
 *  below -0.3 dBFS, read 16 times over with a kernel of 128 frames. A tone of exactly the Nyquist frequency that turns its phase
 *  or ends at once doesn't (+0.5 and +1 dBFS by that reading): its true peak grows with the kernel, without a bound.
 *  Every frame is treated alike, so the cut into blocks changes no bit. */
import { SlidingMinimum } from './slidingminimum.ts'
import { TruePeak } from './truepeak.ts'

/** What no true peak exceeds: -0.3 dBFS. */
export const BOUND = 10 ** (-0.3 / 20)
/** What the peaks are held to as they are read: lower by what they can be read too low (0.17 dB between two points, the rest by
 *  what the interpolator lets go near the Nyquist frequency; found by measuring). */
const CEILING = 10 ** (-0.7 / 20)
/** Time in which the gain goes to where it has to be; s. */
const ATTACK = 0.00075
/** Time that the gain stays there, so that it doesn't follow the wave itself: half a period of 50 Hz; s. */
const HOLD = 0.01
/** Time constant of the way back to 1; s. Two periods of 20 Hz: faster would distort a bass, slower would be heard as a hole. */
const RELEASE = 0.1
/** Gains from here on are 1: 0.0001 dB below it. */
const OPEN = 1 - 1e-5
/** Gains are multiples of this: so their sums are exact, and their mean is 1 when all of them are. */
const STEP = 2 ** -32

export class Limiter {
  /** Frames from a sample's coming in to its going out. */
  readonly latency: number
  /** The least gain that was demanded since this was set to 1. */
  lowest = 1
  private readonly keep: number
  private readonly truePeak = new TruePeak(CEILING)
  private readonly least: SlidingMinimum
  private readonly gains: Float64Array
  private sum: number
  private gain = 1
  /** The last frames, interleaved. */
  private readonly line: Float64Array
  private at = 0
  private slot = 0

  /** @param rate sample rate in Hz */
  constructor(rate: number) {
    const attack = Math.ceil(ATTACK * rate)
    this.latency = TruePeak.delay + attack - 1
    this.keep = Math.exp(-1 / (RELEASE * rate))
    // One more than the mean takes: a peak between two samples is a peak of both.
    this.least = new SlidingMinimum(attack + 1 + Math.ceil(HOLD * rate))
    this.gains = new Float64Array(attack).fill(1)
    this.sum = attack
    this.line = new Float64Array(2 * (this.latency + 1))
  }

  /** Changes interleaved stereo in place: what comes out is what came in `latency` frames ago. Finite samples only. */
  process(pcm: Float32Array, frames: number): void {
    const { line } = this
    for (let i = 0; i < 2 * frames; i += 2) {
      line[this.at] = pcm[i]
      line[this.at + 1] = pcm[i + 1]
      this.at = this.at + 2 === line.length ? 0 : this.at + 2
      const gain = this.next(this.truePeak.next(pcm[i], pcm[i + 1]))
      pcm[i] = bounded(gain * line[this.at])
      pcm[i + 1] = bounded(gain * line[this.at + 1])
    }
  }

  /** The gain of the frame that goes out, from the newest peak. */
  private next(peak: number): number {
    const { gains } = this
    const least = this.least.next(peak > CEILING ? CEILING / peak : 1)
    if (this.gain < 1) this.gain **= this.keep
    if (this.gain > OPEN) this.gain = 1
    if (least < this.gain) this.gain = least
    if (least < this.lowest) this.lowest = least
    const gain = Math.floor(this.gain / STEP) * STEP
    this.sum += gain - gains[this.slot]
    gains[this.slot] = gain
    this.slot = this.slot + 1 === gains.length ? 0 : this.slot + 1
    return this.sum / gains.length
  }
}

/** Whatever the arithmetic above comes to. */
function bounded(x: number): number {
  return x > BOUND ? BOUND : x < -BOUND ? -BOUND : x
}
