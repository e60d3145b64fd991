/** Cuts a sound that comes in pieces into stretches of one length, each so many frames after the one before. */

/** The samples of a stretch, by channels: one only where both sides are the same. */
export type Stretch = readonly Float64Array[]

export class Windows {
  /** Channels. */
  readonly count: number
  private readonly channels: Float64Array[]
  private readonly one: Stretch
  private readonly hop: number
  private readonly each: (stretch: Stretch) => void
  private filled = 0
  private none = true

  /** @param size frames of a stretch @param hop frames from one to the next @param each what is done with one; it is written over then */
  constructor(channels: number, size: number, hop: number, each: (stretch: Stretch) => void) {
    this.count = channels
    this.channels = Array.from({ length: channels }, () => new Float64Array(size))
    this.one = this.channels.slice(0, 1)
    this.hop = hop
    this.each = each
  }

  /** Puts silence before what comes. */
  lead(frames: number): void {
    for (const channel of this.channels) channel.fill(0, this.filled, this.filled + frames)
    this.filled += frames
  }

  /** Takes the next frames, interleaved. */
  take(pcm: Float32Array, frames: number): void {
    const { channels, count, hop } = this
    const size = channels[0].length
    for (let done = 0; done < frames;) {
      const run = Math.min(frames - done, size - this.filled)
      for (let c = 0; c < count; c++) {
        const channel = channels[c]
        for (let i = 0; i < run; i++) channel[this.filled + i] = pcm[count * (done + i) + c]
      }
      done += run
      this.filled += run
      if (this.filled < size) continue
      this.fire()
      for (const channel of channels) channel.copyWithin(0, hop)
      this.filled = size - hop
    }
  }

  /** The end: what was too short for a stretch is one with silence after it. What is left over of a longer sound is not: cut off, it
   *  would be a click. */
  end(): void {
    if (!this.none) return
    for (const channel of this.channels) channel.fill(0, this.filled)
    this.fire()
  }

  private fire(): void {
    this.none = false
    this.each(this.same() ? this.one : this.channels)
  }

  private same(): boolean {
    const [left, right] = this.channels
    return right !== undefined && left.every((x, i) => x === right[i])
  }
}
