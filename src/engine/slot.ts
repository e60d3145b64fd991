/** A slot: a permanent place for one worker, with a ring and a role. It knows which blocks it has asked its worker for and which
 *  have come. */
import { setTimeout as pause } from 'node:timers/promises'
import {
  type Event, EVENT, HEAD, MAX_EVENTS, MAX_MESSAGE, RENDER, SNAPSHOT, type State, placesOf, ringOffset, writeEvent,
} from '../slot/messages.ts'
import { RingReader } from '../slot/ring.ts'
import { firstFrom } from './events.ts'
import type { Stream } from './stream.ts'
import type { Version } from './version.ts'
import type { Worker } from './worker.ts'

export type SlotState = 'empty' | 'loading' | 'catching-up' | 'running' | 'draining'

export class Slot {
  readonly index: number
  state: SlotState = 'empty'
  worker: Worker | null = null
  version: Version | null = null
  /** What it plays; with a version. */
  stream: Stream | null = null
  /** The first block that the worker was asked for. */
  from = 0
  /** The first block that has not been asked for. */
  next = 0
  /** The first block that has not come. */
  awaited = 0
  /** When a block came last, or was asked for while none was awaited; ms. */
  progress = 0
  /** Since when it has not been in step, if it isn't, ms; and whether it was before. */
  outOfStep = 0
  wasInStep = false
  /** Processor time of the worker when it fell out of step, ms. */
  private spent = 0
  private gone: Promise<unknown> = Promise.resolve()
  private generation = 0
  private readonly ring: RingReader
  private readonly frames: number
  private readonly message = new Float64Array(MAX_MESSAGE)

  /** `shared`: the deck's shared file; `frames`: the length of a block. */
  constructor(index: number, shared: number, frames: number) {
    this.index = index
    this.frames = frames
    this.ring = new RingReader(shared, ringOffset(index, frames), frames)
  }

  /** Render time over block time, as the worker measures it. */
  get load(): number {
    return this.worker ? this.ring.load : 0
  }

  /** The faults of its kernel so far; see `faultOf`. */
  get fault(): number {
    return this.worker ? this.ring.fault : 0
  }

  /** One of the patterns that its kernel has stopped; see `stoppedOf`. */
  get stopped(): number {
    return this.worker ? this.ring.stopped : 0
  }

  /** Takes in a worker that has its kernel and lets it begin at `block`: with the state before that block, or with the kernel's
   *  first state where there is none. */
  attach(worker: Worker, version: Version, block: number, from: State | null, now: number): void {
    this.generation++
    this.worker = worker
    this.version = version
    this.from = this.next = this.awaited = block
    this.progress = now
    this.ring.load = this.ring.fault = this.ring.stopped = 0
    this.wasInStep = false
    this.fallOut(now)
    worker.attach({ do: 'attach', slot: this.index, generation: this.generation, block, frames: this.frames, from })
  }

  /** It is no longer counted on. */
  fallOut(now: number): void {
    this.state = 'catching-up'
    this.outOfStep = now
    this.spent = this.worker!.cpuTime()
  }

  /** For so many ms nobody asked it for anything. */
  excuse(ms: number): void {
    this.progress += ms
    this.outOfStep += ms
  }

  /** It plays in step. */
  fallIn(): void {
    this.state = 'running'
    this.wasInStep = true
  }

  /** Waits until it plays in step, so many ms at the most. */
  async inStep(most: number): Promise<void> {
    for (let waited = 0; this.state === 'catching-up' && waited < most; waited++) await pause(1)
  }

  /** Share of a core that the worker has used since it fell out of step; NaN where the system doesn't tell. */
  busy(now: number): number {
    return (this.worker!.cpuTime() - this.spent) / (now - this.outOfStep)
  }

  /** Ends the worker. The blocks that it finished stay in the ring. Resolves when it, and whoever was here before, is gone. */
  clear(): Promise<unknown> {
    if (this.worker) this.gone = this.worker.kill()
    this.worker = null
    this.state = 'empty'
    return this.gone
  }

  /** Sees which blocks have come. Allocates nothing. */
  poll(now: number): void {
    while (this.awaited < this.next && this.ring.has(this.awaited, this.generation)) {
      this.awaited++
      this.progress = now
    }
  }

  has(block: number): boolean {
    return block >= this.from && block < this.awaited
  }

  /** Copies the samples of a block that it has. */
  read(block: number, pcm: Float32Array): void {
    this.ring.read(block, pcm)
  }

  /** Asks for the blocks up to `end`, exclusive, or as many of them as its worker takes now. Allocates nothing. */
  request(end: number, now: number): void {
    if (this.awaited === this.next) this.progress = now
    this.worker!.flush()
    while (this.next < end && this.send(RENDER, this.next)) this.next++
  }

  /** Asks for a snapshot of the state before the block `next`. False when the worker doesn't take the request. */
  requestSnapshot(area: number): boolean {
    return this.send(SNAPSHOT + area, this.next)
  }

  private send(type: number, block: number): boolean {
    const { message } = this
    message[0] = type
    message[1] = block
    message[2] = type === RENDER ? this.encode(this.version!.events, block) : 0
    return this.worker!.write(message, HEAD + message[2] * EVENT)
  }

  /** Writes the events of a block behind the head of the message and gives their number. */
  private encode(events: readonly Event[], block: number): number {
    const start = block * this.frames
    let count = 0
    for (let i = firstFrom(events, start); i < events.length && events[i].frame < start + this.frames; i++) {
      if (count + (events[i].text === undefined ? 1 : placesOf(events[i])) > MAX_EVENTS) break
      count += writeEvent(this.message, HEAD + count * EVENT, events[i])
    }
    return count
  }
}
