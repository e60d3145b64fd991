/** The true peak of a signal: how high the curve through its samples goes between them. The signal is interpolated to 8 times
 *  its rate by three half-band interpolators in a row.
 *  Source: ITU-R BS.1770-4, annex 2 (oversampling; attachment 1: what it under-reads).
 *  Measured: reads a sine, up to 0.49 of the sample rate, at most 0.17 dB too low, which is cos(π / 16), the curve between two
 *  points; and up to 0.4 at most 0.2 dB too high. */
import { Halfband } from './halfband.ts'

/** Points on either side, and the window's shape, of each interpolator: the first one has the narrow transition band, what
 *  comes after it has room. */
const STAGES = [{ half: 40, beta: 1.2 }, { half: 4, beta: 4 }, { half: 4, beta: 6 }] as const
const POINTS = 2 ** STAGES.length
/** Frames that the later stages take to forget what they held. */
const WARM = STAGES[1].half + STAGES[2].half / 2
/** Frames that one sample is felt for. */
const SPAN = WARM + 2 * STAGES[0].half + WARM
/** How high smooth sound may be, of the floor: the rest is for what it may bend. */
const SMOOTH = 0.8
/** Room for what rounding adds. */
const SURE = 1 - 1e-9

/** Most frames need no interpolating, as no curve through them goes above the floor for certain. Let y be a point, y = Σ h[k] x[k]:
 *  - |y| ≤ Σ |h[k]| max |x|, which is 11 dB above the samples at the worst, for samples whose signs are those of h.
 *  - y is also the straight line between its two neighbours, which is not above max |x|, and h less that line, which makes nothing
 *    of constants and ramps and so is some s, applied to the second differences of x: |y| ≤ max |x| + Σ |s[k]| max |x″|.
 *  Either one is enough: the first for what is soft, the second for what is loud and not bright. */
export class TruePeak {
  /** The peak that is found with a frame lies in the frame that came so many before it. */
  static readonly delay = WARM + STAGES[0].half + STAGES[1].half / 2 + STAGES[2].half / 4
  private readonly interpolator = new Interpolator()
  private readonly floor: number
  /** The bound of samples by the first reason, and those of samples and second differences by the second. */
  private readonly soft: number
  private readonly high: number
  private readonly bent: number
  /** Frames that what exceeded the bounds, by either reason, is still felt for. */
  private loud = 0
  private steep = 0
  private warm = 0

  /** @param floor peaks up to this need not be told */
  constructor(floor: number) {
    const responses = new Interpolator().responses()
    this.floor = floor
    this.soft = SURE * floor / Math.max(...responses.map(magnitude))
    this.high = SMOOTH * floor
    this.bent = (SURE * floor - this.high) / Math.max(...responses.map(response => magnitude(ofBends(response))))
  }

  /** Takes the frames of interleaved stereo from number `start` on, at most 256, and puts the true peak of both channels for each
   *  of them into `peaks`; 0 where it is not above the floor for certain. Gives whether one of them is above it. */
  process(pcm: Float32Array, start: number, frames: number, peaks: Float64Array): boolean {
    const { interpolator, floor } = this
    const { points } = interpolator
    interpolator.first.take(pcm, start, frames)
    peaks.fill(0, 0, frames)
    if (this.isBelow(frames)) {
      this.warm = 0
      return false
    }
    let above = false
    for (let frame = 0; frame < frames; frame++) {
      interpolator.interpolate(frames - 1 - frame)
      // What is loud is still ahead: until it comes the later stages hold what they were left with.
      if (this.warm < WARM) {
        this.warm++
        continue
      }
      let peak = 0
      for (let k = 0; k < points.length; k++) {
        const level = Math.abs(points[k])
        if (level > peak) peak = level
      }
      peaks[frame] = peak
      if (peak > floor) above = true
    }
    return above
  }

  /** Whether no point is above the floor for certain, with what is still felt and the last `frames` frames. */
  private isBelow(frames: number): boolean {
    const { line, end } = this.interpolator.first
    let peak = 0
    let bend = 0
    for (let i = end - 2 * frames; i < end; i++) {
      const level = Math.abs(line[i])
      const second = Math.abs(line[i] - 2 * line[i - 2] + line[i - 4])
      if (level > peak) peak = level
      if (second > bend) bend = second
    }
    const loud = peak > this.soft ? SPAN + frames : this.loud
    const steep = peak > this.high || bend > this.bent ? SPAN + frames : this.steep
    this.loud = Math.max(0, loud - frames)
    this.steep = Math.max(0, steep - frames)
    return loud === 0 || steep === 0
  }
}

/** Stereo at 8 times its rate. */
class Interpolator {
  readonly first = new Halfband(STAGES[0].half, STAGES[0].beta, WARM)
  /** Those of one frame, interleaved. */
  readonly points = new Float64Array(2 * POINTS)
  private readonly second = new Halfband(STAGES[1].half, STAGES[1].beta)
  private readonly third = new Halfband(STAGES[2].half, STAGES[2].beta)
  private readonly two = new Float64Array(4)
  private readonly four = new Float64Array(8)

  /** Finds the points as of `ago` frames ago. */
  interpolate(ago: number): void {
    const { first, second, third, two, four, points } = this
    first.points(two, 0, ago)
    for (let i = 0; i < 2; i++) {
      second.push(two, 2 * i)
      second.points(four, 4 * i)
    }
    for (let i = 0; i < 4; i++) {
      third.push(four, 2 * i)
      third.points(points, 4 * i)
    }
  }

  /** What one sample of 1 leaves in each of the points, frame by frame. To be asked of a fresh one. */
  responses(): Float64Array[] {
    const impulse = Float32Array.of(1, 0)
    const responses = Array.from({ length: POINTS }, () => new Float64Array(SPAN))
    for (let frame = 0; frame < SPAN; frame++) {
      this.first.take(impulse, 0, 1)
      impulse[0] = 0
      this.interpolate(0)
      for (let i = 0; i < POINTS; i++) responses[i][frame] = this.points[2 * i]
    }
    return responses
  }
}

/** The most that numbers of at most 1, times these, can come to. */
function magnitude(numbers: Float64Array): number {
  return numbers.reduce((sum, x) => sum + Math.abs(x), 0)
}

/** A response less the straight line between the two frames that its centre lies between, as one to second differences. */
function ofBends(response: Float64Array): Float64Array {
  const centre = response.reduce((sum, x, k) => sum + k * x, 0)
  const frame = Math.floor(centre)
  const rest = response.slice()
  rest[frame] -= frame + 1 - centre
  rest[frame + 1] -= centre - frame
  let slope = 0
  let bend = 0
  return rest.map(x => bend += slope += x)
}
