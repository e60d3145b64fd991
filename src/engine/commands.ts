/** The messages that the engine understands, whichever door they come by. */
import { find } from '../kernel/parameters.ts'
import { PatchError } from '../patch/error.ts'
import { MAX_FADE, isFade } from '../patch/patch.ts'
import { QUANTISES, isQuantise } from '../patch/quantise.ts'
import { Changes } from './changes.ts'
import { type Arg, type Command, type Message, NO_SLASH } from './command.ts'
import type { Engine } from './engine.ts'
import type { HotReload } from './hotreload.ts'
import type { Manner } from './loader.ts'
import { allowedPatch } from './patches.ts'
import type { Recording } from './recording.ts'
import { type OscStatus, list, shown, status } from './status.ts'
import type { Version } from './version.ts'

/** Addresses that belong to the instrument and are still to come. */
const TO_COME = [/^\/patch\/rollback$/, /^\/bpm$/, /^\/say$/, /^\/note\//, /^\/pattern\//]

export interface CommandContext {
  engine: Engine
  /** Version of the program. */
  version: string
  osc: () => OscStatus
  recording: Recording
  /** Where patches may be loaded from; see allowedPatch. */
  patches: readonly string[]
  reload: HotReload
  /** Called when something was said that must outlive the engine. */
  renew: () => void
}

/** Makes the one function through which everything is said to the engine. */
export function commands({ engine, version, osc, recording, patches, reload, renew }: CommandContext): Command {
  const changes = new Changes(news => engine.tell(news))
  const set: Command = (address, args) => {
    changes.add(engine.deck.set(address, args))
    return []
  }
  const recordingStatus = (): Message[] => [{ address: '/record/status/reply', args: [JSON.stringify(recording.status())] }]
  /** Says how edits come in, or how they do. */
  const manner = (name: keyof Manner, [value]: Arg[], isGood: (value: Arg) => boolean, good: string): Message[] => {
    const { loader } = engine.supervisor
    if (value === undefined) return [{ address: `/${name}`, args: [loader.mannerOf(playing(engine))[name]] }]
    if (!isGood(value)) throw new Error(`takes ${good}, not ${value}`)
    loader.manner = { ...loader.manner, [name]: value }
    renew()
    return []
  }
  const exact: Record<string, Command> = {
    '/status': () => [{ address: '/status/reply', args: [JSON.stringify(status(engine, version, osc()))] }],
    '/list': () => [{ address: '/list/reply', args: [JSON.stringify(list(playing(engine)))] }],
    '/test': () => {
      engine.test()
      return []
    },
    '/patch/load': async (_, [path]) => {
      if (typeof path !== 'string' || path === '') throw new Error('needs the path of a patch file')
      return reload.load(await allowedPatch(path, patches), path).then(loaded, reported)
    },
    '/patch/force': () => reload.force().then(loaded, reported),
    '/hold': () => {
      reload.hold()
      return []
    },
    '/release': () => {
      reload.release()
      return []
    },
    '/quantise': (_, args) => manner('quantise', args, isQuantise, QUANTISES),
    '/fade': (_, args) => manner('fade', args, isFade, `0 to ${MAX_FADE} ms`),
    '/record/start': (_, [name]) => recording.start(name).then(recordingStatus),
    '/record/stop': () => recording.stop().then(recordingStatus),
    '/record/status': recordingStatus,
  }
  return (address, args) => {
    const command = Object.hasOwn(exact, address) ? exact[address] : null
    if (command) return command(address, args)
    if (/^\/(mod|gate)(\/|$)/.test(address)) return args.length === 0 ? ask(engine, address) : set(address, args)
    if (TO_COME.some(pattern => pattern.test(address))) throw new Error('is not there yet')
    if (!address.startsWith('/')) throw new Error(NO_SLASH)
    throw new Error(`unknown address; there are /mod/<module>/<input>, /gate/<module>, ${Object.keys(exact).join(', ')}`)
  }
}

function loaded({ name, number }: Version): Message[] {
  return [{ address: '/patch/loaded', args: [name, number] }]
}

/** Whoever sent the patch needs the whole of what is wrong with it. */
function reported(error: Error): never {
  throw error instanceof PatchError ? new Error(error.report) : error
}

function ask(engine: Engine, address: string): Message[] {
  const version = playing(engine)
  const { input } = find(version.kernel.layout, address)
  if (input.param === null) throw new Error(`follows ${input.drivenBy}: it has no value of its own`)
  return [{ address, args: [shown(version.values[input.param], input.choices)] }]
}

function playing(engine: Engine): NonNullable<typeof engine.deck.current> {
  if (!engine.deck.current) throw new Error('nothing plays yet')
  return engine.deck.current
}
