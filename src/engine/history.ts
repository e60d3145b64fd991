/** The history: every version that played, and can come back. */
import type { Layout } from '../kernel/kernel.ts'
import { reason } from '../patch/reason.ts'
import type { Archive, Entry, Played } from './archive.ts'
import type { Happening } from './command.ts'
import type { Returning } from './loader.ts'
import type { Quarantine } from './quarantine.ts'
import type { Version } from './version.ts'

/** Versions that are kept in memory, so that they come back without the disk. */
const MOST = 20

export class History {
  private readonly archive: Archive
  private readonly quarantine: Quarantine
  private readonly tell: (news: Happening) => void
  /** Those that this engine has played, by number. */
  private readonly played = new Map<number, Entry & { version: Played }>()
  private told = false
  /** Resolves when all that was added is on disk, or can't be. */
  written: Promise<void> = Promise.resolve()

  constructor(archive: Archive, quarantine: Quarantine, tell: (news: Happening) => void) {
    this.archive = archive
    this.quarantine = quarantine
    this.tell = tell
  }

  /** A version is heard. */
  add(version: Version): void {
    const { number, name, path, origin, parent, kernel, settings, files, texts, fingerprint } = version
    const time = new Date().toISOString()
    const again = { name, path, origin, kernel, settings, files, texts, fingerprint }
    this.played.set(number, { number, time, name, path, origin, parent, version: again })
    if (this.played.size > MOST) this.played.delete(this.played.keys().next().value!)
    this.written = this.written.then(() => this.archive.keep(version, time)).catch((error: Error) => {
      if (this.told) return
      this.told = true
      const text = `the history can't be written (${reason(error.message)}): versions can be rolled back to only while this plays`
      this.tell({ event: 'log', level: 'warn', text })
    })
  }

  /** What those in memory play. */
  get layouts(): Layout[] {
    return [...this.played.values()].map(({ version }) => version.kernel.layout)
  }

  /** All versions there are, oldest first. */
  async list(): Promise<Entry[]> {
    const all = new Map((await this.archive.list()).map(entry => [entry.number, entry]))
    for (const { version, ...entry } of this.played.values()) all.set(entry.number, entry)
    return [...all.values()].sort((a, b) => a.number - b.number)
  }

  /** A version by its number. Rejects when there is none, or it can't be played. */
  async find(number: number): Promise<Played> {
    return this.played.get(number)?.version ?? this.archive.read(number)
  }

  /** The same; what was heard before it then is the version before it again. */
  async again(number: number): Promise<Returning> {
    const parent = (await this.list()).find(entry => entry.number === number)?.parent ?? null
    return { ...await this.find(number), parent }
  }

  /** The good one that rollback() brings back after a version: its parent, or one before that; before this session, the last one of
   *  the same file. Rejects when there is none. */
  async before(version: Pick<Version, 'origin' | 'parent' | 'path'>): Promise<Returning> {
    const all = await this.list()
    const parentOf = ({ origin, parent, path }: typeof version): Entry | undefined => all.find(({ number }) => number === parent)
      ?? (origin > 0 ? all.findLast(entry => entry.number <= 0 && entry.path === path) : undefined)
    for (let entry = parentOf(version); entry; entry = parentOf(entry)) {
      const found = await this.find(entry.number).catch(() => null)
      if (found && !this.quarantine.has(found)) return { ...found, parent: entry.parent }
    }
    throw new Error('there is no version before this one')
  }
}
