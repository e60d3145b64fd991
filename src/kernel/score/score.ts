/** The score: all patterns that play in a kernel, from musical time to changes at their exact frames. */
import { Pattern, type Tree } from '../../pattern/index.ts'
import type { Layout } from '../kernel.ts'
import type { Meter } from '../meter.ts'
import { type Playable, playable } from './keys.ts'
import { Lane, type Target } from './lane.ts'
import { type Laid, type Overlay, SILENCE } from './overlay.ts'

/** So much ahead of what is rendered the events are known where there is time for it, s: one lane at a time, so that no block has to
 *  wait for all of them. */
const AHEAD = 0.25
/** Frames that must be known ahead: what opens again closes a frame before. */
const LEAST = 2

/** A pattern and what it plays. */
interface Playing { one: Playable, tree: Tree, lane: Lane }

export class Score {
  readonly #layout: Layout
  readonly #meter: Meter
  readonly #overlay: Overlay
  readonly #targets: ReadonlyMap<string, Playable & { target: Target }>
  #laid: Laid[] = []
  #lanes: Playing[] = []
  /** The changes of the overlay that are known. */
  #changes = NaN
  /** The lane that is looked at next when there is time. */
  #turn = 0
  /** The frame that is expected next: any other one means that the state was taken from somewhere else. */
  #frame = NaN

  /** `target`: what moves what a pattern plays. */
  constructor(layout: Layout, meter: Meter, overlay: Overlay, target: (one: Playable) => Target) {
    this.#layout = layout
    this.#meter = meter
    this.#overlay = overlay
    this.#targets = new Map(playable(layout).map(one => [one.key, { ...one, target: target(one) }]))
  }

  /** The state is another: what is known beside it is found anew. */
  forget(): void {
    this.#frame = NaN
  }

  /** The tempo is another from this frame on. */
  retime(frame: number): void {
    this.#know(frame)
    for (const { lane } of this.#lanes) lane.begin(frame, true)
    this.#frame = frame
  }

  /** Lays a pattern over what plays from the frame after this one on; null takes away what was laid over. */
  lay(key: string, tree: Tree | null, frame: number): void {
    this.#know(frame)
    const others = this.#laid.filter(laid => laid.key !== key)
    const laid = tree === null ? others : [...others, { key, tree, from: frame + 1 }]
    if (!this.#overlay.write(laid)) return
    for (const { one, lane } of this.#lanes) if (one.key === key) lane.finish(frame)
    this.#take(laid, frame + 1, key)
  }

  /** Does what is to be done at a frame; gives the next one at which something is, `end` at the latest. */
  play(frame: number, end: number): number {
    this.#know(frame)
    for (let i = 0; i < this.#lanes.length; i++) {
      const { lane } = this.#lanes[i]
      while (lane.known < end + LEAST) lane.read()
      // From its first lane on, as others have come.
      if (lane.fails <= frame) i = this.#stop(this.#lanes[i], frame)
      else if (lane.next <= frame) lane.move(frame)
    }
    let next = end
    for (let i = 0; i < this.#lanes.length; i++) if (this.#lanes[i].lane.next < next) next = this.#lanes[i].lane.next
    this.#frame = next
    return next
  }

  /** Looks ahead in one lane. */
  lookAhead(frame: number): void {
    const count = this.#lanes.length
    if (count === 0) return
    this.#turn = (this.#turn + 1) % count
    const { lane } = this.#lanes[this.#turn]
    if (lane.known < frame + AHEAD * this.#layout.rate) lane.read()
  }

  /** Sees whether it still is where it was. */
  #know(frame: number): void {
    const isElsewhere = frame !== this.#frame
    if (!isElsewhere && this.#overlay.changes === this.#changes) return
    this.#take(this.#overlay.read(), frame)
    this.#frame = frame
  }

  /** Plays what there is from a frame on; `only`: what of it is new, if not all. */
  #take(laid: Laid[], frame: number, only?: string): void {
    const before = this.#lanes
    this.#laid = laid
    this.#changes = this.#overlay.changes
    const all = new Map([...this.#targets.values()].flatMap(({ key, tree }) => tree ? [[key, { tree, from: 0 }] as [string, Omit<Laid, 'key'>]] : []))
    for (const { key, ...pattern } of laid) if (this.#targets.has(key)) all.set(key, pattern)
    const { metre, rate } = this.#layout
    this.#lanes = []
    for (const [key, { tree, from }] of all) {
      const same = only !== undefined && only !== key ? before.find(({ one }) => one.key === key) : undefined
      if (same !== undefined) {
        this.#lanes.push(same)
        continue
      }
      const { target, ...one } = this.#targets.get(key)!
      const lane = new Lane(Pattern.fromJSON(tree), target, this.#meter, metre, rate, from)
      lane.begin(frame, false)
      this.#lanes.push({ one, tree, lane })
    }
  }

  /** A pattern can't be played: what was there before it plays from this frame on, or else nothing. Gives the place before the first
   *  lane: all are to be looked at again. */
  #stop({ one: { key, param }, tree, lane }: Playing, frame: number): number {
    const overlay = this.#overlay
    lane.finish(frame)
    const isLaid = this.#laid.some(laid => laid.key === key && laid.tree === tree)
    const others = this.#laid.filter(laid => laid.key !== key)
    overlay.stop(param)
    const laid = isLaid ? others : [...others, { key, tree: SILENCE, from: frame }]
    overlay.write(laid)
    this.#take(laid, frame, key)
    return -1
  }
}
