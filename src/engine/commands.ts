/** The messages that the engine understands, whichever door they come by. */
import { ADDRESSES, type FixedAddress } from './addresses.ts'
import { bpm } from './bpm.ts'
import { type Command, type Message, NO_SLASH, done } from './command.ts'
import { type EditingContext, editing } from './editing.ts'
import { knobs, playing, silently } from './knobs.ts'
import { giveBack, pattern } from './patterns.ts'
import type { Recording } from './recording.ts'
import { saying } from './say.ts'
import { type OscStatus, list, status, tap } from './status.ts'
import { isPattern } from './matching.ts'
import { telling } from './telling.ts'
import { type Listing, nodes } from './tree.ts'
import { undoing } from './undoing.ts'
import { matched, toEach } from './wildcards.ts'

export interface CommandContext extends EditingContext {
  /** Version of the program. */
  version: string
  osc: () => OscStatus
  /** Who is attached. */
  attached: () => readonly Attached[]
  recording: Recording
}

/** One who is attached: by which name, and for how long, s. */
export interface Attached { name: string, seconds: number }

/** Makes the one function through which everything is said to the engine. */
export function commands(context: CommandContext): Command {
  const { engine, version, osc, attached, recording, renew } = context
  const { set, ask, exact: turning } = knobs(engine)
  const recordingStatus = (): Message[] => [{ address: '/record/status/reply', args: [JSON.stringify(recording.status())] }]
  /** The curtain closes, or opens. */
  const curtain = (closed: boolean, text: string): Command => done(() => {
    if (engine.curtain.closed === closed) return
    engine.curtain.closed = closed
    engine.tell({ event: 'log', level: 'info', text })
    renew()
  })
  const exact: Record<FixedAddress, Command> = {
    '/status': () => [{ address: '/status/reply', args: [JSON.stringify(status(engine, version, osc()))] }],
    '/list': (_, [wanted]) => {
      const listing = list(playing(engine), engine.frame)
      if (wanted !== undefined) return nodes(listing as unknown as Listing, wanted)
      return [{ address: '/list/reply', args: [JSON.stringify(listing)] }]
    },
    '/listen': () => { throw new Error('is for OSC alone: who is attached hears all that changes') },
    '/ping': (_, args) => [{ address: '/ping/reply', args }],
    '/tap': () => [{ address: '/tap/reply', args: [JSON.stringify(tap(engine))] }],
    '/who': (_, _args, said) => [{
      address: '/who/reply', args: [JSON.stringify(attached().map(one => ({ ...one, you: one.name === said?.from })))],
    }],
    '/test': done(() => engine.test()),
    '/panic': curtain(true, 'silence; all plays on behind it, play() brings it back'),
    '/play': curtain(false, 'heard again'),
    ...turning,
    '/reset': (address, args, said) => {
      const replies = turning['/reset'](address, args, said)
      giveBack(engine, args, silently(said))
      return replies
    },
    '/bpm': (_, args, said) => bpm(engine, args, said),
    ...editing(context),
    '/record/start': (_, [name, format]) => recording.start(name, format).then(recordingStatus),
    '/record/stop': () => recording.stop().then(recordingStatus),
    '/record/status': recordingStatus,
    ...undoing(engine.deeds, () => context.reload.giveUp(), (address, args, said) => one(address, args, said)),
    '/say': saying(context, () => one),
  }
  const one: Command = telling(news => engine.tell(news), (address, args, said) => {
    const command = Object.hasOwn(exact, address) ? exact[address as FixedAddress] : null
    if (command) return command(address, args, said)
    if (/^\/(mod|gate)(\/|$)/.test(address)) return (args.length === 0 ? ask : set)(address, args, said)
    if (/^\/note\//.test(address)) return set(address, args, said)
    if (/^\/pattern\//.test(address)) return pattern(engine, address, args, said)
    if (!address.startsWith('/')) throw new Error(NO_SLASH)
    throw new Error(`unknown address; there are ${Object.keys(ADDRESSES).join(', ')}`)
  })
  const each: Command = (address, args, said) => {
    if (!isPattern(address) || !address.startsWith('/')) return one(address, args, said)
    const layout = (engine.deck.meant ?? engine.deck.current)?.kernel.layout
    return toEach(one, address, matched(address, layout), args, said)
  }
  return (address, args, said) => engine.deeds.during(address, said?.from, () => each(address, args, said))
}
