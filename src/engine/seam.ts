/** Joins what doesn't fit together, so that nothing clicks: a sound that jumps, one that ends, one that begins again. */
import { Bridge, Fade } from './fade.ts'

/** Length of the ramp over which a jump is made, or the sound let go; s. */
const BRIDGE = 0.005
/** Over how long it comes in again after a silence, s. */
const RISE = 0.01

export class Seam {
  /** Whether there was anything to play yet, and whether there is nothing now. */
  began = false
  silent = false
  /** How often the sound has been led over so far. */
  jumps = 0
  private readonly rate: number
  private readonly nothing: Float32Array
  private readonly last: [number, number] = [0, 0]
  private bridge: Bridge | null = null
  private rise: Fade | null = null

  /** `rate`: sample rate in Hz; `block`: frames of a block. */
  constructor(rate: number, block: number) {
    this.rate = rate
    this.nothing = new Float32Array(2 * block)
  }

  /** Whether it changes nothing. */
  get atRest(): boolean {
    return this.bridge === null && this.rise === null
  }

  /** What sounds goes on somewhere else with the next block. */
  jump(): void {
    if (!this.began || this.silent) return
    this.jumps++
    this.bridge = new Bridge([this.last[0], this.last[1]], Math.ceil(BRIDGE * this.rate))
  }

  /** Changes a block that was found, interleaved stereo, its first sample at `frame`, in place. Allocates nothing while all fits. */
  sound(pcm: Float32Array, frame: number): void {
    if (this.silent) this.rise = new Fade(frame, Math.ceil(RISE * this.rate))
    this.began = true
    this.silent = false
    this.rise?.mix(this.nothing, pcm, frame)
    if (this.rise?.over(frame)) this.rise = null
    this.pass(pcm)
  }

  /** Makes a block of which there is nothing: the sound is let go. */
  silence(pcm: Float32Array): void {
    pcm.fill(0)
    this.jump()
    this.silent = true
    this.pass(pcm)
  }

  private pass(pcm: Float32Array): void {
    this.bridge?.lead(pcm)
    if (this.bridge?.over) this.bridge = null
    this.last[0] = pcm[pcm.length - 2]
    this.last[1] = pcm[pcm.length - 1]
  }
}
