/** The words of the REPL: the functions that a player types, and their help. */
import { resolve } from 'node:path'
import { inspect } from 'node:util'
import { nearest } from '../dsp/nearest.ts'
import type { Entry } from '../engine/archive.ts'
import type { Arg, Message } from '../engine/command.ts'
import { showListing, showStatus } from './display.ts'
import { PlayerError } from './mirror.ts'
import type { Mirror } from './mirror.ts'
import { idOf } from './modules.ts'
import { type Company, showCompany } from './others.ts'
import { type Texts, showHistory } from './past.ts'
import { say } from './say.ts'
import { SIGHTS, SIGHTS_HELP } from './sights.ts'
import { word } from './word.ts'

export const HELP = `\
  sine.freq = 330           set an input of a module; sine.freq reads it, sine shows them all; sine.freq = 'A3', sine.freq *= 2
  filter.cutoff.to(200, '4 bars')   it goes there, evenly to the ear; filter.to({ cutoff: 200, q: 4 }, 2) both, in two seconds
  filter.mode = 'highpass'  a choice, by its name
  gate('adsr', 1)           open a gate: 1, 0, 'on', 'off', or a velocity from 0 to 1
  note('lead', 'C4', 0.8)   play a note of a poly, velocity 0 lets it go; note('lead', 'C4', 0.8, 500) does so after 500 ms
  chord('pad', 'Cm7')       play a chord, in place of the last one; chord('pad') lets it go, note('pad', 'off') all that is held
  kick.body.decay = 300     a part of what a drum is made of; kick shows which there are
  sine[3].freq = 330        one voice of a module that is in voices, 0 is the first; its id is 'sine.3': mute('sine.3')
  play('hats', 'x.x.xxx.')  a pattern plays its gate from the next bar on, or the notes of a poly: play('lead', 'c4 <e4 g4>')
  hats.pattern = 'x*8'      the same; filter.cutoff = pat('<400 1200>') any input; play('hats', 'default') as in the file
  load('patches/house.ts')   play another patch; the file that plays is reloaded whenever you save it
  test()                    two seconds of 440 Hz, to hear whether the way to the speakers is open
  reset('filter')   reset() back to what the file says
  save()   freeze()         write what was set by hand into the file; show the file as it would be
  mute('sine')   mute('sine', 0)   solo('sine')   solo()      what is heard of it; solo() is all again
  panic()   play()          silence at once; back where it would be
  undo()   undo(3)   redo()   takes back what was done last: a knob, a pattern, the tempo, a version; and does it again
  rollback()   rollback(2)   the version before, or version 2
  history()   diff(2)       the versions that played, history(99) more of them; what has changed since version 2
  bpm(174)   bpm.to(180, '8 bars')   bpm()      the tempo: at once, on its way, what it is
  quantise('bar')   fade(50)      when an edit is heard ('off', 'beat', '4 bars'); over how many ms
  hold()   release()        saved files wait; and don't any more
  force()                   play what was refused last all the same
  list()   status()         what plays; how the engine is doing
${SIGHTS_HELP}
  who()                     who is attached to this engine
  say('darker, and add some wobble')   "darker   in words; what can be said: docs/say.md
  send('/mod/sine/freq', 330)   any message, by its OSC address
  record()   record('take1', '24')   what is heard, into a file, as 'float' (bit for bit), '24', '16' or 'flac'; stop() ends the take
  modules()   modules.sine   what plays, a line each; a module by its id, also where something else has its name
  patches()                 what could be loaded
  help('filter')            what it takes; help('filter.cutoff') one input, help('play') a word, help('fast') what patterns can do,
                            help('biquad') a kind of module
  quit()                    the end, as is Ctrl-D; Ctrl-C gives up a line, or stops one that runs
Lines are TypeScript, await and setInterval too. Tab completes.`

/** How loud a note is, and in which octave a chord begins, where the player doesn't say. */
const [LOUDNESS, MIDDLE] = [0.8, 4]
/** How many versions are shown where the player doesn't say. */
const SHOWN = 30

/** Words that mean the call when they stand alone on a line. */
export const BARE = [
  'bpm', 'diff', 'exit', 'fade', 'force', 'freeze', 'help', 'history', 'hold', 'list', 'panic', 'patches', 'play', 'quantise', 'quit',
  'record', 'redo', 'release', 'reset', 'rollback', 'save', 'solo', 'status', 'stop', 'test', 'undo', 'who',
  ...SIGHTS,
]

type Words = Record<string, (...args: any[]) => unknown>

/** The words. @param quit ends the session. @param others words that are made elsewhere. */
export function words(mirror: Mirror, quit: () => void, others: Words = {}): Words {
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
  /** Goes so many steps back, or on again, and says what that was. */
  const steps = (address: string) => word(async (count: number = 1) => {
    const [{ args: [text] }] = await mirror.send(address, count)
    await mirror.refresh()
    return { [inspect.custom]: () => text }
  })
  /** Turns the knobs of a module, or of all. */
  const turn = (address: string) => word((module?: string | object) => changes(address)(...module === undefined ? [] : [idOf(module)]))
  const all: Words = {
    ...others,
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
    // From where this REPL is: the engine may be elsewhere.
    load: word(async (path: string) => {
      if (typeof path !== 'string') throw new PlayerError("load takes the path of a patch: load('patches/house.ts')")
      await changes('/patch/load')(resolve(path)).catch(async (error: Error) => {
        const { patchFiles } = await import('./patches.ts')
        const near = /^there is no file/.test(error.message) && nearest(path, patchFiles(mirror.listing.patch).map(({ path }) => path))
        throw near ? new PlayerError(`${error.message}. Did you mean '${near}'?`) : error
      })
    }),
    test: order('/test'),
    panic: order('/panic'),
    record: word(async (name?: string, format?: string | number) => {
      if (name === undefined && format !== undefined) throw new PlayerError("a format comes after a name: record('take1', '24')")
      await mirror.send('/record/start', ...[name, format].filter(said => said !== undefined))
    }),
    stop: order('/record/stop'),
    play: word(async (what?: string | object, pattern?: unknown) => {
      if (what === undefined) await mirror.send('/play')
      else await mirror.askToPlay(idOf(what), pattern)
    }),
    hold: order('/hold'),
    release: order('/release'),
    bpm: Object.assign(asked('/bpm'), {
      to: word(async (value: number, over: string | number) => { await mirror.send('/bpm', value, over) }),
    }),
    quantise: asked('/quantise'),
    fade: asked('/fade'),
    force: word(changes('/patch/force')),
    rollback, undo: steps('/undo'), redo: steps('/redo'),
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
    say: word((...said: string[]) => say(mirror, said.length > 1 ? said.join(' ') : said[0])),
    status: word(async () => {
      const [reply] = await mirror.send('/status')
      const status = JSON.parse(String(reply.args[0]))
      return Object.defineProperty(status, inspect.custom, { value: () => showStatus(status) })
    }),
    who: word(async () => {
      const names = await asJson<Company>('/who')
      return Object.defineProperty(names, inspect.custom, { value: () => showCompany(names) })
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
    patches: word(async () => {
      const { patchFiles, showPatches } = await import('./patches.ts')
      const { patch } = mirror.listing
      const files = patchFiles(patch)
      return Object.defineProperty(files, inspect.custom, { value: () => showPatches(files, patch) })
    }),
    help: word(async (...asked: unknown[]) => {
      if (asked.length === 0) return { [inspect.custom]: () => HELP }
      const { helpOn } = await import('./help.ts')
      await mirror.refresh()
      const text = await helpOn(asked[0], mirror, all, HELP)
      return { [inspect.custom]: () => text }
    }),
    quit, exit: quit,
  }
  return all
}

/** A reply as a line shows it: JSON opened, a single value alone. */
function plain({ address, args }: Message): unknown {
  if (args.length === 1 && address.endsWith('/reply')) {
    try { return JSON.parse(String(args[0])) } catch { return args[0] }
  }
  return args.length === 1 ? args[0] : [address, ...args]
}
