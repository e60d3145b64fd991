/** Brings new versions in: a patch file is loaded and proven unheard, waits for its beat, and comes in through the standby slot. What
 *  was asked for last counts, and takes the place of whatever is still on its way. */
import { setTimeout as pause } from 'node:timers/promises'
import { PatchError } from '../patch/error.ts'
import type { Settings } from '../patch/patch.ts'
import { gridOf, type Quantise } from '../patch/quantise.ts'
import type { Played } from './archive.ts'
import { Attempt } from './attempt.ts'
import type { Happening } from './command.ts'
import { contents } from './contents.ts'
import type { Deck } from './deck.ts'
import type { Meter } from '../kernel/meter.ts'
import type { Quarantine } from './quarantine.ts'
import * as reports from './reports.ts'
import type { Reserve } from './reserve.ts'
import type { Seats } from './seats.ts'
import type { Slot } from './slot.ts'
import type { Snapshot } from './snapshot.ts'
import { changeWith, tempo } from './tempo.ts'
import { tryOut } from './tryout.ts'
import { type Version, fileValues, inherit } from './version.ts'
import type { Worker } from './worker.ts'

/** How long before its beat a version takes the standby slot, in seconds: time to get in step. No later than LEAST: else it is
 *  the beat after. */
const AHEAD = 0.3
const LEAST = 0.1
/** From so many seconds on the player is told how long it will be. */
const WORTH_SAYING = 1
/** The longest time from one look at the clock to the next, ms. */
const LOOK = 50

/** How an edit comes in: when, and over how many milliseconds. */
export interface Manner { quantise: Quantise, fade: number }

export interface LoaderOptions extends Manner {
  /** Sample rate in Hz; frames of a block. */
  rate: number
  block: number
  meter: Meter
  tell: (news: Happening) => void
  /** Called when a slot is to be filled with a replica of what plays. */
  fill: (slot: Slot) => void
  /** Called when a version is heard for the first time. */
  heard: (version: Version) => void
}

/** A version that has played and comes back; with the one that undo() brings back then, if that isn't what was heard before it. */
export type Returning = Played & Partial<Pick<Version, 'parent' | 'undone'>>

/** What is to be heard; one that is new has no origin yet. */
type Made = Omit<Returning, 'origin'> & Partial<Pick<Version, 'origin'>>

/** What a loader works with. */
export interface Parts { deck: Deck, reserve: Reserve, seats: Seats, quarantine: Quarantine }

export class Loader {
  /** What the player has said of how edits come in: it goes before what the patch says. */
  manner: Partial<Manner> = {}
  /** Number of the last version that was made. */
  number = 0
  /** What is sure to be heard next, unless the player wants something else: a version on its way back, or one whose turn has come. */
  coming: Returning | null = null
  private readonly parts: Parts
  private readonly options: LoaderOptions
  /** The last one that was asked for, until its turn has come. */
  private attempt: Attempt | null = null
  /** The last worker that was taken for one. */
  private taken: Promise<unknown> = Promise.resolve()

  constructor(parts: Parts, options: LoaderOptions) {
    this.parts = parts
    this.options = options
  }

  /** Loads a patch file, proves it unheard and lets it be heard: at once when nothing plays yet, else by a switchover.
   *  `name`: how the player calls the file; `force`: even if the proof, or its past, speaks against it.
   *  Rejects with a PatchError; what played plays on. */
  load(path: string, name: string, force = false): Promise<Version> {
    const { parts: { deck, reserve, quarantine }, options: { rate, block, tell } } = this
    return this.bringIn(name, async attempt => {
      const found = contents([path])
      const worker = await this.workerFor(attempt, () => reserve.take())
      const state = (): Promise<Snapshot | null> => deck.snapshots.take(deck.slots[deck.active])
      const { warnings, ...loaded } = await tryOut(worker, { path, rate, block, force, state }).finally(() => reserve.keepSpare())
      for (const text of warnings) tell({ event: 'log', level: 'warn', text })
      const { texts, fingerprint } = contents(loaded.files)
      // What was saved while it was loaded may be in it or not.
      const isSure = contents([path]).fingerprint === found.fingerprint
      if (isSure && !force) quarantine.check(path, fingerprint)
      return { ...loaded, path, name, texts, fingerprint: isSure ? fingerprint : null }
    })
  }

  /** Lets a version be heard that has played before, with the values of its file. Runs no player code. */
  bringBack(played: Returning): Promise<Version> {
    return this.bringIn(played.name, async attempt => {
      await this.workerFor(attempt, () => this.parts.reserve.takeWith(played.kernel))
      return played
    }, played)
  }

  /** A worker for an attempt to go on in. One comes after the other, and none to an attempt that has given way by then: a hundred saves in
   *  a row would else start a hundred processes, which take the processor from those who play. */
  private workerFor(attempt: Attempt, take: () => Promise<Worker>): Promise<Worker> {
    const worker = this.taken.then(() => {
      attempt.check()
      return take()
    }).then(worker => attempt.goOn(worker))
    this.taken = worker.catch(() => {})
    return worker
  }

  /** Lets a version be heard that `make` makes ready in a worker: when its time has come, and unless another is asked for before. */
  private async bringIn(name: string, make: (attempt: Attempt) => Promise<Made>, back: Returning | null = null): Promise<Version> {
    const { deck, seats } = this.parts
    this.attempt?.giveWay()
    const attempt = this.attempt = new Attempt(name)
    let coming = this.coming = back
    try {
      const made = await make(attempt)
      await this.nearItsBeat(made, attempt)
      return await seats.inTurn(async () => {
        attempt.check()
        if (this.attempt === attempt) this.attempt = null
        const before = deck.current
        const number = ++this.number
        const version: Version = {
          origin: number, parent: before && before.number, ...made, number,
          values: fileValues(made.kernel), events: [], fault: 0, stopped: new Set(), before,
        }
        coming = this.coming = version
        // Two to fall back on are enough.
        if (before?.before) before.before.before = null
        if (before) {
          await this.switchOver(attempt.worker!, version, before)
        } else {
          this.start(attempt.worker!, version)
          this.options.heard(version)
        }
        return version
      })
    } catch (error) {
      if (this.attempt === attempt) this.attempt = null
      void attempt.worker?.kill()
      attempt.check()
      throw error
    } finally {
      if (this.coming === coming) this.coming = null
    }
  }

  /** Gives up an edit that is on its way. Gives whether one was. */
  giveUp(): boolean {
    const { attempt } = this
    if (!attempt || this.coming) return false
    attempt.giveWay()
    this.attempt = null
    return true
  }

  /** Plays a version from its kernel, with its values as they are: nothing plays yet. Resolves when a worker has it. */
  resume(version: Version): Promise<void> {
    const { deck, reserve, seats } = this.parts
    deck.current = version
    return seats.inTurn(async () => this.start(await reserve.takeWith(version.kernel), version))
  }

  /** Brings in a version again that had no fault of its own, unless another has come in by then. */
  bringAgain(version: Version): void {
    const { deck, reserve, seats } = this.parts
    const instead = deck.current
    const back = seats.inTurn(async () => {
      const worker = await reserve.takeWith(version.kernel)
      if (deck.current !== instead || seats.closed) {
        void worker.kill()
        throw new Error('too late')
      }
      await deck.makeRoom(deck.standby())
      seats.seat(deck.standby(), worker, version, deck.snapshots.of(version))
      await this.hear(version, 0, () => {})
    })
    back.catch(() => this.options.fill(deck.standby())).finally(() => { deck.away = null })
  }

  /** The first version: nothing plays yet. */
  private start(worker: Worker, version: Version): void {
    const { deck, seats } = this.parts
    deck.current = version
    seats.seat(deck.slots[deck.active], worker, version, null)
    this.options.fill(deck.standby())
  }

  /** The version takes the standby slot, with the state and the values of the one that is heard, and then its place. */
  private async switchOver(worker: Worker, version: Version, before: Version): Promise<void> {
    const { deck, seats } = this.parts
    const slot = deck.standby()
    await deck.makeRoom(slot)
    const state = await seats.stateOf(before, deck.slots[deck.active])
    const overruled = version.overruled = inherit(version, before)
    seats.seat(slot, worker, version, state)
    if (overruled.length > 0) this.options.tell(reports.overruled(overruled))
    let isHeard = false
    await this.hear(version, gridOf(this.mannerOf(version).quantise, before.kernel.layout.metre), () => {
      if (!isHeard) setImmediate(this.options.heard, version)
      isHeard = true
    })
  }

  /** Lets the version in the standby slot be heard on a point of the grid. `begins`: see Deck.bringIn. */
  private async hear(version: Version, grid: number, begins: () => void): Promise<void> {
    const { parts: { deck, reserve }, options: { meter, rate, block } } = this
    const fade = Math.round(this.mannerOf(version).fade / 1000 * rate)
    const point = (frame: number): number => {
      if (tempo(version) === meter.bpm) return meter.next(grid, frame)
      const start = meter.next(grid, Math.max(frame, deck.requested * block))
      changeWith(meter, version, start, block)
      return start
    }
    const isHeard = await deck.bringIn(deck.standby(), point, fade, begins)
    if (!isHeard) throw new PatchError({ message: 'The new version failed as soon as it was to play.', file: version.path })
    reserve.keepSpare(version.kernel)
  }

  /** How an edit of a patch comes in: as the player says, or else the patch, or else the command line. */
  mannerOf({ settings }: { settings: Settings }): Manner {
    const { manner, options } = this
    return {
      quantise: manner.quantise ?? settings.quantise ?? options.quantise,
      fade: manner.fade ?? settings.fade ?? options.fade,
    }
  }

  /** Waits until the next point is so near that a version must get in step for it. */
  private async nearItsBeat(made: { settings: Settings }, attempt: Attempt): Promise<void> {
    const { parts: { deck }, options: { meter, rate, block, tell } } = this
    for (let told = false; deck.current; told = true) {
      attempt.check()
      const grid = gridOf(this.mannerOf(made).quantise, deck.current.kernel.layout.metre)
      const frame = deck.requested * block
      const left = (meter.next(grid, frame + LEAST * rate) - frame) / rate
      if (grid === 0 || left <= AHEAD) return
      if (!told && left > WORTH_SAYING) tell(reports.waits(left))
      await pause(Math.min(LOOK, 1000 * (left - AHEAD)))
    }
  }
}
