/** Musical time: which beat falls on which frame. The tempo may change at any frame; the beats go on from there. */
export class Meter {
  bpm: number
  private readonly rate: number
  /** A frame and the beat that falls on it: all others follow by the tempo. */
  private from = { frame: 0, beat: 0 }

  /** `rate`: frames per second; `bpm`: beats per minute. */
  constructor(rate: number, bpm: number) {
    this.rate = rate
    this.bpm = bpm
  }

  private get framesPerBeat(): number {
    return 60 * this.rate / this.bpm
  }

  /** The beat at a frame, counted from 0, with its fraction. */
  beat(frame: number): number {
    return this.from.beat + (frame - this.from.frame) / this.framesPerBeat
  }

  /** From this frame on the tempo is another. `beat`: where it is not the one that falls on it anyway. */
  change(bpm: number, frame: number, beat = this.beat(frame)): void {
    this.from = { frame, beat }
    this.bpm = bpm
  }

  /** The first frame, this one or later, on which a multiple of `grid` beats falls: rounded to the nearest frame. A grid of 0 has
   *  every frame. */
  next(grid: number, frame: number): number {
    if (grid === 0) return frame
    const point = (number: number): number => Math.round(this.from.frame + (number * grid - this.from.beat) * this.framesPerBeat)
    const number = Math.floor(this.beat(frame) / grid)
    return [number, number + 1, number + 2].map(point).find(found => found >= frame)!
  }
}
