/** Notes, intervals, chords and keys in words. */
import { CHORDS } from '../pattern/chords.ts'
import { midiOf } from '../pattern/notes.ts'
import { type Token } from './tokens.ts'
import type { Read } from './match.ts'

/** A scale and the pitch class that it begins with. */
export interface Key { root: number, steps: readonly number[], name: string }
/** An interval: so many semitones, or degrees of the key where there is one; both have the sign of the direction. */
export interface Interval { semitones: number, degrees?: number }
export interface ChordSaid { name: string, root: number, semitones: readonly number[] }

const OCTAVE = 12
const MIDDLE_C = 60
/** More than so many semitones, steps or octaves are no interval. */
const MOST_INTERVALS = 48
const ALTERED: Record<string, number> = { 'sharp': 1, '#': 1, 'flat': -1, 'natural': 0 }
const SCALES: Record<string, readonly number[]> = {
  'major': [0, 2, 4, 5, 7, 9, 11], 'minor': [0, 2, 3, 5, 7, 8, 10], 'natural minor': [0, 2, 3, 5, 7, 8, 10],
  'dorian': [0, 2, 3, 5, 7, 9, 10],
  'phrygian': [0, 1, 3, 5, 7, 8, 10], 'lydian': [0, 2, 4, 6, 7, 9, 11], 'mixolydian': [0, 2, 4, 5, 7, 9, 10],
  'locrian': [0, 1, 3, 5, 6, 8, 10],
  'harmonic minor': [0, 2, 3, 5, 7, 8, 11], 'melodic minor': [0, 2, 3, 5, 7, 9, 11], 'minor pentatonic': [0, 3, 5, 7, 10],
  'major pentatonic': [0, 2, 4, 7, 9], 'pentatonic': [0, 2, 4, 7, 9], 'blues': [0, 3, 5, 6, 7, 10],
}
/** Degrees above the note, and the semitones that they are of a major scale. */
const DEGREES: Record<string, [degrees: number, semitones: number]> = {
  'unison': [0, 0], 'second': [1, 2], 'third': [2, 4], 'fourth': [3, 5], 'fifth': [4, 7], 'sixth': [5, 9], 'seventh': [6, 11],
  'octave': [7, 12],
  'ninth': [8, 14], 'tenth': [9, 16],
}
/** Intervals that are what they are in any key. */
const EXACT: Record<string, number> = {
  'semitone': 1, 'semitones': 1, 'half step': 1, 'half steps': 1, 'half tone': 1, 'half tones': 1, 'whole tone': 2, 'whole tones': 2,
  'tone': 2,
  'whole step': 2, 'whole steps': 2, 'octave': 12, 'octaves': 12, 'tritone': 6, 'fifths': 7, 'fourths': 5,
  'minor second': 1, 'major second': 2, 'minor third': 3, 'major third': 4, 'perfect fourth': 5, 'augmented fourth': 6,
  'diminished fifth': 6,
  'perfect fifth': 7, 'minor sixth': 8, 'major sixth': 9, 'minor seventh': 10, 'major seventh': 11,
}
/** Numbers in the names of chords, in words. */
const NUMBERED: [number: number, ...words: string[]][] = [
  [7, 'seven', 'seventh'], [9, 'nine', 'ninth'], [6, 'six', 'sixth'], [11, 'eleven', 'eleventh'],
]
/** What follows the root of a chord, as one says it, and its name among the chords. */
const CHORD_WORDS: Record<string, string> = {
  'major': 'major', 'minor': 'minor', 'maj': 'major', 'min': 'minor', 'm': 'minor', 'diminished': 'dim', 'dim': 'dim', 'augmented': 'aug',
  'aug': 'aug', 'sus 2': 'sus2', 'sus 4': 'sus4', 'sus two': 'sus2', 'sus four': 'sus4', 'suspended': 'sus4', 'power': 'five', '5': 'five',
  'seventh': 'dom7', 'seven': 'dom7', '7': 'dom7', 'dominant 7': 'dom7', 'dominant seventh': 'dom7', 'nine': 'dom9', '9': 'dom9',
  'ninth': 'dom9',
  '6': 'six', 'sixth': 'six', 'diminished 7': 'dim7', 'diminished seventh': 'dim7', 'add 9': 'add9', 'add nine': 'add9',
  ...Object.fromEntries(['major', 'minor'].flatMap(kind => NUMBERED.flatMap(([number, ...words]) => [String(number), ...words].map(word =>
    [`${kind} ${word}`, kind === 'major' && number === 6 ? 'six' : `${kind}${number}`])))),
}

const joined = (tokens: readonly Token[], at: number, length: number): string =>
  at + length > tokens.length ? '' : tokens.slice(at, at + length).map(({ text }) => text).join(' ')

/** A pitch class in one word or two: c, f#, bb, f sharp, b flat; an octave that is a part of the word as well. */
function pitchClass(tokens: readonly Token[], at: number): { semitone: number, octave?: number, next: number } | null {
  const written = /^([a-g](?:#|b)?)(-?\d)?$/.exec(tokens[at]?.text ?? '')
  if (written === null) return null
  const [, name, digit] = written
  const altered = digit === undefined && name.length === 1 ? ALTERED[tokens[at + 1]?.text] : undefined
  const semitone = midiOf(name)! - MIDDLE_C + (altered ?? 0)
  return { semitone, ...digit !== undefined && { octave: Number(digit) }, next: at + (altered === undefined ? 1 : 2) }
}

/** A note, as its MIDI number. */
export const readNote: Read = (tokens, at) => {
  const [first, second] = [tokens[at]?.text, tokens[at + 1]?.text]
  if (first === 'middle' && second === 'c') return [{ value: MIDDLE_C, next: at + 2 }]
  if (first === 'concert' && (second === 'a' || second === 'pitch')) return [{ value: 69, next: at + 2 }]
  const number = tokens[at + 1]?.number
  if (first === 'note' && number !== undefined && isMidi(number)) return [{ value: number, next: at + 2 }]
  const shift = first === 'low' ? -2 : first === 'high' ? 1 : 0
  const found = pitchClass(tokens, at + (shift === 0 ? 0 : 1))
  if (found === null) return []
  const { semitone, next } = found
  const of = (midi: number, end: number) => isMidi(midi) ? [{ value: midi, next: end }] : []
  if (found.octave !== undefined) return shift === 0 ? of(OCTAVE * (found.octave + 1) + semitone, next) : []
  const plain = of(MIDDLE_C + semitone + OCTAVE * shift, next)
  const octave = tokens[next]?.number
  if (shift === 0 && Number.isInteger(octave) && octave! >= -1 && octave! <= 9) {
    return [...of(OCTAVE * (octave! + 1) + semitone, next + 1), ...plain]
  }
  const [where, middle, c] = tokens.slice(next, next + 3).map(({ text }) => text)
  if (shift === 0 && (where === 'above' || where === 'below') && middle === 'middle' && c === 'c') {
    const inside = ((semitone % OCTAVE) + OCTAVE) % OCTAVE
    return of(MIDDLE_C + (where === 'above' ? inside || OCTAVE : inside - OCTAVE), next + 3)
  }
  return plain
}

export const isMidi = (midi: number): boolean => Number.isInteger(midi) && midi >= 0 && midi <= 127

/** An interval upwards. */
export const readInterval: Read = (tokens, at) => {
  const article = ['a', 'an', 'the', 'one'].includes(tokens[at]?.text) ? 1 : 0
  const number = tokens[at]?.number
  if (number !== undefined && !(Number.isInteger(number) && number > 0 && number <= MOST_INTERVALS)) return []
  const count = number ?? 1
  const from = at + (article || (tokens[at]?.number !== undefined ? 1 : 0))
  for (const length of [2, 1]) {
    const words = joined(tokens, from, length)
    if (Object.hasOwn(EXACT, words)) return [{ value: { semitones: count * EXACT[words] }, next: from + length }]
  }
  const word = tokens[from]?.text ?? ''
  if (word === 'step' || word === 'steps') return [{ value: { semitones: 2 * count, degrees: count }, next: from + 1 }]
  if (!Object.hasOwn(DEGREES, word) || (article === 0 && from > at)) return []
  const [degrees, semitones] = DEGREES[word]
  return [{ value: { semitones, degrees }, next: from + 1 }]
}

/** A chord as a guitarist writes it. */
const WRITTEN = /^([a-g](?:#|b)?)(m|maj|min|m7|maj7|min7|m9|maj9|7|9|6|dim|aug|sus2|sus4|add9)$/

/** A chord by its root and what it is: a minor 7, f sharp major, c7, am. */
export const readChord: Read = (tokens, at) => {
  const found: { value: ChordSaid, next: number }[] = []
  const add = (root: number, kind: string, from: number, next: number): void => {
    const semitones = CHORDS[kind]
    const name = tokens.slice(from, next).map(({ raw }) => raw).join(' ')
    if (semitones !== undefined) found.push({ value: { name, root, semitones }, next })
  }
  const [, name, rest] = WRITTEN.exec(tokens[at]?.text ?? '') ?? []
  if (name !== undefined) add(midiOf(name)! - MIDDLE_C, { '7': 'dom7', '9': 'dom9', '6': 'six', 'maj': 'major' }[rest] ?? rest, at, at + 1)
  const root = pitchClass(tokens, at)
  if (root === null || root.octave !== undefined) return found
  for (const length of [2, 1]) {
    const words = joined(tokens, root.next, length)
    if (Object.hasOwn(CHORD_WORDS, words)) add(root.semitone, CHORD_WORDS[words], at, root.next + length)
  }
  return found
}

/** A key: a minor, d dorian, f sharp harmonic minor; a root alone is major. */
export const readKey: Read = (tokens, at) => {
  const root = pitchClass(tokens, at)
  if (root === null || root.octave !== undefined) return []
  const called = (length: number) => tokens.slice(at, root.next + length).map(({ raw }) => raw).join(' ')
  for (const length of [2, 1]) {
    const name = joined(tokens, root.next, length)
    if (Object.hasOwn(SCALES, name)) {
      return [{ value: { root: root.semitone, steps: SCALES[name], name: called(length) } satisfies Key, next: root.next + length }]
    }
  }
  return [{ value: { root: root.semitone, steps: SCALES.major, name: `${called(0)} major` } satisfies Key, next: root.next }]
}

/** How many semitones an interval is from a note, in a key if there is one. A note that isn't in the key counts as the one below it. */
export function semitonesOf({ semitones, degrees }: Interval, sign: number, note: number, key: Key | undefined): number {
  if (degrees === undefined || key === undefined || key.steps.length !== 7) return sign * semitones
  const above = (((note - key.root) % OCTAVE) + OCTAVE) % OCTAVE
  const at = key.steps.findLastIndex(step => step <= above)
  const to = at + sign * degrees
  const octave = Math.floor(to / 7)
  return key.steps[to - 7 * octave] + OCTAVE * octave - above
}
