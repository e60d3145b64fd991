/** A switchover under way: the new version in one slot is to be heard as soon as its time has come and its first block is there,
 *  and the old one in the other slot is faded out. */
import { Fade } from './fade.ts'
import type { Slot } from './slot.ts'

/** The first frame, a given one or later, at which a switchover may begin. */
export type Point = (frame: number) => number

export class Switchover {
  readonly to: Slot
  /** Told how it went: whether the new version is heard. */
  readonly done: (heard: boolean) => void
  private readonly begins: () => void
  private readonly fadeFrames: number
  private readonly block: number
  private readonly pcm: Float32Array
  private readonly point: Point
  /** The slot that is faded out, and how; once begun. */
  from: Slot | null = null
  fade: Fade | null = null
  /** The frame at which it is to begin. */
  private start = -1

  /** `point`: when it may begin; `fadeFrames`: length of the crossfade; `block`: frames of a block; `begins`: called when it begins,
   *  again after it was put off. */
  constructor(to: Slot, point: Point, fadeFrames: number, block: number, begins: () => void, done: (heard: boolean) => void) {
    this.to = to
    this.point = point
    this.fadeFrames = fadeFrames
    this.block = block
    this.begins = begins
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

  /** Whether it is to begin in block n, and can. A point that was missed is waited for again. */
  isDue(n: number): boolean {
    const first = n * this.block
    if (this.start < first) this.start = this.point(first)
    return this.start < first + this.block && this.to.has(n)
  }

  /** The crossfade begins. Gives the frame. */
  begin(from: Slot): number {
    this.from = from
    this.fade = new Fade(this.start, this.fadeFrames)
    this.begins()
    return this.start
  }

  /** When it is to begin is worked out anew. */
  retime(): void {
    this.start = -1
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
