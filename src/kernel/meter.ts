/** Musical time: which beat falls on which frame. The tempo may change at any frame, at once or in a straight line; the beats go on
 *  from there. It is some numbers, which may lie in a kernel's memory: so whoever has a snapshot has the time too. */

/** A stretch of time, from one change of the tempo to the next: its first frame, the beat that falls on it, the tempo then (beats per
 *  minute), by how much it goes up with each frame, the frame at which that ends. The newest stretch comes first; the oldest that is
 *  known also stands for what was before it. */
const [FRAME, BEAT, BPM, SLOPE, END, STRETCH] = [0, 1, 2, 3, 4, 5]
/** Events that were nudged are looked for 100 ms back: a hand that turns the tempo changes it so many times in that. */
const STRETCHES = 16
export const METER_NUMBERS = STRETCHES * STRETCH
/** Slower than this no tempo gets. */
const LEAST = 1e-3

export class Meter {
  readonly #numbers: Float64Array
  /** Frames in a minute. */
  readonly #minute: number

  /** `rate`: frames per second; `bpm`: beats per minute from frame 0 on; `numbers`: where it is kept, if it is to go on from there. */
  constructor(rate: number, bpm: number, numbers?: Float64Array) {
    this.#minute = 60 * rate
    this.#numbers = numbers ?? Float64Array.from(meterNumbers(bpm))
  }

  /** The tempo that it goes to; and when it will be there. */
  get bpm(): number { return this.#goal(0) }
  get end(): number { return this.#numbers[END] }

  /** The tempo at a frame. */
  bpmAt(frame: number): number {
    const numbers = this.#numbers
    const at = this.#stretch(FRAME, frame)
    const moving = Math.min(Math.max(0, frame - numbers[at + FRAME]), numbers[at + END] - numbers[at + FRAME])
    return numbers[at + BPM] + numbers[at + SLOPE] * moving
  }

  /** The beat at a frame, counted from 0, with its fraction. */
  beat(frame: number): number {
    const numbers = this.#numbers
    const at = this.#stretch(FRAME, frame)
    const since = frame - numbers[at + FRAME]
    const bpm = numbers[at + BPM]
    if (since < 0) return numbers[at + BEAT] + since * bpm / this.#minute
    const moving = Math.min(since, numbers[at + END] - numbers[at + FRAME])
    const mean = bpm + numbers[at + SLOPE] * moving / 2
    return numbers[at + BEAT] + (moving * mean + (since - moving) * this.#goal(at)) / this.#minute
  }

  /** The time at which a beat falls, in frames with their fraction. */
  at(beat: number): number {
    const numbers = this.#numbers
    const at = this.#stretch(BEAT, beat)
    const work = (beat - numbers[at + BEAT]) * this.#minute
    const [bpm, slope, end] = [numbers[at + BPM], numbers[at + SLOPE], numbers[at + END]]
    if (work < 0) return numbers[at + FRAME] + work / bpm
    const moving = end - numbers[at + FRAME]
    const done = moving * (bpm + slope * moving / 2)
    if (work >= done) return end + (work - done) / this.#goal(at)
    // The root of slope / 2 t² + bpm t = work in the form that stays exact where the slope is small.
    return numbers[at + FRAME] + 2 * work / (bpm + Math.sqrt(bpm * bpm + 2 * slope * work))
  }

  /** From this frame on the tempo is another, or goes there in so many frames. `beat`: where it is not the one that falls on it anyway. */
  change(bpm: number, frame: number, frames = 0, beat = this.beat(frame)): void {
    const numbers = this.#numbers
    const now = this.bpmAt(frame)
    const to = Math.max(LEAST, bpm)
    // What went before is counted so that the beats go on.
    const ahead = beat - this.beat(frame)
    for (let at = 0; at < METER_NUMBERS; at += STRETCH) numbers[at + BEAT] += ahead
    // Changes that were to come later, or last for no frame, take no place.
    for (let i = 1; i < STRETCHES && numbers[FRAME] >= frame; i++) numbers.copyWithin(0, STRETCH)
    numbers.copyWithin(STRETCH, 0)
    numbers[FRAME] = frame
    numbers[BEAT] = beat
    numbers[BPM] = frames > 0 ? now : to
    numbers[SLOPE] = frames > 0 ? (to - now) / frames : 0
    numbers[END] = frame + frames
  }

  /** This beat falls on a frame, whatever it would have been. */
  place(beat: number, frame: number): void {
    const left = Math.max(0, this.end - frame)
    const goal = this.bpm
    this.change(this.bpmAt(frame), frame, 0, beat)
    if (left > 0) this.change(goal, frame, left, beat)
  }

  /** The first frame, this one or later, on which a multiple of `grid` beats falls: rounded to the nearest frame. A grid of 0 has
   *  every frame. */
  next(grid: number, frame: number): number {
    if (grid === 0) return frame
    const number = Math.floor(this.beat(frame) / grid)
    return [number, number + 1, number + 2].map(number => Math.round(this.at(number * grid))).find(found => found >= frame)!
  }

  /** Where the stretch begins that a frame, or a beat, falls into. */
  #stretch(field: typeof FRAME | typeof BEAT, value: number): number {
    let at = 0
    while (at + STRETCH < METER_NUMBERS && value < this.#numbers[at + field]) at += STRETCH
    return at
  }

  /** The tempo at the end of a stretch. */
  #goal(at: number): number {
    const numbers = this.#numbers
    return numbers[at + BPM] + numbers[at + SLOPE] * (numbers[at + END] - numbers[at + FRAME])
  }
}

/** The numbers of a meter that begins with frame 0. */
export const meterNumbers = (bpm: number): number[] => Array.from({ length: STRETCHES }, () => [0, 0, bpm, 0, 0]).flat()
