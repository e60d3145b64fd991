/** Sounds that a patch names. A module takes one as a number, of which POOL says where it lies; until the patch is compiled it stands
 *  for what the patch has said. */
import type { Spec } from './module.ts'
import { isSignal, Signal } from './signal.ts'

/** What a patch asks for: a file or some files, by a text; mixed down to one channel or as it is. */
export interface Wanted { text: string, mono: boolean }

/** Several sounds, as bank() makes them. */
export interface Sounds { readonly folder: string }

// One for all copies of this file: a patch may have loaded a second one (as CommonJS).
const key = Symbol.for('music-chronus.sounds')
const all: Wanted[] = (globalThis as { [key]?: Wanted[] })[key] ??= []

/** What an input for a sound is connected to. Undefined for what names none. */
export function soundOf(given: unknown, mono: boolean): Signal | undefined {
  if (isSignal(given)) return given
  const text = isSounds(given) ? given.folder : given
  if (typeof text !== 'string' || text === '') return undefined
  const known = all.findIndex(sound => sound.text === text && sound.mono === mono)
  const number = known >= 0 ? known : all.push({ text, mono }) - 1
  return new Signal({ spec: SOUND, label: text, inputs: { number }, where: new Error(text) })
}

/** What a number that `soundOf` has given stands for. */
export const wantedOf = (number: number): Wanted => all[number]

const isSounds = (value: unknown): value is Sounds =>
  (typeof value === 'object' || typeof value === 'function') && value !== null && 'folder' in value

/** What gives a module the number of its sound. */
export const SOUND: Spec = {
  name: 'sound', doc: '', example: '', inputs: { number: { unit: 'audio', doc: '', default: 0, min: 0, max: 0 } }, state: {},
  coefficients: {}, uses: {}, outputs: [], passes: false, tick: (s: object, { number }: { number: number }) => number,
  where: new Error('sound'),
}
