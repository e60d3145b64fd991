/** The operators that notations are made of: values, rests, layers, sequences and speeds. */
import { spend } from '../budget.ts'
import { type Attributes, type Hap, type Query, type Span, type Value, NONE, hap, overlap } from '../hap.ts'
import {
  type Rational, ONE, ZERO, ceiling, compare, earlier, floor, later, minus, modulo, over, plus, times, whole,
} from '../rational.ts'
import { type Weighted, operator } from '../registry.ts'

export const silent: Query = () => []

/** One event a cycle: `['pure', 'bd']`, `['pure', 'X', { velocity: 1 }]`. */
operator('pure', ['data', 'data'], (value, attributes = NONE) => constant(value, attributes))

export const constant = (value: Value, attributes: Attributes = NONE): Query => (begin, end) => {
  const first = floor(begin)
  const last = ceiling(end)
  spend(last - first)
  const haps: Hap[] = []
  for (let cycle = first; cycle < last; cycle++) {
    const span = { begin: whole(cycle), end: whole(cycle + 1) }
    const part = overlap(span, { begin, end })
    if (part !== null) haps.push(hap(span, part, value, attributes))
  }
  return haps
}

operator('silence', [], () => silent)

operator('stack', ['patterns'], queries => (begin, end) => {
  spend(queries.length)
  const haps: Hap[] = []
  for (const query of queries) for (const each of query(begin, end)) haps.push(each)
  return haps
})

/** One pattern a cycle, in turn. Each goes on where it was. */
operator('cat', ['patterns'], queries => cat(queries))

const cat = (queries: readonly Query[]): Query => queries.length === 0 ? silent : byCycle((begin, end, cycle) => {
  const index = modulo(cycle, queries.length)
  return shifted(queries[index], whole(cycle - (cycle - index) / queries.length))(begin, end)
})

/** The same, all within a cycle. Unlike in a sequence, an event of a cycle before keeps its distance to what comes now. */
operator('fastcat', ['patterns'], queries => fastcat(queries))

export const fastcat = (queries: readonly Query[]): Query => fast(whole(queries.length), cat(queries))

/** All in one cycle, each in its share of it: `['sequence', [[[1, 1], ['pure', 'bd']], [[2, 1], ['pure', 'sn']]]]`. */
operator('sequence', ['weighted'], parts => sequenceOf(parts))

export function sequenceOf(parts: readonly Weighted[]): Query {
  const slots = slotsOf(parts)
  if (slots.length === 1) return byCycle(slots[0].query)
  return byCycle((begin, end, cycle) => {
    const haps: Hap[] = []
    const start = whole(cycle)
    const from = minus(begin, start)
    const to = minus(end, start)
    spend(slots.length)
    for (const slot of slots) {
      if (compare(slot.end, from) <= 0) continue
      if (compare(slot.begin, to) >= 0) break
      fill(slot, start, later(slot.begin, from), earlier(slot.end, to), haps)
    }
    return haps
  })
}

interface Slot { begin: Rational, end: Rational, length: Rational, query: Query }

function slotsOf(parts: readonly Weighted[]): Slot[] {
  const total = parts.reduce((sum, { weight }) => plus(sum, weight), ZERO)
  let at = ZERO
  return parts.filter(({ weight }) => weight.n > 0).map(({ weight, query }) => {
    const begin = over(at, total)
    at = plus(at, weight)
    return { begin, end: over(at, total), length: over(weight, total), query }
  })
}

/** The events of a slot from `from` to `to` of a cycle, appended. As in Tidal, an event that has begun in a cycle before keeps
 *  its place in the slot of that cycle. */
function fill({ begin, length, query }: Slot, cycle: Rational, from: Rational, to: Rational, haps: Hap[]): void {
  const inner = (time: Rational): Rational => plus(cycle, over(minus(time, begin), length))
  const outer = (span: Span): Span => {
    const base = span.begin.d === 1 ? span.begin : whole(floor(span.begin))
    const at = plus(base, begin)
    return { begin: base === span.begin ? at : plus(at, times(minus(span.begin, base), length)),
      end: plus(at, times(minus(span.end, base), length)) }
  }
  for (const { whole, part, value, attributes } of query(inner(from), inner(to))) {
    const outerPart = outer(part)
    haps.push(hap(whole === part ? outerPart : whole && outer(whole), outerPart, value, attributes))
  }
}

operator('fast', ['time', 'pattern'], (factor, query) => fast(factor, query))
operator('slow', ['time', 'pattern'], (factor, query) => factor.n === 0 ? silent : fast(over(ONE, factor), query))

export function fast(factor: Rational, query: Query): Query {
  if (factor.n === 0) return silent
  if (factor.n < 0) return rev(fast({ n: -factor.n, d: factor.d }, query))
  if (factor.n === factor.d) return query
  const outer = (time: Rational): Rational => over(time, factor)
  return (begin, end) => retimed(query(times(begin, factor), times(end, factor)), outer)
}

operator('early', ['time', 'pattern'], (time, query) => shifted(query, { n: -time.n, d: time.d }))
operator('late', ['time', 'pattern'], (time, query) => shifted(query, time))

/** Later by so much. */
export function shifted(query: Query, by: Rational): Query {
  if (by.n === 0) return query
  return (begin, end) => retimed(query(minus(begin, by), minus(end, by)), time => plus(time, by))
}

operator('rev', ['pattern'], query => rev(query))

/** Each cycle backwards. */
export function rev(query: Query): Query {
  return byCycle((begin, end, cycle) => {
    const mirror = whole(2 * cycle + 1)
    const turned = ({ begin, end }: Span): Span => ({ begin: minus(mirror, end), end: minus(mirror, begin) })
    return query(minus(mirror, end), minus(mirror, begin)).map(({ whole, part, value, attributes }) =>
      hap(whole && turned(whole), turned(part), value, attributes))
  })
}

/** Asks cycle by cycle: for what differs from one to the next. */
export function byCycle(query: (begin: Rational, end: Rational, cycle: number) => Hap[]): Query {
  return (begin, end) => {
    const first = floor(begin)
    if (compare(end, whole(first + 1)) <= 0) return query(begin, end, first)
    const last = ceiling(end) - 1
    const haps: Hap[] = []
    spend(last - first)
    for (let cycle = first; cycle <= last; cycle++) {
      const from = cycle === first ? begin : whole(cycle)
      const to = cycle === last ? end : whole(cycle + 1)
      for (const each of query(from, to, cycle)) haps.push(each)
    }
    return haps
  }
}

/** The same events at other times. */
export function retimed(haps: readonly Hap[], time: (time: Rational) => Rational): Hap[] {
  spend(haps.length)
  return haps.map(({ whole, part, value, attributes }) => {
    const newPart = mapped(part, time)
    return hap(whole === part ? newPart : whole && mapped(whole, time), newPart, value, attributes)
  })
}

export const mapped = ({ begin, end }: Span, time: (time: Rational) => Rational): Span => ({ begin: time(begin), end: time(end) })
