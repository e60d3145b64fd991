/** The messages that say what is played, and how edits come in. */
import { PatchError } from '../patch/error.ts'
import { MAX_FADE, isFade } from '../patch/patch.ts'
import { QUANTISES, isQuantise } from '../patch/quantise.ts'
import { type Arg, type Command, type Message, done } from './command.ts'
import type { Engine } from './engine.ts'
import type { History } from './history.ts'
import type { HotReload } from './hotreload.ts'
import { playing } from './knobs.ts'
import type { Manner } from './loader.ts'
import { allowedPatch, allowedPlace } from './patches.ts'
import { shownPath } from './path.ts'
import type { Version } from './version.ts'

export interface EditingContext {
  engine: Engine
  reload: HotReload
  history: History
  /** Where patches may be loaded from; see allowedPatch. */
  patches: readonly string[]
  /** Called when something was said that must outlive the engine. */
  renew: () => void
}

export function editing({ engine, reload, history, patches, renew }: EditingContext) {
  /** Says how edits come in, or asks for it. */
  const manner = (name: keyof Manner, [value]: Arg[], isGood: (value: Arg) => boolean, good: string): Message[] => {
    const { loader } = engine.supervisor
    if (value === undefined) return [{ address: `/${name}`, args: [loader.mannerOf(playing(engine))[name]] }]
    if (!isGood(value)) throw new Error(`${name} takes ${good}, not ${value}`)
    loader.manner = { ...loader.manner, [name]: value }
    renew()
    return []
  }
  /** Until the last rollback that was asked for has found its version. */
  let begin: Promise<unknown> = Promise.resolve()
  const rollback = async (number: number | undefined, undone = false): Promise<{ heard: Promise<Version> }> => {
    const { loader } = engine.supervisor
    const current = playing(engine)
    // It is the edit on its way that the player doesn't want any more.
    if (number === undefined && reload.giveUp()) return { heard: Promise.resolve(current) }
    const latest = { parent: current.number, ...loader.coming ?? current }
    const played = await (number === undefined ? history.before(latest) : undone ? history.again(number) : history.find(number))
    await allowedPlace(played.path, patches)
    return { heard: reload.bringBack({ ...played, undone }) }
  }
  return {
    '/patch/load': async (_, [path]) => {
      if (typeof path !== 'string' || path === '') throw new Error('needs the path of a patch file')
      const name = shownPath(path)
      return reload.load(await allowedPatch(name, patches), name).then(loaded, reported)
    },
    '/patch/force': () => reload.force().then(loaded, reported),
    '/patch/rollback': async (_, [number], said) => {
      const begun = begin.then(() => rollback(versionNumber(number), said?.undone))
      begin = begun.catch(() => {})
      return (await begun).heard.then(loaded, reported)
    },
    '/patch/history': async () => [{ address: '/patch/history/reply', args: [JSON.stringify(await history.list())] }],
    '/patch/text': async (_, [number]) => {
      const wanted = versionNumber(number)
      const { texts } = wanted === undefined ? playing(engine) : await history.find(wanted)
      return [{ address: '/patch/text/reply', args: [JSON.stringify(texts)] }]
    },
    '/hold': done(() => {
      reload.hold()
      renew()
    }),
    '/release': done(() => {
      reload.release()
      renew()
    }),
    '/quantise': (_, args) => manner('quantise', args, isQuantise, QUANTISES),
    '/fade': (_, args) => manner('fade', args, isFade, `0 to ${MAX_FADE} ms`),
  } satisfies Record<string, Command>
}

function loaded({ name, number }: Version): Message[] {
  return [{ address: '/patch/loaded', args: [name, number] }]
}

function versionNumber(number: Arg | undefined): number | undefined {
  if (number === undefined || Number.isInteger(number)) return number as number | undefined
  throw new Error(`a version is named by its number, not ${number}`)
}

/** Whoever sent the patch needs the whole of what is wrong with it. */
function reported(error: Error): never {
  throw error instanceof PatchError ? new Error(error.report) : error
}
