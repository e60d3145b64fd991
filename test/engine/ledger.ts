/** What an engine did, block by block, and what must therefore be heard: the offline renders of the versions that played, event
 *  for event, pieced together. Where the sound changed hands between versions, or was gone, a fade is allowed; nowhere else. */
import * as assert from 'uvu/assert'
import type { Deck } from '../../src/engine/deck.ts'
import type { Slot } from '../../src/engine/slot.ts'
import { type Version, fileValues } from '../../src/engine/version.ts'
import { carry } from '../../src/kernel/carry.ts'
import { Instance } from '../../src/kernel/instance.ts'
import { type Event, render } from '../../src/patch/render.ts'
import type { State } from '../../src/slot/messages.ts'
import { BLOCK, FADE, RATE, largestStep } from './stage.ts'

/** Frames of the ramp over which a jump is led, and the sound let go; and of the one over which it comes in again. */
const BRIDGE = 0.005 * RATE
const RISE = 0.01 * RATE
/** Blocks that are heard in a fade from a change of hands on: the crossfade, and a ramp where it ended early. */
const CHANGE = Math.ceil((FADE * RATE / 1000 + BRIDGE) / BLOCK) + 1
/** The same after a silence, of any length. */
const RETURN = Math.ceil(RISE / BLOCK) + 1
/** How steeply ramps may add to the slopes of what they join: at the most two at once, each from twice the peak to its opposite. */
const RAMPS = 2 * 4 / BRIDGE

/** A version from one of its starts on: it goes on from the state of another life, or starts again, from the values as they are
 *  set. `turned`: then, parameters that had been set to another value than the file's. */
interface Life { version: Version, start: number, from: Life | null, turned: number[] }

export class Ledger {
  readonly lives: Life[] = []
  /** Blocks of silence; blocks that were compared bit by bit, and those of them in which there was anything to hear. */
  silent = 0
  exact = 0
  sounding = 0
  private readonly deck: Deck
  private readonly inSlot = new Map<Slot, Life>()
  /** By block, from the first one that was noted on: the life that was heard; null in a silence. */
  private readonly heard: (Life | null)[] = []
  private readonly first: number
  private readonly lostBefore: number
  private readonly events = new Map<Version, Event[]>()
  /** Numbers of versions that began afresh although there was a snapshot of them. */
  private readonly wasted: number[] = []

  /** From now on all that the deck does is noted. It plays its first version in both slots. */
  constructor(deck: Deck) {
    this.deck = deck
    this.first = deck.position + 1
    this.lostBefore = deck.framesLost
    const life = { version: deck.current!, start: 0, from: null, turned: [] }
    this.lives.push(life)
    for (const slot of deck.slots) {
      this.inSlot.set(slot, life)
      const attach = slot.attach.bind(slot)
      slot.attach = (worker, version, block, state, now) => {
        if (state === null && deck.snapshots.of(version)) this.wasted.push(version.number)
        this.inSlot.set(slot, this.lifeFrom(version, block, state))
        attach(worker, version, block, state, now)
      }
    }
    const take = deck.take.bind(deck)
    deck.take = (n, pcm, urgent, over) => {
      const lost = deck.framesLost
      const taken = take(n, pcm, urgent, over)
      if (taken) this.heard[n - this.first] = deck.framesLost > lost ? null : this.source(n)
      return taken
    }
  }

  /** Keeps the events of every version before the engine forgets them. To be called once in ten seconds of music at the least. */
  keep(): void {
    for (const { version } of this.lives) {
      const now = version.events
      const earlier = (this.events.get(version) ?? []).filter(({ frame }) => now.length === 0 || frame < now[0].frame)
      this.events.set(version, [...earlier, ...now])
    }
  }

  /** Compares all that was heard with what must have been heard. */
  check(samples: readonly number[]): void {
    this.keep()
    assert.equal(this.wasted, [], 'a version begins afresh only where there is no snapshot of it')
    const blocks = Math.min(this.first + this.heard.length, Math.floor(samples.length / 2 / BLOCK))
    const renders = new Map(this.lives.map(life => [life, this.render(life, blocks)]))
    let calmFrom = this.first
    for (let n = this.first; n < blocks; n++) {
      const life = this.at(n)
      if (n > this.first && life !== this.at(n - 1)) calmFrom = n + (this.at(n - 1) === null ? RETURN : CHANGE)
      if (life === null) this.silent++
      if (life !== null && n >= calmFrom) this.compare(samples, n, life, renders.get(life)!)
    }
    for (const { version, start, turned } of this.lives) {
      const atStart = this.events.get(version)!.filter(({ frame }) => frame === start * BLOCK)
      assert.ok(turned.every(param => atStart.some(event => event.param === param)), 'a version that starts again has what was set')
    }
    assert.is(this.deck.framesLost - this.lostBefore, this.heard.filter(life => life === null).length * BLOCK, 'every silence is counted')
    const steepest = [...renders.values()].map(render => largestStep([...render]) + RAMPS * peak(render))
    const step = largestStep(samples)
    assert.ok(samples.every(Number.isFinite), 'numbers that are no sound')
    assert.ok(step <= Math.max(...steepest), `a step of ${step}, more than ${Math.max(...steepest)}`)
  }

  private at(n: number): Life | null {
    return this.heard[n - this.first]
  }

  /** Which life a block came from, or came in with. */
  private source(n: number): Life {
    const active = this.deck.slots[this.deck.active]
    return this.inSlot.get(active.has(n) ? active : this.deck.standby())!
  }

  /** A worker with a state of its own version goes on with a life, any other begins one. */
  private lifeFrom(version: Version, block: number, state: State | null): Life {
    const source = state?.layout ?? version.kernel.layout
    const from = state ? this.lives.findLast(life => life.version.kernel.layout === source && life.start <= block) : undefined
    assert.ok(from || !state, 'a state is of something that played')
    if (from?.version === version) return from
    const file = fileValues(version.kernel)
    const turned = from ? [] : [...file.keys()].filter(param => version.values[param] !== file[param])
    this.lives.push({ version, start: block, from: from ?? null, turned })
    return this.lives.at(-1)!
  }

  /** From its start on, not from frame 0: at which frames a kernel lets go of what has died away depends on the absolute frame. */
  private render(life: Life, blocks: number): Float32Array {
    const samples = new Float32Array(Math.max(0, blocks - life.start) * 2 * BLOCK)
    let at = 0
    for (const block of this.play(life, this.begin(life), blocks)) {
      samples.set(block, at)
      at += block.length
    }
    return samples
  }

  /** An instance as it was when a life began. */
  private begin({ version, start, from }: Life): Instance {
    const instance = new Instance(version.kernel)
    instance.frame = start * BLOCK
    if (!from) return instance
    const before = this.begin(from)
    for (const _ of this.play(from, before, start)) { /* unheard */ }
    carry(before.layout, before.state, instance)
    return instance
  }

  /** Plays a life up to a block. */
  private play({ version, start }: Life, instance: Instance, end: number): Iterable<Float32Array> {
    const events = this.events.get(version)!.filter(({ frame }) => frame >= start * BLOCK)
    return render(instance, Math.max(0, end - start) * BLOCK, BLOCK, events)
  }

  private compare(samples: readonly number[], n: number, { version, start }: Life, render: Float32Array): void {
    const at = 2 * BLOCK * (n - start)
    let sounds = false
    for (let i = 0; i < 2 * BLOCK; i++) {
      const sample = samples[2 * BLOCK * n + i]
      if (!Object.is(sample, render[at + i])) {
        const where = `version ${version.number}, begun at block ${start}`
        assert.unreachable(`block ${n}, sample ${i} is ${sample}, and ${render[at + i]} in the offline render (${where}; ${this.story(n)})`)
      }
      sounds ||= Math.abs(sample) > 0.01
    }
    this.exact++
    if (sounds) this.sounding++
  }

  /** Who was heard up to block n and a little longer, for an error. */
  private story(n: number): string {
    const name = (life: Life | null): string => life === null ? 'silence' : `${life.version.number} (begun at ${life.start})`
    const changes = this.heard.flatMap((life, i) => i === 0 || life !== this.heard[i - 1] ? [`${i + this.first}: ${name(life)}`] : [])
    return `heard from block ${changes.join(', ')}; asked about ${n}`
  }
}

function peak(samples: Float32Array): number {
  return samples.reduce((most, sample) => Math.max(most, Math.abs(sample)), 0)
}
