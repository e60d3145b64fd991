/** Watches files and tells when their content has changed. Editors save in many ways: they write in place, in pieces, or rename
 *  a finished file over the old one. So the folder is watched, the dust is let settle, and what counts is the content. */
import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import { type FSWatcher, watch as watchFolders } from 'chokidar'

/** Quiet time after the last event before a file is read; ms. Editors and `write` calls in pieces are done by then. */
const SETTLE = 60

export class Watch {
  private readonly changed: () => void
  private watcher: FSWatcher | null = null
  private files: string[] = []
  private hash = ''
  private timer: NodeJS.Timeout | null = null

  /** `changed`: called after each change of content. */
  constructor(changed: () => void) {
    this.changed = changed
  }

  /** Watches these files, instead of those before, and takes their content of now as known. */
  follow(files: readonly string[]): void {
    this.files = files.map(file => resolve(file))
    this.hash = this.read()
    const folders = [...new Set(this.files.map(file => dirname(file)))]
    void this.watcher?.close()
    this.watcher = watchFolders(folders, { depth: 0, ignoreInitial: true, ignored: path => !folders.includes(path) && !this.files.includes(path) })
    this.watcher.on('all', () => this.settle())
    this.watcher.on('ready', () => this.settle())
    this.watcher.on('error', () => {})
  }

  /** Reads the files once more, in case an event was missed. */
  settle(): void {
    if (this.timer) clearTimeout(this.timer)
    this.timer = setTimeout(() => this.look(), SETTLE)
  }

  async close(): Promise<void> {
    if (this.timer) clearTimeout(this.timer)
    await this.watcher?.close()
  }

  private look(): void {
    const hash = this.read()
    if (hash === this.hash || hash === '') return
    this.hash = hash
    this.changed()
  }

  /** A hash of all contents; empty while a file is missing, as it is for a moment in some editors' saves. */
  private read(): string {
    try {
      const hash = createHash('sha256')
      for (const file of this.files) hash.update(readFileSync(file)).update('\0')
      return hash.digest('hex')
    } catch {
      return ''
    }
  }
}
