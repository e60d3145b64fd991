/** The messages that the engine understands, whichever door they come by. */
import { find } from '../kernel/parameters.ts'
import { PatchError } from '../patch/error.ts'
import { Changes } from './changes.ts'
import { type Command, type Message, NO_SLASH } from './command.ts'
import type { Engine } from './engine.ts'
import { allowedPatch } from './patches.ts'
import type { Recording } from './recording.ts'
import { type OscStatus, list, shown, status } from './status.ts'

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
  /** Loads a patch file and watches it from then on. */
  load: (path: string, name: string) => Promise<{ number: number, name: string }>
}

/** Makes the one function through which everything is said to the engine. */
export function commands({ engine, version, osc, recording, patches, load }: CommandContext): Command {
  const changes = new Changes(news => engine.tell(news))
  const set: Command = (address, args) => {
    changes.add(engine.deck.set(address, args))
    return []
  }
  const recordingStatus = (): Message[] => [{ address: '/record/status/reply', args: [JSON.stringify(recording.status())] }]
  const exact: Record<string, Command> = {
    '/status': () => [{ address: '/status/reply', args: [JSON.stringify(status(engine, version, osc()))] }],
    '/list': () => [{ address: '/list/reply', args: [JSON.stringify(list(playing(engine)))] }],
    '/test': () => {
      engine.test()
      return []
    },
    '/patch/load': async (_, [path]) => {
      if (typeof path !== 'string' || path === '') throw new Error('needs the path of a patch file')
      const loaded = await load(await allowedPatch(path, patches), path).catch(reported)
      return [{ address: '/patch/loaded', args: [loaded.name, loaded.number] }]
    },
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
