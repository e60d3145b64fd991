/** A look-ahead limiter: no true peak leaves it above its bound, and what stays below its ceiling passes bit for bit, only later.
 *  Equation: each frame demands the gain ceiling / true peak, at most 1. Its least over the look-ahead and the hold, let go along
 *  an exponential in dB, then its mean over the look-ahead: so the gain has arrived in a straight line when the peak comes. Both
 *  channels get the same gain, so that the image stays where it is.
 *  Source: Giannoulis, Massberg and Reiss, "Digital Dynamic Range Compressor Design", JAES 60 (2012): a release in dB is as fast
 *  after a deep cut as after a slight one.
 *  Measured (test/engine/limiter.test.ts): sines up to the Nyquist frequency, squares, noise, impulses and jumps of 60 dB stay
 *  below -0.3 dBFS, read 16 times over with a kernel of 128 frames. A tone of exactly the Nyquist frequency that turns its phase
 *  or ends at once does not (up to +1.3 dBFS by that reading): its true peak grows with the kernel, without a bound.
 *  Every frame is treated alike, or so that nobody could tell, so the cut into blocks changes no bit. */
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
/** Frames that are treated at once. */
const WORK = 128
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
  /** Of the frames that are treated: what they need, and in the end their gains. */
  private readonly work = new Float64Array(WORK)
  /** Those that the mean is taken of, and their sum. */
  private readonly gains: Float64Array
  private sum: number
  private gain = 1
  /** The frames that came in and didn't go out yet, interleaved: from `at` on, and round. */
  private readonly line: Float32Array
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
    this.line = new Float32Array(2 * this.latency)
  }

  /** Changes interleaved stereo in place: what comes out is what came in `latency` frames ago. Finite samples only. */
  process(pcm: Float32Array, frames: number): void {
    const { work } = this
    for (let start = 0; start < frames; start += WORK) {
      const count = Math.min(WORK, frames - start)
      const above = this.truePeak.process(pcm, start, count, work)
      this.delay(pcm, start, count)
      // The last gains are all 1, so nothing that was demanded lasts, and nothing is demanded now: all stays as it is.
      if (!above && this.sum === this.gains.length) continue
      for (let i = 0; i < count; i++) work[i] = work[i] > CEILING ? CEILING / work[i] : 1
      this.least.process(work, count)
      this.smooth(count)
      this.apply(pcm, start, count)
    }
  }

  /** Puts those that go out in the place of those that come in. */
  private delay(pcm: Float32Array, start: number, count: number): void {
    const { line } = this
    let { at } = this
    const end = 2 * (start + count)
    for (let i = 2 * start; i < end;) {
      const stop = Math.min(end, i + line.length - at)
      for (; i < stop; i++, at++) {
        const out = line[at]
        line[at] = pcm[i]
        pcm[i] = out
      }
      if (at === line.length) at = 0
    }
    this.at = at
  }

  /** From the gains that are needed to those that sound well, of `count` frames. */
  private smooth(count: number): void {
    const { work, gains, keep } = this
    let { gain, sum, lowest, slot } = this
    for (let i = 0; i < count; i++) {
      if (gain < 1) gain **= keep
      if (gain > OPEN) gain = 1
      gain = Math.min(gain, work[i])
      lowest = Math.min(lowest, gain)
      const rounded = Math.floor(gain / STEP) * STEP
      sum += rounded - gains[slot]
      gains[slot] = rounded
      slot = slot + 1 === gains.length ? 0 : slot + 1
      work[i] = sum / gains.length
    }
    this.gain = gain
    this.sum = sum
    this.lowest = lowest
    this.slot = slot
  }

  /** Gives the frames that go out their gains. */
  private apply(pcm: Float32Array, start: number, count: number): void {
    const { work } = this
    for (let frame = 0; frame < count; frame++) {
      const i = 2 * (start + frame)
      // The gain holds the bound already; this holds it whatever the arithmetic above came to.
      pcm[i] = Math.max(-BOUND, Math.min(BOUND, work[frame] * pcm[i]))
      pcm[i + 1] = Math.max(-BOUND, Math.min(BOUND, work[frame] * pcm[i + 1]))
    }
  }
}
