/** Notes by their names. */

const SEMITONES: Record<string, number> = { c: 0, d: 2, e: 4, f: 5, g: 7, a: 9, b: 11 }
const ALTERED: Record<string, number> = { '#': 1, 's': 1, 'b': -1, 'f': -1, 'n': 0 }
/** A name without an octave means this one, which begins at middle C, 60. */
const OCTAVE = 4

/** The MIDI number of a note: C4 is 60, and c, cs4, eb3, F#-1 … are notes. Undefined of another text. */
export function midiOf(name: string): number | undefined {
  const [, letter, altered, octave] = /^([a-g])([#bsfn]*)(-?\d+)?$/i.exec(name) ?? []
  if (letter === undefined) return undefined
  const shift = [...altered.toLowerCase()].reduce((sum, sign) => sum + ALTERED[sign], 0)
  return 12 * (1 + (octave === undefined ? OCTAVE : Number(octave))) + SEMITONES[letter.toLowerCase()] + shift
}
