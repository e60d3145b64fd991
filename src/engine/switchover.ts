/** A switchover under way: the new version in one slot is to be heard as soon as its first block is there, and the old one in the
 *  other slot is faded out. */
import { Fade } from './fade.ts'
import type { Slot } from './slot.ts'

export class Switchover {
  readonly to: Slot
  /** Told how it went: whether the new version is heard. */
  readonly done: (heard: boolean) => void
  private readonly fadeFrames: number
  private readonly block: number
  private readonly pcm: Float32Array
  private from: Slot | null = null
  private fade: Fade | null = null

  /** `fadeFrames`: length of the crossfade; `block`: frames of a block. */
  constructor(to: Slot, fadeFrames: number, block: number, done: (heard: boolean) => void) {
    this.to = to
    this.fadeFrames = fadeFrames
    this.block = block
    this.done = done
    this.pcm = new Float32Array(2 * block)
  }

  /** Whether the new version has begun to be heard. */
  get begun(): boolean {
    return this.fade !== null
  }

  /** Whether the crossfade has come to its end before block n. */
  over(n: number): boolean {
    return this.fade !== null && this.fade.over(n * this.block)
  }

  /** The crossfade begins with block n. */
  begin(from: Slot, n: number): void {
    this.from = from
    this.fade = new Fade(n * this.block, this.fadeFrames)
  }

  /** Back to before it began. */
  putOff(): void {
    this.fade = null
  }

  /** How block n is to be had, once begun: mix both; wait for the one that is missing; or the `new` version or the `old` one alone,
   *  because the other is not to be waited for, or there is nothing left to fade. */
  look(n: number, urgent: boolean): 'mix' | 'wait' | 'new' | 'old' {
    const { to } = this
    const from = this.from!
    if (this.over(n)) return 'new'
    if (to.has(n) && from.has(n)) return 'mix'
    const hopeless = (!to.has(n) && !to.worker) || (!from.has(n) && !from.worker)
    if (!urgent && !hopeless) return 'wait'
    return !to.has(n) && from.has(n) ? 'old' : 'new'
  }

  /** Both versions' block n, crossfaded, into `pcm`. */
  mix(n: number, pcm: Float32Array): void {
    this.to.read(n, pcm)
    this.from!.read(n, this.pcm)
    this.fade!.mix(this.pcm, pcm, n * this.block)
  }
}
