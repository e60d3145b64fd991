/** Operators in which one pattern gives the times and another the values. */
import { spend } from '../budget.ts'
import { wrong } from '../error.ts'
import { type Hap, type Query, type Span, type Value, extent, hap, joined, overlap } from '../hap.ts'
import { compare, floor, minus, modulo, over, plus, rational, same, times, whole } from '../rational.ts'
import { operator } from '../registry.ts'
import { byCycle, fast, shifted, silent } from './core.ts'
import { euclid } from './notation.ts'
import { zoom } from './time.ts'

/** For each event the values of another pattern in its time: events of the first with both. */
export function left(query: Query, values: Query, both: (event: Hap, value: Hap) => Hap | null): Query {
  return (begin, end) => {
    const haps: Hap[] = []
    for (const event of query(begin, end)) {
      const span = extent(event)
      for (const value of values(span.begin, span.end)) {
        const part = overlap(event.part, value.part)
        if (part === null) continue
        const made = both(part === event.part ? event : hap(event.whole, part, event.value, event.attributes), value)
        if (made !== null) haps.push(made)
      }
    }
    spend(haps.length)
    return haps
  }
}

/** What counts as no in a rhythm: 0, f, false; all else is yes. */
export const isTrue = (value: Value): boolean => value !== 0 && value !== 'f' && value !== 'false'

/** The values of a pattern at the times of another, where that says yes. */
operator('struct', ['pattern', 'pattern'], (rhythm, query) => left(rhythm, query, (event, { value, attributes }) =>
  isTrue(event.value) ? hap(event.whole, event.part, value, joined(event.attributes, attributes)) : null))

/** The pattern while another says yes; `inverse`: no. */
operator('mask', ['data', 'pattern', 'pattern'], (inverse, gate, query) =>
  left(query, gate, (event, { value }) => isTrue(value) !== inverse ? event : null))

operator('segment', ['time', 'pattern'], (count, query) => left(fast(count, CLOCK), query, (event, { value, attributes }) =>
  hap(event.whole, event.part, value, attributes)))

/** One event a cycle, without a value. */
const CLOCK: Query = (begin, end) => {
  const haps: Hap[] = []
  for (let cycle = floor(begin); compare(whole(cycle), end) < 0; cycle++) {
    const span = { begin: whole(cycle), end: whole(cycle + 1) }
    spend(1)
    haps.push(hap(span, overlap(span, { begin, end })!, 0, {}))
  }
  return haps
}

operator('euclid', ['whole', 'whole', 'pattern'], (hits, steps, query) => euclid(hits, steps, query, silent))
operator('euclidInv', ['whole', 'whole', 'pattern'], (hits, steps, query) => euclid(hits, steps, silent, query))
operator('euclidFull', ['whole', 'whole', 'pattern', 'pattern'], (hits, steps, query, other) => euclid(hits, steps, query, other))
operator('euclidOffFull', ['whole', 'whole', 'whole', 'pattern', 'pattern'], (hits, steps, rotation, query, other) =>
  steps === 0 ? silent : shifted(euclid(hits, steps, query, other), rational(-rotation, steps)))

/** A cycle of another pattern in the time of each event. */
function squeezed(query: Query, of: (event: Hap) => Query): Query {
  return (begin, end) => query(begin, end).flatMap(event => {
    const span = extent(event)
    const cycle = whole(floor(span.begin))
    const length = minus(span.end, span.begin)
    const inner = (at: Hap['part']['begin']): typeof at => plus(cycle, over(minus(at, span.begin), length))
    const outer = (at: Hap['part']['begin']): typeof at => plus(span.begin, times(minus(at, cycle), length))
    const back = ({ begin, end }: Span): Span => ({ begin: outer(begin), end: outer(end) })
    return of(event)(inner(event.part.begin), inner(event.part.end)).flatMap(({ whole, part, value, attributes }) => {
      const newWhole = whole && overlap(back(whole), span)
      const newPart = overlap(back(part), event.part)
      spend(1)
      return newPart === null || whole !== null && newWhole === null ? [] : [hap(newWhole, newPart, value, attributes)]
    })
  })
}

/** The nth of so many equal parts of a cycle. */
const slice = (query: Query, index: number, count: number): Query =>
  zoom(rational(modulo(index, count), count), rational(modulo(index, count) + 1, count), query)

operator('bite', ['whole', 'pattern', 'pattern'], (count, order, query) => count <= 0 ? silent
  : squeezed(order, ({ value }) => slice(query, numberOf('bite', value), count)))

operator('squeeze', ['pattern', 'patterns'], (order, queries) => queries.length === 0 ? silent
  : squeezed(order, ({ value }) => queries[modulo(numberOf('squeeze', value), queries.length)]))

/** A pattern of numbers picks from a list, `step` further on each cycle. */
operator('fit', ['whole', 'data', 'pattern'], (step, [, ...list], query) => (begin, end) => query(begin, end).map(event => {
  const index = numberOf('fit', event.value) + step * floor(extent(event).begin)
  return hap(event.whole, event.part, list[modulo(Math.floor(index), list.length)], event.attributes)
}))

function numberOf(name: string, value: Value): number {
  return typeof value === 'number' ? Math.floor(value) : wrong(`${name} takes numbers, not '${value}'.`)
}

/** The parts of each cycle in another order. An event that is cut goes on where its part is. */
export function reordered(query: Query, count: number, order: (cycle: number) => readonly number[]): Query {
  return byCycle((begin, end, cycle) => {
    const places = order(cycle)
    const haps: Hap[] = []
    const first = floor(times(minus(begin, whole(cycle)), whole(count)))
    for (let slot = first, at = begin; compare(at, end) < 0; slot++) {
      const next = plus(whole(cycle), rational(slot + 1, count))
      const to = compare(next, end) < 0 ? next : end
      for (const each of shifted(query, rational(slot - places[slot], count))(at, to)) haps.push(each)
      spend(1)
      at = to
    }
    return haps
  })
}

/** The notes that sound together, as one list for each time; in the order of their layers. An event that comes in several
 *  parts is one note. */
export function grouped(haps: readonly Hap[]): Hap[][] {
  const groups = new Map<string, Hap[]>()
  for (const event of haps) {
    // As in Tidal, what is left of a slow event in later cycles may lie outside of its whole.
    if (event.whole === null || overlap(event.whole, event.part) === null) continue
    const { begin, end } = event.whole
    const key = `${begin.n}/${begin.d}-${end.n}/${end.d}`
    const group = groups.get(key)
    if (group === undefined) groups.set(key, [event])
    else add(group, event)
  }
  return [...groups.values()]
}

function add(group: Hap[], { whole, part, value, attributes }: Hap): void {
  const at = group.findIndex(note => note.value === value && same(note.part.end, part.begin))
  if (at < 0) group.push(hap(whole, part, value, attributes))
  else group[at] = hap(whole, { begin: group[at].part.begin, end: part.end }, value, attributes)
}

type Order = <T>(notes: readonly T[]) => T[]
const back: Order = notes => [...notes].reverse()
const inner: Order = notes => notes.slice(0, -1)
const converge: Order = notes => notes.map((_, i) => notes[i % 2 === 0 ? i / 2 : notes.length - (i + 1) / 2])
const pinky: Order = notes => inner(notes).flatMap(note => [note, notes.at(-1)!])
const thumb: Order = notes => notes.slice(1).flatMap(note => [notes[0], note])

/** Ways to play the notes of a chord one by one. */
export const ARPEGGIOS: Readonly<Record<string, Order>> = {
  'up': notes => [...notes], 'down': back,
  'updown': notes => [...inner(notes), ...inner(back(notes))], 'downup': notes => [...inner(back(notes)), ...inner(notes)],
  'up&down': notes => [...notes, ...back(notes)], 'down&up': notes => [...back(notes), ...notes],
  'converge': converge, 'diverge': notes => back(converge(notes)),
  'disconverge': notes => [...converge(notes), ...back(converge(notes)).slice(1)],
  'pinkyup': pinky, 'pinkyupdown': notes => [...inner(pinky(notes)), ...inner(back(pinky(notes)))],
  'thumbup': thumb, 'thumbupdown': notes => [...inner(thumb(notes)), ...inner(back(thumb(notes)))],
}

operator('arp', ['text', 'pattern'], (mode, query) => {
  const order = Object.hasOwn(ARPEGGIOS, mode) ? ARPEGGIOS[mode] : undefined
  if (order === undefined) return wrong(`arp knows no '${mode}'.`, `It knows ${Object.keys(ARPEGGIOS).join(', ')}.`)
  return (begin, end) => grouped(query(begin, end)).flatMap(group => {
    const notes = order(group)
    spend(notes.length)
    return notes.flatMap(({ whole: span, part, value, attributes }, i) => {
      const length = times(minus(span!.end, span!.begin), rational(1, notes.length))
      const own = { begin: plus(span!.begin, times(length, whole(i))), end: plus(span!.begin, times(length, whole(i + 1))) }
      const cut = overlap(own, part)
      return cut === null ? [] : [hap(own, cut, value, attributes)]
    })
  })
})

