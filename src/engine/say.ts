/** The message that says in words what is wanted: `/say 'darker, and add some wobble'`. What was said before is common to all who play, as
 *  on a stage: "a bit more" is of what was last said, whoever said it. */
import { readdir } from 'node:fs/promises'
import { basename, extname, join } from 'node:path'
import { change } from '../kernel/parameters.ts'
import { type Context, NOTHING_SAID, type Playing, type Sent, rehearse, understand } from '../say/index.ts'
import type { Command, Message } from './command.ts'
import type { Engine } from './engine.ts'
import { playing } from './knobs.ts'
import { Later } from './later.ts'
import { shownPath } from './path.ts'
import type { Recording } from './recording.ts'
import type { Version } from './version.ts'

interface SayContext { engine: Engine, patches: readonly string[], recording: Recording }

/** Files that may be patches; so many of them are known by name. */
const PATCH = /^(?!.*\.d\.)[\w-]+\.[mc]?[jt]s$/
const MOST_PATCHES = 1000

/** @param command what the messages go to that come of a sentence. */
export function saying({ engine, patches, recording }: SayContext, command: () => Command): Command {
  let context: Context = NOTHING_SAID
  let count = 0
  const later = new Later(engine)
  // The first sentence takes longest, so it is said before there is any sound.
  setImmediate(rehearse)
  return async (_, args, said) => {
    if (args.length === 0) throw new Error("say what? For instance 'darker, and add some wobble'")
    const sentence = args.join(' ')
    const names = await loadable(patches)
    const version = engine.deck.meant ?? playing(engine)
    const done = understand(sentence, state(engine, version, recording, names), context)
    for (const message of done.messages) check(message, version)
    // What is taken back before its bar has come is not done.
    if (done.context.undo.length < context.undo.length) later.giveUp()
    context = done.context
    if (said?.from !== undefined) {
      const text = `says ${JSON.stringify(sentence)}`
      engine.tell({ event: 'said', level: 'info', from: said.from, address: '/say', args: [sentence], text })
    }
    const key = `/say ${++count}`
    // All of them before anything is waited for: what a sentence changes, changes at once, and undo() takes it back as one.
    const send = (messages: readonly Sent[], frame = said?.frame): Promise<unknown> => Promise.all(
      engine.deeds.during(key, said?.from, () => messages.map(async ({ address, args }) => command()(address, args, { ...said, frame }))))
    const { when } = done
    // Patterns wait for their bar by themselves.
    const waits = when === undefined ? [] : done.messages.filter(({ address }) => !address.startsWith('/pattern/'))
    const notes = [...done.notes]
    if (when !== undefined && waits.length > 0) {
      const failed = (error: Error): void => engine.tell({ event: 'log', level: 'error', text: `${sentence}: ${error.message}` })
      const seconds = later.plan(when, engine.deck.soonest(said?.frame) + 1, version.kernel.layout.metre, waits.length,
        JSON.stringify(waits).length, frame => { send(waits, frame).catch(failed) })
      notes.unshift(`with the next ${when}, in ${seconds.toFixed(1)} s:`)
    }
    await send(done.messages.filter(message => !waits.includes(message)))
    return [reply(done.messages, notes)]
  }
}

function reply(messages: readonly Sent[], notes: readonly string[]): Message {
  const lines = messages.map(({ address, args, shown }) => `→ ${[address, ...shown === undefined ? args.map(quoted) : [shown]].join(' ')}`)
  const sent = messages.map(({ address, args }) => ({ address, args }))
  return { address: '/say/reply', args: [[...notes, ...lines].join('\n'), JSON.stringify(sent)] }
}

const quoted = (arg: number | string): string => typeof arg === 'string' && /\s/.test(arg) ? `'${arg}'` : String(arg)

/** What plays, as a sentence sees it. */
function state({ meter, curtain }: Engine, version: Version, recording: Recording, patches: Playing['patches']): Playing {
  return {
    layout: version.kernel.layout, values: version.values, patterns: version.patterns ?? {},
    // As of all that glides, where it goes, not where it is on its way.
    bpm: meter.bpm,
    silent: curtain.closed,
    recording: recording.status().recording, patches,
  }
}

/** Errors: throws where a message can't be obeyed, so that none of the others is sent. */
function check({ address, args }: Sent, { kernel: { layout } }: Version): void {
  if (address.startsWith('/note/')) change(layout, address, args)
  else if (/^\/(mod|gate)\//.test(address)) change(layout, address, args.slice(0, 1))
}

/** The patches in some folders, by their names; of two of the same name that of the first folder. */
async function loadable(folders: readonly string[]): Promise<Record<string, string>> {
  const all = await Promise.all(folders.map(folder => readdir(folder).then(
    names => names.filter(name => PATCH.test(name)).slice(0, MOST_PATCHES).map(name => join(folder, name)), () => [])))
  return Object.fromEntries(all.flat().toReversed().map(path => [basename(path, extname(path)), shownPath(path)]))
}
