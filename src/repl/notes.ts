/** Notes and chords by their names, for what plays notes: note('lead', 'C4', 0.8), chord('pad', 'Cm7'). */
import { Chord, Note } from 'tonal'
import { PlayerError } from './mirror.ts'

/** A note as it is played: MIDI. */
export function midiOf(pitch: unknown): number {
  const midi = typeof pitch === 'number' ? pitch : typeof pitch === 'string' ? Note.midi(pitch) ?? Note.midi(`${pitch}4`) : null
  if (midi === null || !(midi >= 0 && midi <= 127)) {
    throw new PlayerError(`'${String(pitch)}' is no note: write 'C4', 'F#3', 'Bb2', or its MIDI number, 60`)
  }
  return midi
}

/** The notes of a chord by its name, from its lowest note in an octave upwards: 'Cm7', 'F#', 'Dm7b5', 'C/E'. */
export function midisOf(name: unknown, octave: number): number[] {
  const { empty, notes } = Chord.get(String(name))
  if (empty || notes.length === 0) throw new PlayerError(`'${String(name)}' is no chord: write 'C', 'Cm7', 'F#maj7', 'C/E' …`)
  const midis: number[] = []
  for (const note of notes) {
    let midi = Note.midi(`${note}${octave}`)!
    while (midis.length > 0 && midi <= midis.at(-1)!) midi += 12
    midis.push(midi)
  }
  midis.forEach(midiOf)
  return midis
}
