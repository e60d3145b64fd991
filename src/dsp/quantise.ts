import { module } from './module.ts'
import { choice, semitones, whole } from './units.ts'

const NAMES = ['major', 'minor', 'harmonic minor', 'dorian', 'phrygian', 'lydian', 'mixolydian', 'major pentatonic', 'minor pentatonic',
  'blues', 'whole tone', 'chromatic'] as const
const DEGREES = [[0, 2, 4, 5, 7, 9, 11], [0, 2, 3, 5, 7, 8, 10], [0, 2, 3, 5, 7, 8, 11], [0, 2, 3, 5, 7, 9, 10], [0, 1, 3, 5, 7, 8, 10],
  [0, 2, 4, 6, 7, 9, 11], [0, 2, 4, 5, 7, 9, 10], [0, 2, 4, 7, 9], [0, 3, 5, 7, 10],
  [0, 3, 5, 6, 7, 10], [0, 2, 4, 6, 8, 10], [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11]]

/** Of each scale, 32 numbers apart, the nearest note to each half of a semitone of an octave: where two notes are as near, a half ends. */
const NEAREST = new Float32Array(16 * 32)
DEGREES.forEach((degrees, scale) => {
  const notes = [degrees.at(-1)! - 12, ...degrees, 12]
  for (let half = 0; half < 24; half++) {
    const middle = half / 2 + 0.25
    NEAREST[32 * scale + half] = notes.reduce((best, note) => Math.abs(note - middle) < Math.abs(best - middle) ? note : best)
  }
})
/** Hz of the notes -256 … 255, A above middle C is 69. */
const HZ = Float32Array.from({ length: 512 }, (_, index) => 440 * 2 ** ((index - 256 - 69) / 12))

/** Quantiser: y = the note of the scale that is nearest to the input, halfway the upper one; in semitones or in Hz (440 2^((y - 69)/12)).
 *  Notes are numbered as in MIDI: 60 is middle C. An interval is a note as well: the scale on root 0 has 0, 12, -12 …
 *  Source: the scales as every book on harmony has them; equal temperament.
 *  Limits: exact in every frame for notes from -128 to 127; Hz within 0.0001 cents. */
export const quantise = module({
  name: 'quantise',
  doc: 'puts a pitch on the notes of a scale',
  example: `sine('tone', { freq: quantise('notes', { in: lfo('rise', { min: 60, max: 84 }), scale: 'dorian', root: 2, out: 'Hz' }) })`,
  inputs: {
    in: semitones(60, -128, 127, 'note, also between two; 60 is middle C'),
    scale: choice(NAMES, 'notes to choose from'),
    root: whole(0, 0, 11, 'first note of the scale: 0 is C, 2 D, 4 E, 5 F, 7 G, 9 A, 11 B'),
    out: choice(['semitones', 'Hz'], 'what it puts out'),
  },
  state: { row: 0 },
  uses: { NEAREST, HZ },
  control: (s, { scale }) => {
    s.row = 0
    if (scale === 'minor') s.row = 32
    else if (scale === 'harmonic minor') s.row = 64
    else if (scale === 'dorian') s.row = 96
    else if (scale === 'phrygian') s.row = 128
    else if (scale === 'lydian') s.row = 160
    else if (scale === 'mixolydian') s.row = 192
    else if (scale === 'major pentatonic') s.row = 224
    else if (scale === 'minor pentatonic') s.row = 256
    else if (scale === 'blues') s.row = 288
    else if (scale === 'whole tone') s.row = 320
    else if (scale === 'chromatic') s.row = 352
  },
  tick: (s, { in: x, root, out }, { NEAREST, HZ }) => {
    const half = Math.floor(2 * (Math.min(Math.max(x, -128), 127) - root))
    const octave = Math.floor((half + 0.5) / 24)
    const note = NEAREST[s.row + half - 24 * octave] + 12 * octave + root
    return out === 'Hz' ? HZ[note + 256] : note
  },
})
