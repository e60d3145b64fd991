/** The curtain: at the very end of the engine, it closes over the sound at once and opens again on what has played on behind it. */
const RAMP_SECONDS = 0.005

export class Curtain {
  closed = false
  private readonly step: number
  private gain = 1

  /** `rate`: in Hz. */
  constructor(rate: number) {
    this.step = 1 / (RAMP_SECONDS * rate)
  }

  /** Changes the next frames, interleaved stereo, in place; leaves them as they are while it is open. Allocates nothing. */
  process(pcm: Float32Array, frames: number): void {
    if (!this.closed && this.gain === 1) return
    for (let i = 0; i < 2 * frames; i += 2) {
      this.gain = this.closed ? Math.max(0, this.gain - this.step) : Math.min(1, this.gain + this.step)
      pcm[i] *= this.gain
      pcm[i + 1] *= this.gain
    }
  }
}
