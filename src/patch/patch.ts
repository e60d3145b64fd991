/** What a patch file makes: `export default patch(() => signal)`. */
import { suggest } from '../dsp/nearest.ts'
import type { Signal } from '../dsp/signal.ts'
import { DEFAULT_METRE } from '../kernel/kernel.ts'
import { isQuantise, type Quantise, QUANTISES } from './quantise.ts'

/** What a patch may say about itself. */
export interface Settings {
  /** Tempo in beats per minute. */
  bpm?: number
  /** Beats in a bar, 4 if not given: 3, or '7/8'. A bar is a cycle of the patterns. */
  metre?: number | `${number}/${number}`
  /** When an edit of this patch is heard: 'off' (at once), with the next 'beat' or 'bar', or every '4 bars'. */
  quantise?: Quantise
  /** Milliseconds that the switch takes. */
  fade?: number
}

/** What is heard: one signal on both sides, or one for each. */
export type Build = () => Signal | readonly [left: Signal, right: Signal]

// Not a class: a patch may have loaded a second copy of this file (as CommonJS), whose patches are as good as ours.
const brand = Symbol.for('music-chronus.patch')

export interface Patch {
  readonly [brand]: true
  readonly settings: Settings
  readonly build: Build
}

/** A patch: `build` connects modules and returns what is heard. It runs once, when the patch is loaded.
 *  Errors: settings that there aren't, or out of range. */
export function patch(build: Build): Patch
export function patch(settings: Settings, build: Build): Patch
export function patch(first: Settings | Build, second?: Build): Patch {
  const [settings, build] = typeof first === 'function' ? [{}, first] : [first, second]
  if (typeof build !== 'function') throw new TypeError('patch(…) takes a function: patch(() => sine(\'sine\')).')
  return { [brand]: true, settings: checked(settings), build }
}

/** Whether a value is a patch, from whichever copy of this file. */
export const isPatch = (value: unknown): value is Patch => typeof value === 'object' && value !== null && brand in value

function checked(settings: Settings): Settings {
  if (typeof settings !== 'object' || settings === null) {
    throw new TypeError('patch(…) takes settings and a function: patch({ bpm: 120 }, () => sine(\'sine\')).')
  }
  const unknown = Object.keys(settings).find(name => !names.includes(name))
  if (unknown !== undefined) throw new TypeError(`There is no setting '${unknown}'. ${suggest(unknown, names)}`)
  const { bpm, metre, quantise, fade } = settings
  if (bpm !== undefined && !within(bpm, MIN_BPM, MAX_BPM)) refuse('bpm', bpm, `beats per minute, ${MIN_BPM} … ${MAX_BPM}`)
  if (metre !== undefined && !within(beatsOf(metre), 0.5, 64)) refuse('metre', metre, 'beats in a bar: 4, 3, or \'7/8\'')
  if (fade !== undefined && !isFade(fade)) refuse('fade', fade, `ms, 0 … ${MAX_FADE}`)
  if (quantise !== undefined && !isQuantise(quantise)) refuse('quantise', quantise, QUANTISES)
  return settings
}

const names = ['bpm', 'metre', 'quantise', 'fade']

/** The slowest tempo, and the fastest, beats per minute. */
export const [MIN_BPM, MAX_BPM] = [1, 999]

/** Beats, of a quarter note each, in a bar of this metre; NaN where it is none. */
export function beatsOf(metre: Settings['metre'] = DEFAULT_METRE): number {
  if (typeof metre === 'number') return metre
  const [, count, unit] = /^(\d+)\/(1|2|4|8|16)$/.exec(metre) ?? []
  return Number(count) * 4 / Number(unit)
}

/** The longest crossfade, ms. */
export const MAX_FADE = 60_000
export const isFade = (value: unknown): value is number => within(value, 0, MAX_FADE)

const within = (value: unknown, min: number, max: number) => typeof value === 'number' && value >= min && value <= max

function refuse(name: string, value: unknown, expected: string): never {
  throw new RangeError(`${name} is ${typeof value === 'string' ? `'${value}'` : String(value)}: it is ${expected}.`)
}
