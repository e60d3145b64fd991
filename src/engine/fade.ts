/** A linear crossfade between two versions of a patch. The gains add up to 1, so what both play alike comes through unchanged. */
export class Fade {
  /** The frame at which it starts, and its length in frames. */
  readonly start: number
  readonly frames: number

  constructor(start: number, frames: number) {
    this.start = start
    this.frames = frames
  }

  /** Whether all of it lies before this frame. */
  over(frame: number): boolean {
    return frame >= this.start + this.frames
  }

  /** Mixes a block of `from` into the block `to`, in place; both interleaved stereo, their first sample at `frame`. */
  mix(from: Float32Array, to: Float32Array, frame: number): void {
    for (let i = 0; i < to.length; i += 2) {
      const gain = Math.min(1, (frame + i / 2 - this.start) / this.frames)
      to[i] = from[i] + (to[i] - from[i]) * gain
      to[i + 1] = from[i + 1] + (to[i + 1] - from[i + 1]) * gain
    }
  }
}
