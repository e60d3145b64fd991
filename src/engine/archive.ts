/** The archive: every version that played, on disk, where it outlives everything. A version is a folder: its files as text, for
 *  whoever wants to read or load them, and what it takes to play it again without running them. */
import { mkdir, readFile, readdir, rename, rm, writeFile } from 'node:fs/promises'
import { dirname, join, relative } from 'node:path'
import { deserialize, serialize } from 'node:v8'
import type { Version } from './version.ts'

/** What there is to know of a version without opening it. */
export interface Entry {
  /** Its number; from 0 downwards for the sessions before this one, the newest first. */
  number: number
  /** When it was first heard, in ISO 8601. */
  time: string
  name: string
  path: string
  /** As in Version. */
  origin: number
  parent: number | null
}

/** An entry on disk; its numbers are those of its session, which is named by the time of its start. */
interface Note extends Entry { session: string, program: string }

/** What it takes to play a version again, with the values of its file. */
export type Played = Pick<Version, 'path' | 'name' | 'origin' | 'kernel' | 'settings' | 'files' | 'texts' | 'fingerprint'>

/** Versions that are kept, of all patches and sessions; the oldest go first. */
const MOST = 5000
/** How many of those from before this session are listed, and come back by number. */
const LISTED = 500

export class Archive {
  private readonly folder: string
  private readonly session: string
  private readonly program: string

  /** `folder`: where it lies; `session`: the time at which this session began, in ISO 8601; `program`: what tells this program, programOf(). */
  constructor(folder: string, session: string, program: string) {
    this.folder = folder
    this.session = session
    this.program = program
  }

  /** Keeps a version. Rejects when it can't be written. */
  async keep({ number, name, path, origin, parent, texts, ...version }: Version, time: string): Promise<void> {
    const place = join(this.folder, folderName(time, number))
    const unfinished = `${place}.part`
    const root = commonFolder(texts.map(([path]) => path))
    const note: Note = { number, time, name, path, origin, parent, session: this.session, program: this.program }
    await mkdir(unfinished, { recursive: true })
    for (const [path, text] of texts) {
      const file = join(unfinished, 'files', relative(root, path))
      await mkdir(dirname(file), { recursive: true })
      await writeFile(file, text)
    }
    const { kernel, settings, files, fingerprint } = version
    await writeFile(join(unfinished, 'version.bin'), serialize({ kernel, settings, files, fingerprint, texts }))
    await writeFile(join(unfinished, 'version.json'), `${JSON.stringify(note, null, 2)}\n`)
    await rename(unfinished, place)
    const all = await this.folders(/^\d{4}-.*_\d+(\.part)?$/)
    for (const old of all.slice(0, -MOST)) await rm(join(this.folder, old), { recursive: true, force: true })
  }

  /** What is there of this session, and of those before it. */
  async list(): Promise<Entry[]> {
    return (await this.notes()).map(({ folder, session, program, ...entry }) => entry)
  }

  /** A version by its number. Rejects when it isn't there or can't be played. */
  async read(number: number): Promise<Played> {
    const note = (await this.notes()).find(note => note.number === number)
    if (!note) throw new Error(`there is no version ${number}`)
    const place = join(this.folder, note.folder)
    if (note.program !== this.program)
      throw new Error(`version ${number} was played by chronus ${note.program}; its text is in ${join(place, 'files')}`)
    const { name, path, origin } = note
    return { name, path, origin, ...deserialize(await readFile(join(place, 'version.bin'))) }
  }

  /** The notes with their folders, oldest first. */
  private async notes(): Promise<(Note & { folder: string })[]> {
    const folders = await this.folders(/^\d{4}-.*_\d+$/)
    const before = folders.filter(folder => folder < folderName(this.session, 0))
    const read = async (folder: string): Promise<(Note & { folder: string })[]> => {
      const text = await readFile(join(this.folder, folder, 'version.json'), 'utf8').catch(() => '')
      const note = parsed(text)
      return isNote(note) ? [{ ...note, folder }] : []
    }
    const earlier = (await Promise.all(before.slice(-LISTED).map(read))).flat()
    const now = (await Promise.all(folders.slice(before.length).map(read))).flat().filter(({ session }) => session === this.session)
    const old = earlier.map((note, index) => {
      const number = index + 1 - earlier.length
      const parent = earlier.slice(0, index).findLastIndex(({ path }) => path === note.path)
      return { ...note, number, origin: number, parent: parent < 0 ? null : parent + 1 - earlier.length }
    })
    return [...old, ...now]
  }

  private async folders(named: RegExp): Promise<string[]> {
    const names = await readdir(this.folder).catch(() => [])
    return names.filter(name => named.test(name)).sort()
  }
}

/** What a text says as JSON; null where it is none. */
function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}

/** Whether it is a note, and not what a broken disk, or somebody else, has made of it. */
function isNote(value: any): value is Note {
  return ['number', 'origin'].every(key => Number.isInteger(value?.[key]))
    && ['time', 'name', 'path', 'session', 'program'].every(key => typeof value[key] === 'string')
}

/** Names that sort by time. */
function folderName(time: string, number: number): string {
  return `${time.replaceAll(':', '-')}_${String(number).padStart(4, '0')}`
}

function commonFolder(paths: readonly string[]): string {
  let common = paths.length > 0 ? dirname(paths[0]) : '/'
  while (!paths.every(path => !relative(common, path).startsWith('..'))) common = dirname(common)
  return common
}
