/** Hot reload: the patch that the player asked for is watched with all that it is made of, and loaded again when one of these files
 *  is saved. */
import { PatchError } from '../patch/error.ts'
import { imported } from '../patch/imported.ts'
import { Superseded } from './attempt.ts'
import type { Engine } from './engine.ts'
import type { Returning } from './loader.ts'
import type { Version } from './version.ts'
import { Watch } from './watch.ts'

/** A patch, with the files that it is made of. */
type Patch = Pick<Version, 'path' | 'name' | 'files'>

/** A patch that was asked for: it may not be what plays. */
interface Wish extends Patch { pending: boolean, refused: boolean }

export class HotReload {
  /** Whether saved files are to wait. */
  held = false
  private readonly engine: Engine
  private readonly changed: () => void
  private readonly watch = new Watch(files => this.saved(files))
  private wish: Wish | null = null
  /** What was saved and is to be loaded again: when saves are followed again, or when what is on its way is refused. */
  private waiting: Patch[] = []
  /** Files that were saved, and neither loaded nor refused since. */
  private readonly unloaded = new Set<string>()
  private begun = false

  /** `changed`: called whenever a patch was loaded, or refused. Saves are not followed before `begin`. */
  constructor(engine: Engine, changed: () => void) {
    this.engine = engine
    this.changed = changed
  }

  /** The files that are watched, each with the fingerprint of the content that was loaded or refused. */
  get known(): Watch['fingerprints'] {
    return this.watch.fingerprints.map(([path, fingerprint]) => [path, this.unloaded.has(path) ? '' : fingerprint])
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

  /** Brings a version back that has played. Its file stays as it is, and is followed. */
  bringBack(played: Returning): Promise<Version> {
    return this.play(played, () => this.engine.supervisor.loader.bringBack(played))
  }

  /** Gives up an edit that is on its way: it is as if it had been refused. Gives whether one was. */
  giveUp(): boolean {
    const wasComing = this.engine.supervisor.loader.giveUp()
    if (wasComing) this.unloaded.clear()
    return wasComing
  }

  /** Follows a version that plays on from before, and tells of what was saved since. */
  resume({ path, name, files }: Version, known: Watch['fingerprints']): void {
    this.wish = { path, name, files: [path, ...files], pending: false, refused: false }
    this.watch.resume(known)
  }

  /** Saves are followed from here on, also the last one before. */
  begin(): void {
    this.begun = true
    this.catchUp()
  }

  /** Saved files wait from here on. */
  hold(): void {
    this.held = true
  }

  /** Saved files don't wait any more, nor does the last one that did. */
  release(): void {
    this.held = false
    this.catchUp()
  }

  private get follows(): boolean {
    return this.begun && !this.held
  }

  close(): Promise<void> {
    return this.watch.close()
  }

  private async play({ path, name, files }: Patch, begin: () => Promise<Version>): Promise<Version> {
    // Before it is loaded: what is saved from now on may not be in it.
    const wish: Wish = this.wish = { path, name, files: [path, ...files, ...imported(path, true)], pending: true, refused: false }
    this.follow()
    const { waiting } = this
    const taken = [...this.unloaded]
    try {
      const version = await begin()
      wish.files = [path, ...version.files]
      // What was saved before is past.
      if (this.follows || this.waiting === waiting) this.waiting = []
      this.settled(taken)
      return version
    } catch (error) {
      wish.files = [path, ...imported(path, true)]
      wish.refused = true
      if (!(error instanceof Superseded)) {
        this.settled(taken)
        this.catchUp()
      }
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

  /** What was asked for last comes first; what plays follows its files unless that is heard. */
  private saved(files: readonly string[]): void {
    const { wish, engine: { deck: { current } } } = this
    const concerned = [wish, current].filter(patch => patch !== null).filter(patch => patch.files.some(file => files.includes(file)))
    if (concerned.length === 0) return
    for (const file of files) this.unloaded.add(file)
    if (!this.follows || wish?.pending && concerned[0] !== wish) this.waiting = concerned
    else this.reload(concerned)
  }

  private catchUp(): void {
    if (this.follows) this.reload(this.waiting)
  }

  /** What was saved has been loaded or refused, these files at the least. */
  private settled(files: readonly string[]): void {
    for (const file of this.waiting.length === 0 ? this.unloaded : files) this.unloaded.delete(file)
  }

  /** Loads a patch again; when it is refused, the next one. */
  private reload([patch, ...others]: readonly Patch[]): void {
    if (!patch) return
    const loaded = this.load(patch.path, patch.name)
    this.waiting = others.filter(({ path }) => path !== patch.path)
    loaded.catch(error => {
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
