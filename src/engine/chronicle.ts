/** The chronicle of a take: what the workers are told, and what is heard of them, as it happens, so that the take can be rendered again.
 *  It follows the streams from the states that they have when it opens; the engine and the deck call it where samples come about, and
 *  nowhere else. What it costs a block while nothing happens are some comparisons. */
import { setTimeout as pause } from 'node:timers/promises'
import type { Happening } from './command.ts'
import type { Engine } from './engine.ts'
import type { Entry, HeardEntry, TakeEntry } from './entry.ts'
import { firstFrom } from './events.ts'
import { memoryOf } from './memory.ts'
import type { TakeLog } from './recording.ts'
import type { Slot } from './slot.ts'
import type { Snapshot } from './snapshot.ts'
import type { Stream } from './stream.ts'

/** A state in the deck's shared file. */
export interface StatePlace { area: number, block: number, bytes: number }

/** Writes entries to a file, beside the music. */
export interface LogWriter {
  /** Called when it can't go on, and why. */
  failed: (why: string) => void
  /** Takes the next entry. Never waits, never throws. */
  write(entry: Entry): void
  /** The same, with a state that lies in the deck's shared file. `read`: told whether it was still there. */
  writeState(entry: Entry, place: StatePlace, read: (isThere: boolean) => void): void
  /** Resolves when all is written. Errors: rejects when it can't be. */
  close(): Promise<void>
}

/** How often it is said how far the take has come, s. */
const MARK_EVERY = 0.1
/** How often a worker is asked for its state, and the pause between, ms. */
const TRIES = 20
const AGAIN = 5

export class Chronicle implements TakeLog {
  private readonly engine: Engine
  private readonly writer: LogWriter
  private readonly failed: (why: string) => void
  private why = ''
  /** States that the writer has not read yet; one more while there are more to come. */
  private unread = 1
  /** Of each stream, by its number, for a stream holds its kernel: the block with which it begins here, and the first one whose events
   *  are not written yet. The numbers of the versions that are written. */
  private readonly first = new Map<number, number>()
  private readonly told = new Map<number, number>()
  private readonly versions = new Set<number>()
  /** The number of the last state that stands for itself. */
  private before = 0
  /** The block with which the take begins; none before that. */
  private start = Infinity
  /** What was heard last. */
  private stream: Stream | null | undefined
  private over: Stream | null = null
  private fadeStart = 0
  private jumps = 0
  private tone = -Infinity
  private closed = false
  private marked = 0

  private constructor(engine: Engine, writer: LogWriter, failed: (why: string) => void) {
    this.engine = engine
    this.writer = writer
    this.failed = failed
    writer.failed = why => this.fail(why)
  }

  /** Opens one, with all that is to be known of what plays already. Resolves when the take can begin, in the same turn.
   *  `failed`: called when it can't go on. Errors: rejects when it can't be had. */
  static async open(engine: Engine, writer: LogWriter, head: TakeEntry, failed: (why: string) => void): Promise<Chronicle> {
    const chronicle = new Chronicle(engine, writer, failed)
    writer.write(head)
    engine.deck.chronicle = chronicle
    try {
      await chronicle.meet()
      if (chronicle.why !== '') throw new Error(chronicle.why)
      return chronicle
    } catch (error) {
      chronicle.leave()
      writer.close().catch(() => { /* why is known */ })
      throw error
    }
  }

  /** The take begins with the next block. */
  begin(): void {
    const { engine, writer } = this
    const { deck: { seam }, master, curtain, toneStart } = engine
    this.start = engine.position
    this.jumps = seam.jumps
    this.tone = toneStart
    this.closed = curtain.closed
    const tone = toneStart > -Infinity ? toneStart : null
    writer.write({ is: 'start', block: this.start, memory: memoryOf({ seam, master, curtain }), tone })
  }

  async end(frames: number): Promise<void> {
    this.leave()
    this.writer.write({ is: 'end', frames })
    await this.writer.close()
  }

  /** A stream begins in a slot, or a replica goes on with it. */
  seated(stream: Stream, snapshot: Snapshot | null): void {
    if (this.first.has(stream.number)) return
    const from = snapshot?.stream
    if (!snapshot || !from) return this.meets(stream, stream.block)
    if (from === stream) return this.meetsState(stream, snapshot)
    let { number } = from
    if (!(this.first.get(number)! <= snapshot.block)) {
      // A state of before the take, of which nobody knows what it was told since: it stands for itself.
      number = --this.before
      this.meetsState({ ...from, number }, snapshot)
    }
    this.meets(stream, snapshot.block, number)
  }

  /** A slot was asked for blocks. Allocates nothing while there are no events. */
  asked({ stream, version, next }: Slot): void {
    const from = this.told.get(stream!.number)
    if (from === undefined || next <= from) return
    this.told.set(stream!.number, next)
    const { block } = this.engine
    const { events } = version!
    for (let i = firstFrom(events, from * block); i < events.length && events[i].frame < next * block; i++) {
      this.writer.write({ is: 'event', stream: stream!.number, seconds: this.seconds(events[i].frame / block), ...events[i] })
    }
  }

  /** Block n is heard. Allocates nothing while it is heard as the one before. */
  heard(n: number): void {
    if (n < this.start) return
    const { engine: { deck: { way, seam }, curtain, toneStart, rate, block }, writer } = this
    const { stream, over, fade } = way
    const jumps = seam.jumps !== this.jumps
    if (stream !== this.stream || over !== this.over || jumps || (fade && fade.start !== this.fadeStart)) {
      const entry: HeardEntry = { is: 'heard', block: n, stream: stream && stream.number }
      if (over && fade) Object.assign(entry, { over: over.number, fade: { start: fade.start, frames: fade.frames } })
      if (jumps) entry.jump = true
      writer.write(entry)
      this.stream = stream
      this.over = over
      this.fadeStart = fade?.start ?? 0
      this.jumps = seam.jumps
    }
    if (toneStart !== this.tone) writer.write({ is: 'tone', block: n, start: this.tone = toneStart })
    if (curtain.closed !== this.closed) writer.write({ is: 'curtain', block: n, closed: this.closed = curtain.closed })
    if ((n - this.marked) * block < MARK_EVERY * rate) return
    this.marked = n
    writer.write({ is: 'mark', block: n })
  }

  /** The player is told something. */
  news(news: Happening): void {
    if (this.start === Infinity) return
    const { position } = this.engine
    this.writer.write({ is: 'news', block: position, seconds: this.seconds(position), news })
  }

  fail(why: string): void {
    if (this.engine.deck.chronicle !== this) return
    this.why = why
    this.leave()
    this.writer.close().catch(() => { /* why is known */ })
    this.failed(why)
  }

  private leave(): void {
    if (this.engine.deck.chronicle === this) this.engine.deck.chronicle = null
  }

  /** Meets what is in the slots, and waits until nothing is led over and all states lie behind. */
  private async meet(): Promise<void> {
    const { deck } = this.engine
    const { seam } = deck
    for (let tries = 0; ; tries++) {
      const slot = deck.slots.find(({ worker, stream }) => worker && stream && !this.first.has(stream.number))
      if (!slot) break
      const { stream } = slot
      const snapshot = await deck.snapshots.takeForLog(slot)
      if (snapshot) this.meetsState(stream!, snapshot)
      else if (tries === TRIES) throw new Error('there is no room in shared memory for the state of what plays')
      else await pause(AGAIN)
    }
    this.read()
    const behind = (): boolean => [...this.first.values()].every(block => block <= this.engine.position)
    while (!seam.atRest || !behind()) await pause(1)
  }

  /** Meets a stream with a state that it has. */
  private meetsState(stream: Stream, { area, block }: Snapshot): void {
    this.knows(stream, block)
    const { number, version } = stream
    const place = { area, block, bytes: version.kernel.layout.stateBytes }
    this.unread++
    this.writer.writeState({ is: 'stream', stream: number, version: version.number, block }, place, isThere => {
      if (!isThere) this.fail('a state that it needs was gone before it was read')
      this.read()
    })
  }

  /** When all states are read their memory is given back. */
  private read(): void {
    if (--this.unread === 0) this.engine.deck.release()
  }

  /** Meets a stream that begins with a block, afresh or with the state that another one has there. */
  private meets(stream: Stream, block: number, from?: number): void {
    this.knows(stream, block)
    this.writer.write({ is: 'stream', stream: stream.number, version: stream.version.number, block, ...from !== undefined && { from } })
  }

  private knows(stream: Stream, block: number): void {
    const { number: id, version: { number, name, path, texts, kernel } } = stream
    this.first.set(id, block)
    this.told.set(id, Math.max(block, this.told.get(id) ?? 0))
    if (this.versions.has(number)) return
    this.versions.add(number)
    this.writer.write({ is: 'version', version: number, name, path, texts, kernel })
  }

  /** Seconds into the take, for who reads it. */
  private seconds(block: number): number {
    const { rate, block: frames } = this.engine
    return this.start === Infinity ? 0 : Math.round((block - this.start) * frames / rate * 1e4) / 1e4
  }
}
