/** One row of the table of faults while it is tried: the real runs that it starts, the figures that it collects, and what they
 *  fall short of. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { News } from '../../src/engine/command.ts'
import { DEFAULT_PATCH, Run, framesThatDiffer, offline } from '../../test/live/run.ts'

export interface Row {
  name: string
  /** How often the fault is done when nothing else is asked for. */
  tries: number
  /** What this machine lacks for it, with how to get it; null when it lacks nothing. */
  lacks?: () => string | null
  run: (trial: Trial) => Promise<void>
}

/** Of each worker fault that many are done by default; `--tries` scales the tries of the other rows by the same factor. */
export const WORKER_TRIES = 100

/** Says that the row can't be run here, and what is missing. */
export class NotRun extends Error {}

export class Trial {
  readonly tries: number
  /** A folder for the row's files, which goes when it is over. */
  readonly folder = mkdtempSync(join(tmpdir(), 'chronus-stress-'))
  /** Frames lost, and frames that differ from the offline render; null where the row has nothing to compare. */
  lost: number | null = null
  differ: number | null = null
  /** How long each recovery took, ms. */
  readonly recoveries: number[] = []
  /** What fell short. */
  readonly shortfalls: string[] = []
  private readonly runs: Run[] = []
  private readonly noted = new Map<string, number>()
  private readonly progress: (done: number) => void

  constructor(tries: number, progress: (done: number) => void) {
    this.tries = tries
    this.progress = progress
  }

  /** Starts the real command, which ends with the trial at the latest. `largest`: size that its files may have, bytes. */
  async start(patch = DEFAULT_PATCH, options: string[] = [], env = process.env, largest = 0): Promise<Run> {
    return Run.start(patch, options, { env, largest, begun: run => this.runs.push(run) })
  }

  /** A file in the trial's folder. */
  file(name: string, text: string): string {
    const path = join(this.folder, name)
    writeFileSync(path, text)
    return path
  }

  /** Does something as often as the row is to be tried. */
  async repeat(act: (turn: number) => Promise<void>): Promise<void> {
    for (let turn = 0; turn < this.tries; turn++) {
      this.progress(turn)
      await act(turn)
    }
  }

  /** Notes that something falls short, unless it holds. Each shortfall counts once, however often it is met. */
  expect(holds: boolean, what: string): void {
    if (!holds && !this.shortfalls.includes(what)) this.shortfalls.push(what)
  }

  /** Waits until the player is told something that fits, and gives it; it falls short when that never happens. */
  async told(run: Run, what: RegExp, since: number, ms?: number): Promise<News | null> {
    try {
      return await run.heard(news => what.test(news.text), since, ms)
    } catch {
      this.expect(false, `the player is never told ${what}`)
      return null
    }
  }

  /** Ends a run and judges it. The recording must be the offline render of `patch`, bit for bit, and no more lost than `most`
   *  frames. */
  async judge(run: Run, patch = DEFAULT_PATCH, most = 0): Promise<void> {
    const { rate, frame, decks: [deck] } = await run.status()
    await run.stop()
    const heard = run.heardSamples()
    this.losses(deck.framesLost, most)
    this.differences(framesThatDiffer(heard, await offline(patch, heard.length / 2, rate)))
    this.expect(heard.length / 2 >= frame, 'the recording ends before what was played')
    this.expect(heard.some(sample => Math.abs(sample) > AUDIBLE), 'there is nothing to hear')
  }

  /** Counts frames that were lost; by default none may be. */
  losses(frames: number, most = 0): void {
    this.lost = (this.lost ?? 0) + frames
    this.expect(this.lost <= most, 'frames were lost')
  }

  /** Counts frames that differ from what they should be; none may. */
  differences(frames: number): void {
    this.differ = (this.differ ?? 0) + frames
    this.expect(this.differ === 0, 'frames differ from the offline render')
  }

  /** Judges the largest step from sample to sample by that of the music itself: a fade makes it little larger, a click much. */
  smooth(steepest: number, usual: number): void {
    const what = `a click: the largest step is ${steepest.toFixed(4)}, in the music itself ${usual.toFixed(4)}`
    this.expect(steepest <= STEEPER * usual, what)
  }

  /** Notes what the player sees, where it isn't the news of a run. */
  note(text: string): void {
    this.noted.set(text, (this.noted.get(text) ?? 0) + 1)
  }

  /** What the player saw, the most frequent first. */
  seen(): string[] {
    for (const run of this.runs) for (const news of run.news.splice(0)) if (worthSaying(news)) this.note(general(news.text))
    return [...this.noted].sort(([, a], [, b]) => b - a).map(([text]) => text)
  }

  /** Ends everything at once. */
  kill(): void {
    for (const run of this.runs) run.kill()
  }

  end(): void {
    this.kill()
    for (const run of this.runs) run.remove()
    rmSync(this.folder, { recursive: true, force: true })
  }
}

/** Above this a sample is heard; the default patch plays at some tenths. */
const AUDIBLE = 0.01
/** So much steeper than the music may a fade make it. */
const STEEPER = 1.5

/** Not what was set, nor what a worker prints. */
function worthSaying({ event, level }: News): boolean {
  return event !== 'set' && !(event === 'log' && level === 'info')
}

/** The same text for every slot, and its first line only. */
function general(text: string): string {
  return text.split('\n')[0].replace(/slot \d/g, 'slot N').replace(/\/\S*\//g, '')
}
