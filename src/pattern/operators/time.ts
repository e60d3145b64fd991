/** Operators that move and choose stretches of time. */
import { spend } from '../budget.ts'
import { type Hap, type Query, extent, hap, overlap } from '../hap.ts'
import {
  type Rational, ONE, ZERO, compare, floor, minus, modulo, over, plus, rational, times, whole,
} from '../rational.ts'
import { operator } from '../registry.ts'
import { byCycle, fast, retimed, sequenceOf, shifted, silent } from './core.ts'

operator('compress', ['time', 'time', 'pattern'], (begin, end, query) => {
  if (compare(begin, end) >= 0 || begin.n < 0 || compare(end, ONE) > 0) return silent
  return sequenceOf([
    { weight: begin, query: silent }, { weight: minus(end, begin), query }, { weight: minus(ONE, end), query: silent },
  ])
})

operator('fastGap', ['time', 'pattern'], (factor, query) => factor.n <= 0 ? silent : compare(factor, ONE) <= 0 ? byCycle(query)
  : sequenceOf([{ weight: ONE, query }, { weight: minus(factor, ONE), query: silent }]))

operator('zoom', ['time', 'time', 'pattern'], (begin, end, query) => zoom(begin, end, query))

/** A stretch of each cycle, as long as a cycle. */
export function zoom(begin: Rational, end: Rational, query: Query): Query {
  const length = minus(end, begin)
  if (length.n <= 0) return silent
  return byCycle((from, to, cycle) => {
    const start = whole(cycle)
    const inner = (time: Rational): Rational => plus(plus(start, begin), times(minus(time, start), length))
    return retimed(query(inner(from), inner(to)), time => {
      return plus(start, over(minus(minus(time, start), begin), length))
    })
  })
}

operator('linger', ['time', 'pattern'], (part, query) => part.n === 0 ? silent
  : part.n < 0 ? fast(over(ONE, part), zoom(plus(ONE, part), ONE, query)) : fast(over(ONE, part), zoom(ZERO, part, query)))

operator('trunc', ['time', 'pattern'], (part, query) => byCycle((begin, end, cycle) => {
  const limit = plus(whole(cycle), part)
  if (compare(begin, limit) >= 0) return []
  return query(begin, compare(end, limit) < 0 ? end : limit)
}))

/** The nth cycle begins n/count later in the pattern; `direction` -1: earlier. Each turn of all of them is a cycle of it. */
operator('iter', ['whole', 'data', 'pattern'], (count, direction, query) => {
  if (count === 0) return query
  const size = Math.abs(count)
  return byCycle((begin, end, cycle) => {
    const step = modulo(cycle, size)
    const back = whole(cycle - (cycle - step) / size)
    return shifted(query, minus(back, rational(direction * Math.sign(count) * step, size)))(begin, end)
  })
})

/** `changed` in every nth cycle, the one at `offset`; the pattern in the others. */
operator('every', ['whole', 'whole', 'pattern', 'pattern'], (n, offset, changed, query) => n <= 0 ? query
  : byCycle((begin, end, cycle) => (modulo(cycle, n) === offset ? changed : query)(begin, end)))

operator('whenmod', ['whole', 'whole', 'pattern', 'pattern'], (period, from, changed, query) => period <= 0 ? query
  : byCycle((begin, end, cycle) => (modulo(cycle, period) >= from ? changed : query)(begin, end)))

/** Of `changed` what begins in a stretch of the cycle, of the pattern the rest. */
operator('within', ['time', 'time', 'pattern', 'pattern'], (begin, end, changed, query) => inStretch(begin, end, changed, query))

function inStretch(begin: Rational, end: Rational, changed: Query, query: Query): Query {
  const isIn = (event: Hap): boolean => {
    const start = extent(event).begin
    const place = minus(start, whole(floor(start)))
    return compare(place, begin) >= 0 && compare(place, end) < 0
  }
  return (from, to) => [...changed(from, to).filter(isIn), ...query(from, to).filter(event => !isIn(event))]
}

/** `changed` in one of n parts of a cycle, the next one each cycle; negative n: the one before. A turn is a cycle of the pattern. */
operator('chunk', ['whole', 'pattern', 'pattern'], (count, changed, query) => {
  if (count === 0) return query
  const size = Math.abs(count)
  return byCycle((begin, end, cycle) => {
    const turn = modulo(cycle, size)
    const part = count > 0 ? turn : size - 1 - turn
    const both = inStretch(rational(part, size), rational(part + 1, size), changed, query)
    return (count < 0 ? both : shifted(both, whole(cycle - (cycle - turn) / size)))(begin, end)
  })
})

/** So many cycles from `offset` on, again and again. */
operator('ribbon', ['time', 'time', 'pattern'], (offset, cycles, query) => {
  if (cycles.n <= 0) return silent
  const inner = fast(cycles, shifted(query, { n: -offset.n, d: offset.d }))
  const first = byCycle((begin, end, cycle) => shifted(inner, whole(cycle))(begin, end))
  return fast(over(ONE, cycles), first)
})

/** Sections of whole cycles one after the other; each goes on where it was when all are played again. */
operator('arrange', ['weighted'], sections => {
  const total = sections.reduce((sum, { weight }) => sum + weight.n, 0)
  if (total === 0) return silent
  return byCycle((begin, end, cycle) => {
    let at = modulo(cycle, total)
    const round = (cycle - at) / total
    const section = sections.find(({ weight }) => (at -= weight.n) < 0)!
    const inner = round * section.weight.n + at + section.weight.n
    return shifted(section.query, whole(cycle - inner))(begin, end)
  })
})

/** Copies that follow: `feedback` scales the velocity of each after the one before it. */
operator('echo', ['whole', 'time', 'number', 'pattern'], (count, time, feedback, query) =>
  copies(query, Math.max(1, count), time, i => feedback ** i))
operator('stut', ['whole', 'number', 'time', 'pattern'], (count, feedback, time, query) =>
  copies(query, count, time, i => feedback + (1 - feedback) * (count - i) / count))

function copies(query: Query, count: number, time: Rational, scale: (copy: number) => number): Query {
  const layers = Array.from({ length: Math.min(count, 256) }, (_, i) => shifted(query, times(time, whole(i))))
  return (begin, end) => layers.flatMap((layer, i) => {
    const haps = layer(begin, end)
    spend(1 + haps.length)
    return i === 0 ? haps : haps.map(({ whole, part, value, attributes }) =>
      hap(whole, part, value, { ...attributes, velocity: (attributes.velocity ?? 1) * scale(i) }))
  })
}

/** Each event so many times in its own time. */
operator('ply', ['time', 'pattern'], (times, query) => times.n <= 0 ? silent : (begin, end) =>
  query(begin, end).flatMap(event => event.whole === null ? [event] : repeated(event, times)))

function repeated({ whole: span, part, value, attributes }: Hap, count: Rational): Hap[] {
  const { begin, end } = span!
  const length = over(minus(end, begin), count)
  const haps: Hap[] = []
  const first = floor(over(minus(part.begin, begin), length))
  for (let i = first, at = plus(begin, times(length, whole(i))); compare(at, part.end) < 0; i++) {
    const next = plus(at, length)
    const each = overlap({ begin: at, end: next }, span!)
    const cut = each && overlap(each, part)
    if (cut !== null) haps.push(hap(each, cut, value, attributes))
    spend(1)
    at = next
  }
  return haps
}
