/** Chords by the names that Tidal has for them, as semitones above the root, and what its modifiers make of them. */
import { wrong } from './error.ts'

const SEMITONES: [names: string, semitones: readonly number[]][] = [
  ['major maj M', [0, 4, 7]],
  ['aug plus sharp5', [0, 4, 8]],
  ['six 6', [0, 4, 7, 9]],
  ['sixNine six9 sixby9 6by9', [0, 4, 7, 9, 14]],
  ['major7 maj7', [0, 4, 7, 11]],
  ['major9 maj9', [0, 4, 7, 11, 14]],
  ['major11 maj11', [0, 4, 7, 11, 14, 17]],
  ['major13 maj13', [0, 4, 7, 11, 14, 21]],
  ['add9', [0, 4, 7, 14]],
  ['add11', [0, 4, 7, 17]],
  ['add13', [0, 4, 7, 21]],
  ['dom7', [0, 4, 7, 10]],
  ['dom9', [0, 4, 7, 14]],
  ['dom11', [0, 4, 7, 17]],
  ['dom13', [0, 4, 7, 21]],
  ['sevenFlat5 7f5', [0, 4, 6, 10]],
  ['sevenSharp5 7s5', [0, 4, 8, 10]],
  ['sevenFlat9 7f9', [0, 4, 7, 10, 13]],
  ['sevenFlat10 7f10', [0, 4, 7, 10, 15]],
  ['sevenSharp5flat9 7s5f9', [0, 4, 8, 10, 13]],
  ['nine', [0, 4, 7, 10, 14]],
  ['nineSharp5 9sharp5 9s5', [0, 1, 13]],
  ['eleven 11', [0, 4, 7, 10, 14, 17]],
  ['elevenSharp 11s', [0, 4, 7, 10, 14, 18]],
  ['thirteen 13', [0, 4, 7, 10, 14, 17, 21]],
  ['diminished dim', [0, 3, 6]],
  ['diminished7 dim7', [0, 3, 6, 9]],
  ['one 1', [0]],
  ['five 5', [0, 7]],
  ['sus2', [0, 2, 7]],
  ['sus4', [0, 5, 7]],
  ['sevenSus2 7sus2', [0, 2, 7, 10]],
  ['sevenSus4 7sus4', [0, 5, 7, 10]],
  ['nineSus4 ninesus4 9sus4', [0, 5, 7, 10, 14]],
]

/** Minor chords, each by what comes after minor, min or m. */
const MINOR: [names: string, semitones: readonly number[]][] = [
  ['Sharp5 sharp5 S5', [0, 3, 8]],
  ['6', [0, 3, 7, 9]],
  ['SixNine 69 6by9', [0, 3, 9, 7, 14]],
  ['7', [0, 3, 7, 10]],
  ['7flat5 7f5', [0, 3, 6, 10]],
  ['7sharp5 7s5', [0, 3, 8, 10]],
  ['7flat9 7f9', [0, 3, 7, 10, 13]],
  ['7sharp9 7s9', [0, 3, 7, 10, 14]],
  ['7sharp5flat9 7s5f9', [0, 3, 8, 10, 13]],
  ['9', [0, 3, 7, 10, 14]],
  ['9sharp5 9s5', [0, 1, 14]],
  ['11', [0, 3, 7, 10, 14, 17]],
  ['11sharp 11s', [0, 3, 7, 10, 14, 18]],
  ['13', [0, 3, 7, 10, 14, 17, 21]],
]

/** Semitones above the root, by name. */
export const CHORDS: Readonly<Record<string, readonly number[]>> = Object.assign(Object.create(null), Object.fromEntries([
  ...SEMITONES.flatMap(([names, semitones]) => names.split(' ').map(name => [name, semitones])),
  ...['minor', 'min', 'm'].map(name => [name, [0, 3, 7]]),
  ...MINOR.flatMap(([names, semitones]) =>
    names.split(' ').flatMap(name => ['minor', 'min', 'm'].map(minor => [minor + name, semitones]))),
]))

const OCTAVE = 12

/** The notes after a modifier: 5 is a number of notes (higher octaves follow), i an inversion (i2 two), o open, d1 the highest note
 *  but 0 an octave lower. Errors: throws PatternError where it is none of these. */
export function modified(notes: readonly number[], modifier: string): readonly number[] {
  const [, letter, number] = /^([iod]*)(\d*)$/.exec(modifier) ?? []
  if (letter === '' && number !== '') return ranged(notes, Number(number))
  if (letter === 'd' && number !== '') return dropped(notes, Number(number))
  if (/^i+$/.test(letter ?? '')) return inverted(notes, number === '' ? letter.length : Number(number))
  if (/^o+$/.test(letter ?? '') && number === '') return [...letter].reduce(opened, notes)
  return wrong(`'${modifier}' does nothing to a chord.`, 'Write a number of notes, i (inversion), o (open) or d1 (a note dropped).')
}

/** So many notes at most are made of a chord. */
const MOST_NOTES = 64

function ranged(notes: readonly number[], count: number): number[] {
  if (count > MOST_NOTES) return wrong(`A chord of ${count} notes is too much.`, `It may have ${MOST_NOTES}.`)
  return Array.from({ length: count }, (_, i) => notes[i % notes.length] + OCTAVE * Math.floor(i / notes.length))
}

export function inverted(notes: readonly number[], times: number): readonly number[] {
  let result = [...notes]
  for (let i = 0; i < Math.min(times, MOST_NOTES); i++) result = [...result.slice(1), result[0] + OCTAVE]
  return result
}

const opened = (notes: readonly number[]): readonly number[] =>
  notes.length < 3 ? notes : [notes[0] - OCTAVE, notes[2] - OCTAVE, notes[1], ...notes.slice(3)]

function dropped(notes: readonly number[], which: number): readonly number[] {
  const at = notes.length - which
  return at < 0 || which === 0 ? notes : [notes[at] - OCTAVE, ...notes.slice(0, at), ...notes.slice(at + 1)]
}
