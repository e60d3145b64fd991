/** From what a player writes, `/mod/filter/cutoff 800`, to a kernel's parameter and its value. */
import { nearest, suggest } from '../dsp/nearest.ts'
import { spoken } from '../dsp/spoken.ts'
import { midiOf } from '../pattern/index.ts'
import type { InputInfo, Layout, ModuleInfo } from './kernel.ts'
import { ALL_NOTES } from './notes.ts'

/** A parameter set to a value. `ramp`: frames to take for it, -1 for the input's own way. */
export interface Change { param: number, value: number, ramp: number }

/** What a player says to give a parameter the value of the file. */
export const DEFAULT = 'default'
/** The value by which each voice gets that which the file gives it. */
export const OWN = NaN

/** A note by its name, with its octave: A3, c#4, Eb2. */
const NOTE = /^[a-g](#|b)?-?\d$/i
/** Concert pitch. */
const [A4, A4_HZ] = [69, 440]

/** A change, and what was changed. `clamped`: the value asked for was outside the range. */
export interface Found extends Change { input: InputInfo, module: ModuleInfo, clamped: boolean }

/** Other names that inputs answer to, where no input has that name itself. */
export const synonyms = new Map([['resonance', 'q']])

/** The module and the input that `/mod/<id>/<input>` or `/gate/<id>` names; `<id>.<number>` is one voice of a module that is in
 *  several, seen as a module by itself. Errors: an Error that says what there is instead. */
export function find(layout: Layout, address: string): { module: ModuleInfo, input: InputInfo } {
  const [nothing, door, id, name, ...rest] = address.split('/')
  const known = nothing === '' && rest.length === 0 && id && (door === 'gate' ? name === undefined : door === 'mod' && name)
  if (!known) throw new Error(`${address} names no parameter: it is /mod/<module>/<input> or /gate/<module>.`)
  const module = moduleNamed(layout, id)
  const input = door === 'gate' ? module.inputs.find(input => input.gate) : inputNamed(module, name)
  if (input !== undefined) return { module, input }
  if (door === 'gate') {
    const gates = layout.modules.filter(module => module.inputs.some(input => input.gate)).map(module => module.id)
    throw new Error(`'${id}' (${module.kind}) has no gate. Gates: ${gates.join(', ') || 'none in this patch'}.`)
  }
  const names = module.inputs.map(input => input.name)
  throw new Error(`'${id}' (${module.kind}) has no input '${name}'. ${suggest(name, names)}`)
}

/** A module, or with `<id>.<number>` one voice of it. Errors: an Error that says which modules there are. */
export function moduleNamed({ modules }: Layout, id: string): ModuleInfo {
  const [name, voice, ...rest] = id.split('.')
  const module = modules.find(module => module.id === name)
  if (module === undefined) throw new Error(`There is no module '${id}' in this patch. ${suggest(id, modules.map(({ id }) => id))}`)
  if (name === id) return module
  const { voices } = module
  if (voices === undefined) throw new Error(`'${name}' (${module.kind}) is not in voices: it is called '${name}' alone.`)
  if (!isVoice(voice, voices) || rest.length > 0) {
    throw new Error(`'${name}' has the voices ${name}.0 … ${name}.${voices - 1}, not '${id}'.`)
  }
  return voiceOf(module, Number(voice))
}

/** Whether a text is the number of one of so many voices. */
export const isVoice = (text: string, voices: number): boolean => /^(0|[1-9]\d*)$/.test(text) && Number(text) < voices

/** One voice of a module as a module by itself. */
export function voiceOf(module: ModuleInfo, voice: number): ModuleInfo {
  const { voices, ...own } = module
  const inputs = module.inputs.map(({ defaults, ...input }) => defaults === undefined || input.param === null ? input
    : { ...input, default: defaults[voice], param: input.param + 1 + voice })
  return { ...own, id: `${module.id}.${voice}`, inputs }
}

/** What a message changes: `/mod/<id>/<input>` with a number or the name of a choice, `/gate/<id>` with on, off or a
 *  velocity; 'default' is what the file says. Numbers beyond the range are clamped to it; a choice takes its names and indices only.
 *  Errors: an Error in a musician's words. */
export function change(layout: Layout, address: string, args: readonly (number | string | boolean)[]): Found {
  if (address.startsWith('/note/')) return noteOf(layout, address, args)
  const { module, input } = find(layout, address)
  const path = `${module.id}.${input.name}`
  if (input.param === null) {
    throw new Error(input.drivenBy === 'a signal'
      ? `${path} follows a signal. Give it a number in the patch file to turn it by hand.`
      : `${path} follows '${input.drivenBy}'. Turn '${input.drivenBy}', or give ${path} a number in the patch file.`)
  }
  if (args.length !== 1) throw new Error(`${address} takes one value, not ${args.length}.`)
  if (args[0] === DEFAULT && !input.choices?.includes(DEFAULT)) {
    const value = input.defaults === undefined ? input.default : OWN
    return { param: input.param, value, ramp: -1, input, module, clamped: false }
  }
  const wanted = valueOf(args[0], input, path)
  const value = Math.min(Math.max(wanted, input.min), input.max)
  return { param: input.param, value, ramp: -1, input, module, clamped: value !== wanted }
}

/** `/note/<id> <midi> <velocity>`; 'off' instead of the note lets all of them go. */
function noteOf(layout: Layout, address: string, args: readonly (number | string | boolean)[]): Found {
  const id = address.slice('/note/'.length)
  const index = layout.notes.findIndex(notes => notes.id === id)
  const found = index >= 0 ? index : layout.notes.findIndex(({ modules }) => modules.includes(id))
  if (found < 0) {
    const ids = layout.notes.map(notes => notes.id)
    const hint = ids.length > 0 ? suggest(id, ids) : 'A patch plays notes with poly(8, ({ freq, gate }) => …).'
    throw new Error(`'${id}' plays no notes. ${hint}`)
  }
  const module = moduleNamed(layout, layout.notes[found].id)
  const [note, strength = LOUDNESS] = args
  const isOff = note === 'off' && args.length === 1
  const midi = isOff ? ALL_NOTES : note
  const velocity = isOff ? 0 : strength
  const isNote = typeof midi === 'number' && (isOff || (midi >= 0 && midi <= 127))
  if (!isNote || typeof velocity !== 'number' || !(velocity >= 0) || args.length > 2) {
    throw new Error(`${address} takes a note, 0 … 127 (60 is C4) or off, and a velocity, 0 … 1 (0 lets it go).`)
  }
  const input: InputInfo = { name: 'note', doc: 'what is played', unit: '', default: 60, min: 0, max: 127, param: null }
  return { param: layout.parameters + found, value: midi, ramp: Math.min(velocity, 1), input, module, clamped: velocity > 1 }
}

/** The velocity of a note that says none. */
const LOUDNESS = 0.8

function inputNamed({ inputs }: ModuleInfo, name: string): InputInfo | undefined {
  return inputs.find(input => input.name === name) ?? inputs.find(input => input.name === synonyms.get(name))
}

/** The number that a value means for an input called `path`, not yet within its range. Errors: an Error that says what the
 *  input takes. */
export function valueOf(arg: unknown, input: Pick<InputInfo, 'gate' | 'choices' | 'unit'>, path: string): number {
  if (input.gate && (typeof arg === 'boolean' || arg === 'on' || arg === 'off')) return Number(arg === true || arg === 'on')
  if (input.choices !== undefined) return choiceOf(arg, input.choices, path)
  if (typeof arg === 'number' && !Number.isNaN(arg)) return arg
  const midi = input.unit === 'Hz' && typeof arg === 'string' && NOTE.test(arg) ? midiOf(arg) : undefined
  if (midi !== undefined) return A4_HZ * 2 ** ((midi - A4) / 12)
  const expected = input.gate ? 'on, off or a velocity from 0 to 1' : `a number${input.unit && ` (${input.unit})`}`
  const meant = typeof arg === 'string' ? spoken(arg, input.unit) : undefined
  throw new Error(`${path} takes ${expected}, not ${named(arg)}.${meant === undefined ? '' : ` Say ${meant}.`}`)
}

function choiceOf(arg: unknown, choices: readonly string[], path: string): number {
  const index = typeof arg === 'string' ? choices.indexOf(arg) : typeof arg === 'number' ? arg : -1
  if (Number.isInteger(index) && index >= 0 && index < choices.length) return index
  const meant = typeof arg === 'string' ? nearest(arg, choices) : undefined
  const hint = meant === undefined ? '' : ` Did you mean '${meant}'?`
  throw new Error(`${path} is one of ${choices.join(', ')}, not ${named(arg)}.${hint}`)
}

function named(arg: unknown): string {
  if (typeof arg === 'string') return `'${arg}'`
  if (typeof arg === 'function') return 'a function'
  return typeof arg === 'object' && arg !== null ? 'an object' : String(arg)
}
