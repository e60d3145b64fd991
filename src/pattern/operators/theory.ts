/** Operators on notes: scales, chords, voicings. */
import { spend } from '../budget.ts'
import { inverted } from '../chords.ts'
import { wrong } from '../error.ts'
import { type Value, hap } from '../hap.ts'
import { midiOf } from '../notes.ts'
import { operator } from '../registry.ts'
import { type Tones, chordNamed, degree, scaleNamed, tonal, voiced } from '../theory.ts'
import { grouped, left } from './structure.ts'
import { numeric } from './values.ts'

operator('scale', ['pattern', 'pattern'], (names, query) => {
  tonal()
  return left(query, names, (event, { value }) =>
    hap(event.whole, event.part, degree(scaleNamed(String(value)), numeric('scale', event.value)), event.attributes))
})

operator('toScale', ['data', 'pattern'], (steps: readonly number[], query) => {
  const tones: Tones = { root: 0, steps }
  if (steps.length === 0) return () => []
  return (begin, end) => query(begin, end).map(event =>
    hap(event.whole, event.part, degree(tones, numeric('toScale', event.value)), event.attributes))
})

operator('note', ['pattern'], query => (begin, end) => query(begin, end).map(event =>
  typeof event.value === 'number' ? event : hap(event.whole, event.part, pitch(event.value), event.attributes)))

function pitch(value: Value): number {
  return (typeof value === 'number' ? value : midiOf(value)) ?? wrong(`'${value}' is no note.`, 'Write c, eb3, f#4, or a MIDI number, 60.')
}

/** Chord symbols as their notes; with `top` as voicings below it. */
operator('chord', ['value', 'pattern'], (top, query) => {
  tonal()
  const highest = top === '' ? undefined : pitch(top)
  return (begin, end) => query(begin, end).flatMap(({ whole, part, value, attributes }) => {
    const notes = chordNamed(String(value))
    spend(notes.length)
    return (highest === undefined ? notes : voiced(notes, highest)).map(note => hap(whole, part, note, attributes))
  })
})

/** Of the notes that sound together, the lowest an octave up, so many times; negative: the highest down. */
operator('inversion', ['whole', 'pattern'], (times, query) => (begin, end) => grouped(query(begin, end)).flatMap(group => {
  const sorted = group.map(event => numeric('inversion', event.value)).sort((a, b) => a - b)
  const notes = times >= 0 ? inverted(sorted, times) : inverted(sorted.map(note => -note).reverse(), -times).map(note => -note).reverse()
  return notes.map((note, i) => hap(group[i].whole, group[i].part, note, group[i].attributes))
}))
