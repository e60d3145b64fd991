/** What the player has laid over the patterns of the patch file while it plays: part of a kernel's state, so that it is in a snapshot. */
import type { Tree } from '../../pattern/index.ts'
import type { Layout } from '../kernel.ts'
import { playable } from './keys.ts'

/** Bytes of it: a head of numbers, then text. */
export const OVERLAY_BYTES = 16_384
const HEAD = { changes: 0, bytes: 1, stopped: 2, lately: 3, length: 12 }
/** Of so many patterns that were stopped it is known which, each for so many blocks in turn: nobody who looks now and then misses one. */
const LATELY = HEAD.length - HEAD.lately
const SHOWN = 8
/** See stopped(). */
const STOPPED = 2 ** 20
const TEXT = HEAD.length * 8

/** A pattern and what it plays, 'hats.gate' or 'lead', from which frame on. Of several for one the last counts. */
export interface Laid { key: string, tree: Tree, from: number }

/** How a pattern is said to be laid, or to be taken away; `values`: those that an input then has, that of all voices first. */
export interface LaidText { key: string, tree: Tree | null, values?: number[] }

/** As it is told. */
export const laidText = (key: string, tree: Tree | null, values?: number[]): string => JSON.stringify({ key, tree, values } satisfies LaidText)

/** What of a layout was stopped, and the how many-th it was; null where none was. */
export function stoppedOf(layout: Layout, stopped: number): { times: number, key: string } | null {
  if (stopped === 0) return null
  const param = stopped % STOPPED
  return { times: Math.floor(stopped / STOPPED), key: playable(layout).find(one => one.param === param)?.key ?? '?' }
}

/** What stands for a pattern that can't be played. */
export const SILENCE: Tree = ['silence']

export class Overlay {
  readonly #head: Float64Array
  readonly #text: Uint8Array

  constructor(buffer: ArrayBufferLike, offset: number) {
    this.#head = new Float64Array(buffer, offset, HEAD.length)
    this.#text = new Uint8Array(buffer, offset + TEXT, OVERLAY_BYTES - TEXT)
  }

  /** Goes up with each change. */
  get changes(): number { return this.#head[HEAD.changes] }

  /** What a pattern played that was stopped, one of the last ones, another one some blocks later: the how many-th it was, times 2²⁰, and
   *  its parameter; 0 where none was. See stoppedOf. */
  stopped(block: number): number {
    const count = Math.min(this.#head[HEAD.stopped], LATELY)
    return count === 0 ? 0 : this.#head[HEAD.lately + Math.floor(block / SHOWN) % count]
  }

  /** One more was stopped. */
  stop(param: number): void {
    const times = ++this.#head[HEAD.stopped]
    this.#head[HEAD.lately + (times - 1) % LATELY] = times * STOPPED + param
  }

  /** From here on they are counted anew. */
  forgetStopped(): void {
    this.#head[HEAD.stopped] = 0
  }

  read(): Laid[] {
    const bytes = this.#head[HEAD.bytes]
    return bytes === 0 ? [] : JSON.parse(Buffer.from(this.#text.buffer, this.#text.byteOffset, bytes).toString())
  }

  /** Gives whether there is room for it. */
  write(laid: readonly Laid[]): boolean {
    const text = Buffer.from(JSON.stringify(laid))
    if (text.length > this.#text.length) return false
    this.#text.set(text)
    this.#head[HEAD.bytes] = laid.length === 0 ? 0 : text.length
    this.#head[HEAD.changes]++
    return true
  }
}
