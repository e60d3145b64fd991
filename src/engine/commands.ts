/** The messages that the engine understands, whichever door they come by. */
import { type Command, type Message, NO_SLASH, done } from './command.ts'
import { type EditingContext, editing } from './editing.ts'
import { knobs, playing } from './knobs.ts'
import type { Recording } from './recording.ts'
import { type OscStatus, list, status } from './status.ts'

/** Addresses that belong to the instrument and are still to come. */
const TO_COME = [/^\/bpm$/, /^\/say$/, /^\/pattern\//]

export interface CommandContext extends EditingContext {
  /** Version of the program. */
  version: string
  osc: () => OscStatus
  recording: Recording
}

/** Makes the one function through which everything is said to the engine. */
export function commands(context: CommandContext): Command {
  const { engine, version, osc, recording, renew } = context
  const { set, ask, exact: turning } = knobs(engine)
  const recordingStatus = (): Message[] => [{ address: '/record/status/reply', args: [JSON.stringify(recording.status())] }]
  /** The curtain closes, or opens. */
  const curtain = (closed: boolean, text: string): Command => done(() => {
    if (engine.curtain.closed === closed) return
    engine.curtain.closed = closed
    engine.tell({ event: 'log', level: 'info', text })
    renew()
  })
  const exact: Record<string, Command> = {
    '/status': () => [{ address: '/status/reply', args: [JSON.stringify(status(engine, version, osc()))] }],
    '/list': () => [{ address: '/list/reply', args: [JSON.stringify(list(playing(engine)))] }],
    '/test': done(() => engine.test()),
    '/panic': curtain(true, 'silence; all plays on behind it, play() brings it back'),
    '/play': curtain(false, 'heard again'),
    ...turning,
    ...editing(context),
    '/record/start': (_, [name]) => recording.start(name).then(recordingStatus),
    '/record/stop': () => recording.stop().then(recordingStatus),
    '/record/status': recordingStatus,
  }
  return (address, args) => {
    const command = Object.hasOwn(exact, address) ? exact[address] : null
    if (command) return command(address, args)
    if (/^\/(mod|gate)(\/|$)/.test(address)) return (args.length === 0 ? ask : set)(address, args)
    if (/^\/note\//.test(address)) return set(address, args)
    if (TO_COME.some(pattern => pattern.test(address))) throw new Error('is not there yet')
    if (!address.startsWith('/')) throw new Error(NO_SLASH)
    throw new Error(`unknown address; there are /mod/<module>/<input>, /gate/<module>, /note/<poly>, ${Object.keys(exact).join(', ')}`)
  }
}
