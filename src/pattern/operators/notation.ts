/** What only notations need: euclidean rhythms, ranges and chords of mini-notation. */
import { spend } from '../budget.ts'
import { CHORDS, modified } from '../chords.ts'
import { wrong } from '../error.ts'
import { MOST_STEPS, euclidean } from '../euclid.ts'
import { type Hap, type Query, hap, joined, overlap } from '../hap.ts'
import { midiOf } from '../notes.ts'
import { rational } from '../rational.ts'
import { operator } from '../registry.ts'
import { constant, fastcat, shifted, silent } from './core.ts'

/** bd(3,8,2). */
operator('euclidOff', ['whole', 'whole', 'whole', 'pattern'], (hits, steps, rotation, query) =>
  steps === 0 ? silent : shifted(euclid(hits, steps, query, silent), rational(-rotation, steps)))

/** One pattern where a euclidean rhythm hits, another where it doesn't. */
export function euclid(hits: number, steps: number, hit: Query, other: Query): Query {
  if (Math.abs(hits) > MOST_STEPS || steps > MOST_STEPS)
    return wrong(`A rhythm of ${Math.max(Math.abs(hits), steps)} steps is too long.`, `It may have ${MOST_STEPS}.`)
  const rhythm = euclidean(hits, Math.max(0, steps))
  return fastcat(rhythm.map(on => on ? hit : other))
}

/** Numbers that a range may have. */
const MOST_NUMBERS = 4096

/** 0 .. 3: all the numbers, in a cycle. Of two words it is the two. As in Tidal, 0.5 .. 3 ends with 3.5, half a step after. */
operator('range', ['value', 'value'], (from, to) => {
  const values = typeof from === 'number' && typeof to === 'number' ? numbers(from, to) : [from, to]
  return fastcat(values.map(value => constant(value)))
})

function numbers(from: number, to: number): number[] {
  const count = Math.floor(Math.abs(to - from) + 0.5) + 1
  if (count > MOST_NUMBERS) return wrong(`From ${from} to ${to} are too many numbers.`, `There may be ${MOST_NUMBERS}.`)
  const low = Math.min(from, to)
  const up = Array.from({ length: count }, (_, i) => low + i)
  return from <= to ? up : up.reverse()
}

/** c'maj'5'i: for each root, each name and each list of modifiers, where they are at the same time. */
operator('chordOf', ['pattern', 'pattern', 'patterns'], (root, name, modifiers) => {
  const all = [root, name, ...modifiers]
  return (begin, end) => together(all, 0, null, { begin, end }).flatMap(({ haps: [root, name, ...modifiers], span, part }) => {
    const base = typeof root.value === 'number' ? root.value : midiOf(root.value)
    if (base === undefined) return wrong(`'${root.value}' is no note for a chord.`, "Write c'maj, or e3'min7.")
    const semitones = CHORDS[String(name.value)]
    if (semitones === undefined) return wrong(`There is no chord '${name.value}'.`, 'Write maj, min7, sus4 … after the \'.')
    const notes = modifiers.reduce((notes, { value }) => modified(notes, String(value)), semitones)
    spend(notes.length)
    return notes.map(note => hap(span, part, base + note, joined(root.attributes, name.attributes)))
  })
})

interface Together { haps: Hap[], span: Hap['whole'], part: Hap['part'] }

/** The events of several patterns that are at the same time; theirs is what they have in common. */
function together(queries: readonly Query[], index: number, span: Hap['whole'], part: Hap['part']): Together[] {
  if (index === queries.length) return [{ haps: [], span, part }]
  return queries[index](part.begin, part.end).flatMap(first => {
    const common = span && first.whole ? overlap(span, first.whole) : first.whole ?? span
    if (span && first.whole && common === null) return []
    return together(queries, index + 1, common, first.part).map(({ haps, span, part }) => ({ haps: [first, ...haps], span, part }))
  })
}
