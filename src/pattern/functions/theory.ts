/** Notes, scales and chords. Names are read with C4 = 60, and those without an octave as in octave 4. */
import { type Like, type Pattern, node, pure, toPattern } from '../pattern.ts'
import { define, number } from './define.ts'

/** The name of a scale or a note as it is, spaces included, or a pattern of names. */
const names = (like: Like): Pattern => typeof like === 'string' && !/[<[{]/.test(like) ? pure(like) : toPattern(like)

export const theory = {
  note: define('names of notes as MIDI numbers', "pat('c e g a3').note()", (p: Pattern): Pattern => node('note', p)),
  scale: define('degrees of a scale as notes: 0 is its root, 7 the octave', "pat('0 2 4 -1').scale('c:minor')",
    (p: Pattern, scale: Like): Pattern => node('scale', names(scale), p)),
  toScale: define('degrees of a list of semitones', "pat('0 1 2 3').toScale([0, 3, 7])",
    (p: Pattern, semitones: readonly number[]): Pattern => node('toScale', semitones, p)),
  transpose: define('so many semitones up', "pat('c e g').transpose('<0 5>')",
    (p: Pattern, semitones: Like): Pattern => node('arithmetic', 'add', toPattern(semitones), p)),
  chord: define('chord symbols as their notes', "pat('<Cm7 F7 Bbmaj7>').chord()", (p: Pattern): Pattern => node('chord', '', p)),
  voicing: define('chord symbols as notes that move little, all below a top note', "pat('<Cm7 F7 Bbmaj7>').voicing('c5')",
    (p: Pattern, top: number | string = 'c5'): Pattern => node('chord', top, p)),
  inversion: define('the lowest notes of chords an octave up, so many of them', "pat('<C Am F G>').chord().inversion('<0 1>')",
    (p: Pattern, times: Like): Pattern => node('inversion', number(times), p)),
}
