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
      const done = frame + i / 2 - this.start
      const gain = done >= this.frames ? 1 : Math.max(0, done / this.frames)
      to[i] = between(from[i], to[i], gain)
      to[i + 1] = between(from[i + 1], to[i + 1], gain)
    }
  }
}

/** Equal samples stay as they are, to the sign of 0. */
function between(from: number, to: number, gain: number): number {
  return from === to ? to : from + (to - from) * gain
}

/** Leads from where the sound was to where it goes on, when it has to jump: what it jumps by is added to what follows, and taken
 *  back in a straight line. */
export class Bridge {
  private readonly from: readonly [number, number]
  private readonly frames: number
  private jump: readonly [number, number] | null = null
  private done = 0

  /** `from`: the last frame before the jump; `frames`: over how many it is led. */
  constructor(from: readonly [number, number], frames: number) {
    this.from = from
    this.frames = frames
  }

  get over(): boolean {
    return this.done >= this.frames
  }

  /** Changes the next block after the jump, interleaved stereo, in place. */
  lead(pcm: Float32Array): void {
    this.jump ??= [this.from[0] - pcm[0], this.from[1] - pcm[1]]
    for (let i = 0; i < pcm.length && this.done < this.frames; i += 2, this.done++) {
      const gain = 1 - this.done / this.frames
      pcm[i] += gain * this.jump[0]
      pcm[i + 1] += gain * this.jump[1]
    }
  }
}
