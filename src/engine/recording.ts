/** Recording what is heard, a take at a time, into one folder: its sound, and beside it the log of its events, from which it can be
 *  rendered again. A log that can't be written is told, and the take goes on without it. */
import { type FileHandle, mkdir, unlink } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { reason } from '../patch/reason.ts'
import type { Arg, Happening } from './command.ts'
import { shownPath } from './path.ts'
import { checkedFormat, checkedName, create, firstFree, isFree, stem, type TakeFormat } from './takename.ts'

/** Writes the frames that it gets to a file, beside the music. */
export interface Recorder {
  /** Frames that it got. */
  readonly frames: number
  /** Takes the next frames, interleaved stereo. Never blocks, never throws, allocates nothing while all is well. */
  write(pcm: Float32Array, frames: number): void
  /** Writes what is left. Resolves, when the file can be closed, with the frames that are in it.
   *  @param hurry the program ends: there is little time, and no music any more that writing could disturb */
  close(hurry: boolean): Promise<number>
}

/** The log of a take, which follows what is played from `begin` on. */
export interface TakeLog {
  begin(): void
  /** Ends it: the take has so many frames. Resolves when the file can be closed. */
  end(frames: number): Promise<void>
}

/** What a log begins with. */
export interface TakeHead { take: string, format: TakeFormat }

export interface RecordingOptions {
  /** The folder for takes, absolute. It is made when it is needed. */
  folder: string
  /** Sample rate in Hz. */
  rate: number
  /** Makes a recorder into an open file. `name`: what to call the file. `failed`: called when it can't go on, with how many
   *  frames are in the file, and why. */
  recorder: (file: number, name: string, format: TakeFormat, failed: (frames: number, why: string) => void) => Promise<Recorder>
  /** Makes the log of a take into an open file, ready to begin. `failed`: called when it can't go on, and why. */
  log: (file: number, head: TakeHead, failed: (why: string) => void) => Promise<TakeLog>
  /** Lets the recorder have every block that is heard from now on; null: no one. */
  attach: (recorder: Recorder | null) => void
  /** Makes a FLAC file of a WAV file that is finished, which it takes away; and finds out whether that can be done: rejects where not. */
  flac: { check: () => Promise<void>, make: (wav: string, flac: string) => Promise<void> }
  tell: (news: Happening) => void
}

/** The state of it, for /record/status. */
export interface RecordingStatus { recording: boolean, file: string | null, seconds: number }

/** `log`: null where there is none, or not any more. */
interface Take { name: string, path: string, format: TakeFormat, file: FileHandle, recorder: Recorder | null, log: Log | null }
interface Log { name: string, file: FileHandle, writer: TakeLog | null }

const DEFAULT_NAME = 'take'
const SOUND = '.wav'
const EVENTS = '.jsonl'

export class Recording {
  private readonly options: RecordingOptions
  private take: Take | null = null
  private last: RecordingStatus = { recording: false, file: null, seconds: 0 }
  private turn: Promise<unknown> = Promise.resolve()

  constructor(options: RecordingOptions) {
    this.options = options
  }

  /** How the take is kept that is on; null while none is. */
  get format(): TakeFormat | null {
    return this.take?.format ?? null
  }

  status(): RecordingStatus {
    const { take } = this
    if (!take) return this.last
    return { recording: true, file: take.name, seconds: (take.recorder?.frames ?? 0) / this.options.rate }
  }

  /** Starts a take, which begins with the next block. Errors: rejects when one is on, when the name or the format can't be used, or
   *  when nothing can be written there. */
  start(wish?: Arg, how?: Arg): Promise<void> {
    return this.inTurn(async () => {
      const name = wish === undefined ? null : checkedName(wish)
      const format = checkedFormat(how ?? (/\.flac$/i.test(String(wish)) ? 'flac' : 'float'))
      if (this.take) throw new Error(`is recording already, to ${this.take.name}: /record/stop ends that`)
      if (format === 'flac') await this.options.flac.check()
      const { file, path } = await this.newFile(name)
      const take: Take = { name: shownPath(path), path, format, file, recorder: null, log: null }
      this.take = take
      try {
        take.recorder = await this.options.recorder(file.fd, take.name, format, (frames, why) => this.failed(take, frames, why))
      } catch (error) {
        this.take = null
        await file.close()
        await unlink(path)
        throw new Error(`can't record: ${reason((error as Error).message)}`)
      }
      take.log = await this.newLog(take)
      // What went wrong meanwhile has been told.
      if (this.take !== take) return this.endLog(take, 0)
      this.options.attach(take.recorder)
      take.log?.writer?.begin()
      this.tell('info', `recording to ${take.name}`)
    })
  }

  /** Goes on in a new take, after the engine that recorded the one in `file` has failed. Errors: see start(). */
  async goOn(file: string, format: TakeFormat): Promise<void> {
    this.tell('warn', `${file} ends where the engine failed; a new take goes on`)
    await this.start(await firstFree(this.options.folder, stem(basename(file, SOUND))), format)
  }

  /** Ends the take. Errors: rejects when none is on. */
  stop(): Promise<void> {
    return this.inTurn(async () => {
      if (!await this.end(false)) throw new Error('nothing is being recorded: record() begins a take, panic() silences what plays')
    })
  }

  /** Ends the take, if one is on, because the program ends. */
  close(): Promise<unknown> {
    return this.inTurn(() => this.end(true))
  }

  private async end(hurry: boolean): Promise<boolean> {
    const { take } = this
    if (!take?.recorder) return false
    this.options.attach(null)
    const given = take.recorder.frames
    const [frames] = await Promise.all([take.recorder.close(hurry), this.endLog(take, given)])
    // It may have failed in its last moments.
    if (this.take === take) {
      this.finish(take, frames)
      const lost = given - frames
      if (lost > 0) this.tell('error', `${take.name} ends ${this.seconds(lost)} s too soon; the music is not affected`)
      else this.tell('info', `recorded ${this.seconds(frames)} s: ${take.name}`)
      if (take.format === 'flac') void this.compress(take, hurry)
    }
    return true
  }

  private failed(take: Take, frames: number, why: string): void {
    if (this.take !== take) return
    this.options.attach(null)
    void this.endLog(take, frames)
    this.finish(take, frames)
    this.tell('error', `${take.name} ends after ${this.seconds(frames)} s (${reason(why)}); the music is not affected`)
  }

  private finish(take: Take, frames: number): void {
    this.last = { recording: false, file: take.name, seconds: frames / this.options.rate }
    this.take = null
    void closed(take.file)
  }

  /** The WAV file of a take becomes a FLAC file; should that fail it stays what it is. */
  private async compress(take: Take, hurry: boolean): Promise<void> {
    if (hurry) return this.tell('warn', `${take.name} stays a WAV file of 24 bits: the program ends`)
    const path = take.path.replace(/\.wav$/, '.flac')
    try {
      await this.options.flac.make(take.path, path)
      if (this.last.file === take.name) this.last.file = shownPath(path)
      this.tell('info', `${take.name} is ${shownPath(path)} now`)
    } catch (error) {
      this.tell('error', `${take.name} stays a WAV file of 24 bits: ${reason((error as Error).message)}`)
    }
  }

  /** The log of a take; null where there can be none. */
  private async newLog(take: Take): Promise<Log | null> {
    const path = take.path.replace(/\.wav$/, EVENTS)
    const name = shownPath(path)
    try {
      const file = await create(path)
      if (!file) throw new Error('it is there already')
      const log: Log = { name, file, writer: null }
      const failed = (why: string): void => {
        if (take.log !== log) return
        take.log = null
        this.lostLog(name, why)
        void closed(file)
      }
      try {
        log.writer = await this.options.log(file.fd, { take: basename(take.name), format: take.format }, failed)
      } catch (error) {
        await file.close()
        await unlink(path)
        throw error
      }
      return log
    } catch (error) {
      this.lostLog(name, (error as Error).message)
      return null
    }
  }

  private lostLog(name: string, why: string): void {
    this.tell('warn', `the log ${name} ends (${reason(why)}): the take goes on, but can't be rendered again from there`)
  }

  private async endLog(take: Take, frames: number): Promise<void> {
    const { log } = take
    take.log = null
    if (!log) return
    await log.writer?.end(frames).catch(error => this.lostLog(log.name, error.message))
    await closed(log.file)
  }

  /** Makes the file of a take. Without a name it takes the first that is free. */
  private async newFile(name: string | null): Promise<{ file: FileHandle, path: string }> {
    const { folder } = this.options
    const blame = (error: Error): never => { throw new Error(`can't record into ${shownPath(folder)}: ${reason(error.message)}`) }
    await mkdir(folder, { recursive: true }).catch(blame)
    for (;;) {
      const found = name ?? await firstFree(folder, DEFAULT_NAME)
      const path = join(folder, found + SOUND)
      const file = await isFree(folder, found) ? await create(path).catch(blame) : null
      if (file) return { file, path }
      if (name === null) continue
      const free = await firstFree(folder, stem(name))
      throw new Error(`${name} is there already, and a take is never written over: ${free} is free`)
    }
  }

  private seconds(frames: number): string {
    return (frames / this.options.rate).toFixed(1)
  }

  private tell(level: Happening['level'], text: string): void {
    this.options.tell({ event: 'recording', level, text, ...this.status() })
  }

  private inTurn<T>(task: () => Promise<T>): Promise<T> {
    const result = this.turn.then(task)
    this.turn = result.catch(() => {})
    return result
  }
}

/** Lets a file go: what is in it is in it. */
function closed(file: FileHandle): Promise<void> {
  return file.close().catch(() => {})
}
