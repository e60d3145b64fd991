/** The words of the REPL: the functions that a player types, and their help. */
import { inspect } from 'node:util'
import type { Entry } from '../engine/archive.ts'
import type { Arg, Message } from '../engine/command.ts'
import { showListing, showModule, showStatus } from './display.ts'
import { PlayerError } from './mirror.ts'
import type { Mirror } from './mirror.ts'
import { idOf } from './modules.ts'
import { type Texts, showHistory } from './past.ts'

export const HELP = `\
  sine.freq = 330           set an input of a module; sine.freq reads it, sine shows them all
  filter.mode = 'highpass'  a choice, by its name
  gate('adsr', 1)           open a gate: 1, 0, 'on', 'off', or a velocity from 0 to 1
  note('lead', 'C4', 0.8)   play a note of a poly, velocity 0 lets it go; note('lead', 'C4', 0.8, 500) does so after 500 ms
  chord('pad', 'Cm7')       play a chord, in place of the last one; chord('pad') lets it go, note('pad', 'off') all that is held
  sine[3].freq = 330        one voice of a module that is in voices, 0 is the first; its id is 'sine.3': mute('sine.3')
  load('patches/wind.ts')   play another patch; the file that plays is reloaded whenever you save it
  test()                    two seconds of 440 Hz, to hear whether the way to the speakers is open
  reset('filter')   reset() back to the file's values
  save()   freeze()         write what was set by hand into the file; show the file as it would be
  mute('sine')   mute('sine', 0)   solo('sine')   solo()      what is heard of it; solo() is all again
  panic()   play()          silence at once; back where it would be
  rollback()   rollback(2)   undo()    the version before, or version 2; undo() is rollback()
  history()   diff(2)       the versions that played, history(99) more of them; what has changed since version 2
  quantise('bar')   fade(50)      when an edit is heard ('off', 'beat', '4 bars'); over how many ms
  hold()   release()        saved files wait; and don't any more
  force()                   play what was refused last all the same
  list()   status()         what plays; how the engine is doing
  send('/mod/sine/freq', 330)   any message, by its OSC address
  send('/record/start', 'take1')   record what is heard; send('/record/stop') ends the take
  modules.sine              a module by its id, also where something else has its name
  help('filter')            what a module takes
  quit()                    the end, as is Ctrl-D; Ctrl-C gives up a line, or stops one that runs
Lines are TypeScript, await and setInterval too. Tab completes.`

/** How loud a note is, and in which octave a chord begins, where the player doesn't say. */
const [LOUDNESS, MIDDLE] = [0.8, 4]
/** How many versions are shown where the player doesn't say. */
const SHOWN = 30

/** Promises that a line waits for without an await. */
const awaited = new WeakSet<object>()

/** Is it the promise of one of the words? Then its result is what the line means. */
export function isAwaited(value: unknown): value is Promise<unknown> {
  return typeof value === 'object' && value !== null && awaited.has(value)
}

/** Words that mean the call when they stand alone on a line. */
export const BARE = [
  'diff', 'exit', 'fade', 'force', 'freeze', 'help', 'history', 'hold', 'list', 'panic', 'play', 'quantise', 'quit',
  'release', 'reset', 'rollback', 'save', 'solo', 'status', 'test', 'undo',
]

/** The words. @param quit ends the session. */
export function words(mirror: Mirror, quit: () => void): Record<string, (...args: any[]) => unknown> {
  const word = <A extends unknown[]>(run: (...args: A) => Promise<unknown>) => (...args: A): Promise<unknown> => {
    const promise = run(...args)
    awaited.add(promise)
    return promise
  }
  const order = (address: string) => word(async () => { await mirror.send(address) })
  /** Says something, or asks for it where nothing is said. */
  const asked = (address: string) => word(async (...args: Arg[]) => (await mirror.send(address, ...args))[0]?.args[0])
  const asJson = async <T>(address: string, ...args: Arg[]): Promise<T> =>
    JSON.parse(String((await mirror.send(address, ...args))[0].args[0]))
  /** Sends it and sees what it has changed. */
  const changes = (address: string) => async (...args: Arg[]): Promise<void> => {
    await mirror.send(address, ...args)
    await mirror.refresh()
  }
  /** The notes of the chord that was played last, by the id of what plays it. */
  const chords = new Map<string, number[]>()
  /** What will let a note go by itself, by its id and its note: only what was said of it last. */
  const ends = new Map<string, NodeJS.Timeout>()
  const play = async (id: string, midis: readonly number[], velocity: number, ms?: number): Promise<void> => {
    const name = (midi: number) => `${id} ${midi}`
    for (const midi of midis) clearTimeout(ends.get(name(midi)))
    // All at once: a chord is no arpeggio.
    await Promise.all(midis.map(midi => mirror.send(`/note/${id}`, midi, velocity)))
    if (ms === undefined) return
    for (const midi of midis) ends.set(name(midi), setTimeout(() => void play(id, [midi], 0).catch(() => {}), ms))
  }
  const rollback = word(changes('/patch/rollback'))
  /** Turns the knobs of a module, or of all. */
  const turn = (address: string) => word((module?: string | object) => changes(address)(...module === undefined ? [] : [idOf(module)]))
  return {
    gate: word(async (id: string | object, value: Arg = 1) => {
      const module = mirror.module(idOf(id))
      const input = module.inputs.find(({ gate }) => gate)
      if (!input) throw new PlayerError(`${module.id} has no gate`)
      mirror.set(module.id, input.name, value)
      await mirror.settled()
    }),
    note: word(async (id: string | object, pitch: string | number, velocity: number = LOUDNESS, ms?: number) => {
      if (pitch === 'off') return void await mirror.send(`/note/${idOf(id)}`, 'off')
      const { midiOf } = await import('./notes.ts')
      await play(idOf(id), [midiOf(pitch)], velocity, ms)
    }),
    chord: word(async (id: string | object, name?: string, velocity: number = LOUDNESS, ms?: number, octave: number = MIDDLE) => {
      const { midisOf } = await import('./notes.ts')
      const midis = name === undefined ? [] : midisOf(name, octave)
      const before = chords.get(idOf(id)) ?? []
      await play(idOf(id), before.filter(midi => !midis.includes(midi)), 0)
      chords.set(idOf(id), midis)
      await play(idOf(id), midis, velocity, ms)
    }),
    load: word(async (path: string) => {
      if (typeof path !== 'string') throw new PlayerError("load takes the path of a patch: load('patches/wind.ts')")
      await changes('/patch/load')(path)
    }),
    test: order('/test'),
    panic: order('/panic'),
    play: order('/play'),
    hold: order('/hold'),
    release: order('/release'),
    quantise: asked('/quantise'),
    fade: asked('/fade'),
    force: word(changes('/patch/force')),
    rollback, undo: rollback,
    freeze: word(async () => {
      const { asText } = await import('./keeping.ts')
      const text = asText(await mirror.refresh(), await asJson<Texts>('/patch/text'))
      return { [inspect.custom]: () => text }
    }),
    save: word(async () => {
      const { save } = await import('./keeping.ts')
      const text = save(await mirror.refresh(), await asJson<Texts>('/patch/text'))
      return { [inspect.custom]: () => text }
    }),
    history: word(async (most: number = SHOWN) => {
      const entries = await asJson<Entry[]>('/patch/history')
      return Object.defineProperty(entries, inspect.custom, { value: () => showHistory(entries, mirror.listing.version, most) })
    }),
    diff: word(async (number?: number) => {
      const from = number ?? (await asJson<Entry[]>('/patch/history')).find(({ number }) => number === mirror.listing.version)?.parent
      if (typeof from !== 'number') throw new PlayerError('diff takes the number of a version: see history()')
      const { showDifference } = await import('./difference.ts')
      const text = showDifference(await asJson<Texts>('/patch/text', from), await asJson<Texts>('/patch/text'), `version ${from}`)
      return { [inspect.custom]: () => text }
    }),
    reset: turn('/reset'),
    solo: turn('/solo'),
    mute: word(async (module: string | object, on: Arg = 1) => {
      mirror.set(idOf(module), 'mute', Number(on))
      await mirror.settled()
    }),
    status: word(async () => {
      const [reply] = await mirror.send('/status')
      const status = JSON.parse(String(reply.args[0]))
      return Object.defineProperty(status, inspect.custom, { value: () => showStatus(status) })
    }),
    list: word(async () => {
      const listing = await mirror.refresh()
      return Object.defineProperty(listing, inspect.custom, { value: () => showListing(listing) })
    }),
    send: word(async (address: string, ...args: Arg[]) => {
      if (typeof address !== 'string') throw new PlayerError("send takes an address: send('/mod/sine/freq', 330)")
      const replies = await mirror.send(address, ...args).catch((error: Error) => {
        throw new PlayerError(`${address}: ${error.message}`)
      })
      return replies.length > 1 ? replies.map(plain) : replies[0] && plain(replies[0])
    }),
    help: (name?: string | object) => {
      const module = name === undefined ? null : mirror.module(idOf(name))
      const text = module ? showModule(module) : HELP
      return { [inspect.custom]: () => text }
    },
    quit, exit: quit,
  }
}

/** A reply as a line shows it: JSON opened, a single value alone. */
function plain({ address, args }: Message): unknown {
  if (args.length === 1 && address.endsWith('/reply')) {
    try { return JSON.parse(String(args[0])) } catch { return args[0] }
  }
  return args.length === 1 ? args[0] : [address, ...args]
}
