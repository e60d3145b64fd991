/** Watches files and tells when their content has changed. Editors save in many ways: they write in place, in pieces, or rename
 *  a finished file over the old one. So the folder is watched, the dust is let settle, and what counts is the content. Folders are
 *  renamed, links lead elsewhere, events get lost: so every file is also looked at once a second. */
import { existsSync, realpathSync } from 'node:fs'
import { stat } from 'node:fs/promises'
import { dirname, resolve } from 'node:path'
import { type FSWatcher, watch as watchFolders } from 'chokidar'
import { fingerprint } from './contents.ts'

/** Quiet time after the last event before a file is read; ms. Editors and `write` calls in pieces are done by then. */
const SETTLE = 40
/** Time from one look at the files' dates to the next; ms. */
const PATROL = 1000

export class Watch {
  private readonly changed: (files: string[]) => void
  private watcher: FSWatcher | null = null
  /** The files, each with the fingerprint of the content that is known. */
  private known = new Map<string, string>()
  private timer: NodeJS.Timeout | null = null
  private readonly patrol = setInterval(() => void this.lookForLost(), PATROL).unref()
  /** The files' dates before they were read for the last time. */
  private dates = ''
  private closed = false

  /** `changed`: called after each change of content, with the files that have changed. */
  constructor(changed: (files: string[]) => void) {
    this.changed = changed
  }

  /** The files that are watched. */
  get files(): string[] {
    return [...this.known.keys()]
  }

  /** The files that are watched, each with the fingerprint of the content that is known. */
  get fingerprints(): [path: string, fingerprint: string][] {
    return [...this.known]
  }

  /** Watches the files of an earlier watch, and tells of what has changed since. */
  resume(fingerprints: readonly [path: string, fingerprint: string][]): void {
    this.known = new Map(fingerprints)
    this.begin()
  }

  /** Watches these files, instead of those before. The content of now counts as known for files that were not watched before; of
   *  those that are not there none does. */
  follow(files: readonly string[]): void {
    const paths = [...new Set(files.map(file => resolve(file)))]
    for (const path of this.files) if (!existsSync(path)) this.known.set(path, '')
    if (paths.length === this.known.size && paths.every(path => this.known.has(path))) return
    this.known = new Map(paths.map(path => [path, this.known.get(path) ?? fingerprint(path) ?? '']))
    this.begin()
  }

  /** Reads the files once more when the dust has settled. */
  settle(): void {
    if (this.timer) clearTimeout(this.timer)
    this.timer = setTimeout(() => void this.look(), SETTLE)
  }

  async close(): Promise<void> {
    this.closed = true
    if (this.timer) clearTimeout(this.timer)
    clearInterval(this.patrol)
    await this.watcher?.close()
  }

  private begin(): void {
    const places = new Set(this.files.flatMap(path => [path, real(path)]))
    const folders = new Set([...places].map(path => dirname(path)))
    void this.watcher?.close()
    this.watcher = watchFolders([...folders], {
      depth: 0, ignoreInitial: true, ignored: path => !folders.has(path) && !places.has(path),
    })
    this.watcher.on('all', () => this.settle()).on('ready', () => this.settle()).on('error', () => {})
  }

  private async look(): Promise<void> {
    this.dates = await datesOf(this.files)
    if (this.closed) return
    const changed: string[] = []
    for (const [path, before] of this.known) {
      const now = fingerprint(path)
      if (now === null || now === before) continue
      this.known.set(path, now)
      changed.push(path)
    }
    if (changed.length > 0) this.changed(changed)
  }

  /** Where a date has changed and nobody told, the watcher has lost sight of the file: it is made anew, and looks at what is there. */
  private async lookForLost(): Promise<void> {
    const dates = await datesOf(this.files)
    if (dates === this.dates || this.closed) return
    this.dates = dates
    this.begin()
  }
}

/** Where a file lies, behind whatever links lead to it. */
function real(path: string): string {
  try {
    return realpathSync(path)
  } catch {
    return path
  }
}

/** Tells one state of files from another, and one file from another of its name. */
async function datesOf(files: readonly string[]): Promise<string> {
  const dates = files.map(path => stat(path).then(({ ino, size, mtimeMs }) => `${ino} ${size} ${mtimeMs}`, () => ''))
  return (await Promise.all(dates)).join()
}
