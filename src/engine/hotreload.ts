/** Hot reload: the patch that the player asked for is watched with all that it is made of, and loaded again when one of these files
 *  is saved. */
import { PatchError } from '../patch/error.ts'
import { imported } from '../patch/imported.ts'
import { Superseded } from './attempt.ts'
import type { Engine } from './engine.ts'
import type { History } from './history.ts'
import type { Version } from './version.ts'
import { Watch } from './watch.ts'

/** A patch that was asked for, with the files that it is made of: it may not be what plays. */
interface Wish { path: string, name: string, files: string[], pending: boolean, refused: boolean }

export class HotReload {
  private readonly engine: Engine
  private readonly history: History
  private readonly changed: () => void
  private readonly watch = new Watch(files => this.saved(files))
  private wish: Wish | null = null
  /** What is to be loaded again once saves are followed again; and whether they aren't now. */
  private waiting: Wish | Version | null = null
  private held = true

  /** `changed`: called whenever a patch was loaded, or refused. Saves are not followed before `release`. */
  constructor(engine: Engine, history: History, changed: () => void) {
    this.engine = engine
    this.history = history
    this.changed = changed
  }

  /** The files that are watched, each with the fingerprint of the content that is known. */
  get known(): Watch['fingerprints'] {
    return this.watch.fingerprints
  }

  /** Loads a patch and plays it, and watches all that it is made of; also when it doesn't load, for then it will be mended.
   *  See Loader.load. */
  load(path: string, name: string, force = false): Promise<Version> {
    return this.play({ path, name, files: [path] }, () => this.engine.play(path, name, force))
  }

  /** Plays what was refused last even so. Errors: rejects when there is nothing, or it can't be played at all. */
  async force(): Promise<Version> {
    if (!this.wish?.refused) throw new Error('nothing was refused')
    return this.load(this.wish.path, this.wish.name, true)
  }

  /** Brings a version back: by its number, or the one before. Its file stays as it is, and is followed. */
  async rollBack(number?: number): Promise<Version> {
    const { engine: { deck: { current }, supervisor }, history } = this
    if (!current) throw new Error('nothing plays yet')
    const played = await (number === undefined ? history.before(current) : history.find(number))
    return this.play(played, () => supervisor.loader.bringBack(played))
  }

  /** Follows a version that plays on from before, and tells of what was saved since. */
  resume({ path, name, files }: Version, known: Watch['fingerprints']): void {
    this.wish = { path, name, files: [path, ...files], pending: false, refused: false }
    this.watch.resume(known)
  }

  /** Saves are not followed from here on. */
  hold(): void {
    this.held = true
  }

  /** Saves are followed, also the last one that was not. */
  release(): void {
    this.held = false
    const { waiting } = this
    this.waiting = null
    if (waiting) this.reload(waiting)
  }

  close(): Promise<void> {
    return this.watch.close()
  }

  private async play({ path, name, files }: Pick<Wish, 'path' | 'name' | 'files'>, begin: () => Promise<Version>): Promise<Version> {
    const wish: Wish = this.wish = { path, name, files: [path, ...files], pending: true, refused: false }
    this.follow()
    try {
      const version = await begin()
      wish.files = [path, ...version.files]
      return version
    } catch (error) {
      wish.files = [path, ...imported(path)]
      wish.refused = true
      throw error
    } finally {
      wish.pending = false
      this.follow()
      this.changed()
    }
  }

  /** Watches what the player asked for and what plays, which may be the version before it. */
  private follow(): void {
    const { current } = this.engine.deck
    this.watch.follow([...this.wish!.files, ...current?.files ?? [], ...current?.before?.files ?? []])
  }

  /** What was asked for last comes first; what plays follows its files while nothing else is on its way. */
  private saved(files: readonly string[]): void {
    const { wish, engine: { deck: { current } } } = this
    const patch = [wish, wish?.pending ? null : current].find(patch => patch?.files.some(file => files.includes(file)))
    if (!patch) return
    if (this.held) this.waiting = patch
    else this.reload(patch)
  }

  private reload({ path, name }: Wish | Version): void {
    this.load(path, name).catch(error => {
      if (!(error instanceof Superseded)) this.refused(error)
    })
  }

  /** Tells why a patch is not played. */
  refused(error: Error): void {
    const { current } = this.engine.deck
    const still = current ? `${current.name} (version ${current.number}) plays on; save` : 'Save'
    const why = error instanceof PatchError ? error.report : error.message
    this.engine.tell({ event: 'refused', level: 'error', text: `${why}\n${still} the file again when it is mended` })
  }
}
