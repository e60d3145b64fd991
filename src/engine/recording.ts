/** Recording what is heard, a take at a time, into one folder. A take is always a new file, made here and nowhere else: a name
 *  is checked before it becomes a path, nothing that is there is written over, and no link is followed. */
import { constants } from 'node:fs'
import { type FileHandle, lstat, mkdir, open, unlink } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { reason } from '../slot/reason.ts'
import type { Arg, Happening } from './command.ts'
import { shownPath } from './path.ts'

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

export interface RecordingOptions {
  /** The folder for takes, absolute. It is made when it is needed. */
  folder: string
  /** Sample rate in Hz. */
  rate: number
  /** Makes a recorder into an open file. `name`: what to call the file. `failed`: called when it can't go on, with how many
   *  frames are in the file, and why. */
  recorder: (file: number, name: string, failed: (frames: number, why: string) => void) => Promise<Recorder>
  /** Lets the recorder have every block that is heard from now on; null: no one. */
  attach: (recorder: Recorder | null) => void
  tell: (news: Happening) => void
}

/** The state of it, for /record/status. */
export interface RecordingStatus { recording: boolean, file: string | null, seconds: number }

interface Take { name: string, file: FileHandle, recorder: Recorder | null }

/** Letters, digits, space, dot, dash and underscore; no dot, dash or space at the start, no dot or space at the end. */
const NAME = /^[\p{L}\p{N}_]([\p{L}\p{M}\p{N} ._-]*[\p{L}\p{M}\p{N}_-])?$/u
/** Bytes of a name. A file system takes 255, extension and all. */
const LONGEST = 200
/** Names that Windows keeps for devices: takes travel. */
const DEVICE = /^(con|prn|aux|nul|com\d|lpt\d)(\.|$)/i
const EXTENSION = '.wav'
const DEFAULT_NAME = 'take'
/** Makes a file, and never touches one that is there. */
const NEW_FILE = constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL | constants.O_NOFOLLOW

export class Recording {
  private readonly options: RecordingOptions
  private take: Take | null = null
  private last: RecordingStatus = { recording: false, file: null, seconds: 0 }
  private turn: Promise<unknown> = Promise.resolve()

  constructor(options: RecordingOptions) {
    this.options = options
  }

  status(): RecordingStatus {
    const { take } = this
    if (!take) return this.last
    return { recording: true, file: take.name, seconds: (take.recorder?.frames ?? 0) / this.options.rate }
  }

  /** Starts a take, which begins with the next block. Errors: rejects when one is on, when the name can't be used, or when
   *  nothing can be written there. */
  start(wish?: Arg): Promise<void> {
    return this.inTurn(async () => {
      const name = wish === undefined ? null : checkedName(wish)
      if (this.take) throw new Error(`is recording already, to ${this.take.name}: /record/stop ends that`)
      const { file, path } = await this.newFile(name)
      const take: Take = { name: shownPath(path), file, recorder: null }
      this.take = take
      try {
        take.recorder = await this.options.recorder(file.fd, take.name, (frames, why) => this.failed(take, frames, why))
      } catch (error) {
        this.take = null
        await file.close()
        await unlink(path)
        throw new Error(`can't record: ${reason((error as Error).message)}`)
      }
      this.options.attach(take.recorder)
      this.tell('info', `recording to ${take.name}`)
    })
  }

  /** Goes on in a new take, after the engine that recorded the one in `file` has failed. Errors: see start(). */
  async goOn(file: string): Promise<void> {
    this.tell('warn', `${file} ends where the engine failed; a new take goes on`)
    await this.start(await firstFree(this.options.folder, stem(basename(file, EXTENSION))))
  }

  /** Ends the take. Errors: rejects when none is on. */
  stop(): Promise<void> {
    return this.inTurn(async () => {
      if (!await this.end(false)) throw new Error('nothing is being recorded: /record/start begins a take')
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
    const frames = await take.recorder.close(hurry)
    // It may have failed in its last moments.
    if (this.take === take) {
      const lost = take.recorder.frames - frames
      this.finish(take, frames)
      if (lost > 0) this.tell('error', `${take.name} ends ${this.seconds(lost)} s too soon; the music is not affected`)
      else this.tell('info', `recorded ${this.seconds(frames)} s: ${take.name}`)
    }
    return true
  }

  private failed(take: Take, frames: number, why: string): void {
    if (this.take !== take) return
    this.options.attach(null)
    this.finish(take, frames)
    this.tell('error', `${take.name} ends after ${this.seconds(frames)} s (${reason(why)}); the music is not affected`)
  }

  private finish(take: Take, frames: number): void {
    this.last = { recording: false, file: take.name, seconds: frames / this.options.rate }
    this.take = null
    void take.file.close().catch(() => { /* What is in it has been counted. */ })
  }

  /** Makes the file of a take. Without a name it takes the first that is free. */
  private async newFile(name: string | null): Promise<{ file: FileHandle, path: string }> {
    const { folder } = this.options
    const blame = (error: Error): never => { throw new Error(`can't record into ${shownPath(folder)}: ${reason(error.message)}`) }
    await mkdir(folder, { recursive: true }).catch(blame)
    for (;;) {
      const path = join(folder, (name ?? await firstFree(folder, DEFAULT_NAME)) + EXTENSION)
      const file = await create(path).catch(blame)
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

/** The name of a take as the player may give it, with or without its extension. Errors: throws, saying what a name has. */
function checkedName(wish: Arg): string {
  const name = typeof wish === 'boolean' ? '' : String(wish).slice(0, LONGEST + 1).normalize('NFC').replace(/\.wav$/i, '')
  if (NAME.test(name) && !name.includes('..') && !DEVICE.test(name) && Buffer.byteLength(name) <= LONGEST) return name
  throw new Error('the name of a take has letters, digits, spaces, dots, dashes and underscores, begins with a letter or digit ' +
    'and is no path: takes go into the folder that --recordings names')
}

/** Makes a file and opens it; null when something has its name. */
async function create(path: string): Promise<FileHandle | null> {
  try {
    return await open(path, NEW_FILE, 0o644)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return null
    throw error
  }
}

/** The name of a take without its number. */
function stem(name: string): string {
  return name.replace(/\d{1,6}$/, '')
}

/** The first of stem1, stem2 … that is free. */
async function firstFree(folder: string, stem: string): Promise<string> {
  for (let number = 1; ; number++) {
    const name = `${stem}${number}`
    if (await lstat(join(folder, name + EXTENSION)).then(() => false, () => true)) return name
  }
}
