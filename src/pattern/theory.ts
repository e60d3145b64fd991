/** Scales and chords by their names, as MIDI numbers or semitones. The theory is tonal's, which is loaded with the first pattern that
 *  asks for it: it takes longer than all the rest of this folder. */
import { createRequire } from 'node:module'
import type * as Tonal from 'tonal'
import { wrong } from './error.ts'
import { midiOf } from './notes.ts'

const OCTAVE = 12
/** Names that Tidal has and tonal hasn't. */
const OTHER_NAMES: Readonly<Record<string, string>> = {
  minPent: 'minor pentatonic', majPent: 'major pentatonic', whole: 'whole tone', harmonicMinor: 'harmonic minor',
  melodicMinor: 'melodic minor',
}

let loaded: typeof Tonal | undefined

/** Loads it: once, when a pattern is compiled, so not while it plays. */
export const tonal = (): typeof Tonal => loaded ??= createRequire(import.meta.url)('tonal') as typeof Tonal

export interface Tones {
  /** Where degree 0 is: a MIDI number, or 0 for a scale without a root. */
  root: number
  /** Semitones above it, rising. */
  steps: readonly number[]
}

const scales = new Map<string, Tones>()

/** A scale by its name, with or without a root: 'minor', 'c:minor', 'eb3:dorian', 'a:minor pentatonic' (or a:minor:pentatonic).
 *  Errors: throws PatternError. */
export function scaleNamed(text: string): Tones {
  const known = scales.get(text)
  if (known !== undefined) return known
  const [first, ...rest] = text.trim().split(/[:\s]+/)
  const root = rest.length > 0 ? midiOf(first) : undefined
  const name = (root === undefined ? [first, ...rest] : rest).join(' ').replaceAll('_', ' ')
  const { Note, Scale } = tonal()
  const { empty, intervals } = Scale.get(OTHER_NAMES[name] ?? name)
  if (empty) return wrong(`There is no scale '${name}'.`, "Write 'c:minor', 'd3:dorian', 'minor pentatonic', 'major' …")
  const steps = intervals.map(interval => Note.midi(Note.transpose('C4', interval))! - Note.midi('C4')!)
  const tones = { root: root ?? 0, steps }
  scales.set(text, tones)
  return tones
}

/** The note of a degree: 0 is the root, -1 the note below it, 7 an octave up in a scale of seven. */
export function degree({ root, steps }: Tones, index: number): number {
  const at = Math.floor(index)
  const octave = Math.floor(at / steps.length)
  return root + OCTAVE * octave + steps[at - octave * steps.length]
}

const chords = new Map<string, readonly number[]>()

/** The notes of a chord by its symbol (Cm7, F#maj7, C/E), rising from its lowest note, which lies from middle C up.
 *  Errors: throws PatternError. */
export function chordNamed(symbol: string): readonly number[] {
  const known = chords.get(symbol)
  if (known !== undefined) return known
  const { Chord, Note } = tonal()
  const { empty, notes } = Chord.get(symbol)
  if (empty || notes.length === 0) return wrong(`'${symbol}' is no chord.`, 'Write C, Cm7, F#maj7, Bb7, C/E …')
  const midis: number[] = []
  for (const note of notes) {
    let midi = Note.midi(`${note}4`)!
    while (midis.length > 0 && midi <= midis.at(-1)!) midi += OCTAVE
    midis.push(midi)
  }
  chords.set(symbol, midis)
  return midis
}

/** The same notes within the octave that ends with `top`: what two chords have in common stays where it is, and the other voices
 *  move no further than they must. */
export function voiced(notes: readonly number[], top: number): number[] {
  const folded = notes.map(note => top - (((top - note) % OCTAVE) + OCTAVE) % OCTAVE)
  return [...new Set(folded)].sort((a, b) => a - b)
}
