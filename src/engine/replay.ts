/** Renders a take again from its log: the same streams, told the same at the same frames, joined and mastered in the same way. No player
 *  code runs: the kernels are in the log. */
import { carry } from '../kernel/carry.ts'
import { Instance } from '../kernel/instance.ts'
import { render } from '../patch/render.ts'
import type { Event } from '../slot/messages.ts'
import { Curtain } from './curtain.ts'
import type { HeardEntry, StreamEntry } from './entry.ts'
import { firstFrom } from './events.ts'
import { Fade } from './fade.ts'
import { Master } from './master.ts'
import { remember } from './memory.ts'
import { Seam } from './seam.ts'
import type { Take } from './take.ts'
import { addTone } from './tone.ts'

export class Replay {
  private readonly take: Take
  private readonly playing = new Map<number, Instance>()
  /** The block before which a stream need not be played any more, by its number. */
  private readonly needed: Map<number, number>
  private readonly pcm: Float32Array
  private readonly other: Float32Array
  private readonly seam: Seam
  private readonly master: Master
  private readonly curtain: Curtain
  private tone: number

  /** `take`: whose samples are in the store. */
  constructor(take: Take) {
    const { head: { rate, block }, start } = take
    this.take = take
    this.needed = neededUntil(take)
    this.pcm = new Float32Array(2 * block)
    this.other = new Float32Array(2 * block)
    this.seam = new Seam(rate, block)
    this.master = new Master(rate)
    this.curtain = new Curtain(rate)
    this.tone = start.tone ?? -Infinity
    const { seam, master, curtain } = this
    remember({ seam, master, curtain }, start.memory)
  }

  /** Yields the take, interleaved stereo, a block at a time; each is a view that the next one overwrites. */
  *render(): Generator<Float32Array> {
    const { take, pcm, master, curtain } = this
    const { head: { block, rate }, start, end } = take
    let left = take.frames ?? Infinity
    let way: HeardEntry | undefined
    for (let n = take.first; n < end && left > 0; n++) {
      const heard = take.heard.get(n)
      way = heard ?? way
      this.begin(n)
      for (const [number, instance] of this.playing) this.play(number, instance, n)
      if (n < start.block) continue
      this.mix(n, way)
      if (way?.stream == null) this.seam.silence(pcm)
      else {
        if (heard?.jump) this.seam.jump()
        this.seam.sound(pcm, n * block)
      }
      this.tone = take.tones.get(n) ?? this.tone
      curtain.closed = take.curtains.get(n) ?? curtain.closed
      addTone(pcm, block, n * block, this.tone, rate)
      const frames = Math.min(left, master.process(pcm, block))
      curtain.process(pcm, frames)
      left -= frames
      yield pcm.subarray(0, 2 * frames)
    }
  }

  /** The streams that begin with block n begin, and those that are not needed any more end. */
  private begin(n: number): void {
    const { take, playing, needed } = this
    for (const entry of take.streams.get(n) ?? []) {
      if ((needed.get(entry.stream) ?? 0) > n) playing.set(entry.stream, this.instance(entry))
    }
    for (const number of playing.keys()) if (needed.get(number)! <= n) playing.delete(number)
  }

  private instance({ version, block, from, state }: StreamEntry): Instance {
    const { versions, head, streamVersions } = this.take
    const { kernel } = versions.get(version)!
    const instance = new Instance(kernel)
    if (state) instance.state.set(state)
    else if (from === undefined) instance.frame = block * head.block
    else carry(versions.get(streamVersions.get(from)!)!.kernel.layout, this.playing.get(from)!.state.slice(), instance)
    return instance
  }

  /** Renders block n of a stream into its output. */
  private play(number: number, instance: Instance, n: number): void {
    const { head: { block }, events } = this.take
    const all = events.get(number) ?? []
    const from = firstFrom(all, n * block)
    let end = from
    while (end < all.length && all[end].frame < (n + 1) * block) end++
    render(instance, block, block, all.slice(from, end) as Event[]).next()
  }

  /** Puts what is heard of block n into `pcm`. */
  private mix(n: number, way: HeardEntry | undefined): void {
    const { pcm, other, take: { head: { block } } } = this
    if (way?.stream == null) return
    pcm.set(this.outputOf(way.stream))
    if (way.over === undefined || !way.fade) return
    other.set(this.outputOf(way.over))
    new Fade(way.fade.start, way.fade.frames).mix(other, pcm, n * block)
  }

  private outputOf(stream: number): Float32Array {
    return this.playing.get(stream)!.output.subarray(0, this.pcm.length)
  }
}

/** For each stream the first block that it is not needed for: where it is not heard any more, nor does another one go on from it. */
function neededUntil({ heard, streams, end }: Take): Map<number, number> {
  const needed = new Map<number, number>()
  const need = (stream: number | null | undefined, until: number): void => {
    if (stream != null) needed.set(stream, Math.max(until, needed.get(stream) ?? 0))
  }
  const ways = [...heard.values()].sort((a, b) => a.block - b.block)
  ways.forEach(({ stream, over }, i) => {
    const until = ways[i + 1]?.block ?? end
    need(stream, until)
    need(over, until)
  })
  // Who goes on from another comes after it.
  const all = [...streams.values()].flat().sort((a, b) => b.stream - a.stream)
  for (const { stream, from, block } of all) if (needed.has(stream) && from !== undefined) need(from, block + 1)
  return needed
}
