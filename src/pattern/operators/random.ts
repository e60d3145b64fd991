/** Operators of chance. */
import { chanceAt, chancesAt } from '../chance.ts'
import { wrong } from '../error.ts'
import { type Hap, type Query, type Span, extent, hap, overlap } from '../hap.ts'
import { type Rational, HALF, minus, plus, rational, times, toNumber, whole } from '../rational.ts'
import { operator } from '../registry.ts'
import { byCycle, shifted } from './core.ts'
import { reordered } from './structure.ts'

/** Mini-notation counts its places of chance; each is so much later in the stream of chance, as in Tidal. */
const SEED_STEP = 10_000

const middle = ({ begin, end }: Span): Rational => times(plus(begin, end), HALF)

/** As in Tidal, what is left of a slow event in later cycles may lie outside of its whole; that is no part of this. */
function withinWhole(event: Hap): Hap | null {
  const { whole, part, value, attributes } = event
  if (whole === null || whole === part) return event
  const cut = overlap(part, whole)
  return cut === part ? event : cut && hap(whole, cut, value, attributes)
}

/** Leaves events out by chance, `amount` of them; or, `inverse`, just those that would be left out. */
operator('degrade', ['number', 'data', 'pattern', 'salt'], (amount, [seed, inverse], query, salt) => {
  const shift = rational(seed, SEED_STEP)
  const stays = (event: Hap): boolean =>
    (chanceAt(toNumber(plus(middle(extent(event)), shift)), salt) >= amount) !== inverse
  return (begin, end) => {
    const haps: Hap[] = []
    for (const event of query(begin, end)) {
      const inside = withinWhole(event)
      if (inside !== null && stays(event)) haps.push(inside)
    }
    return haps
  }
})

/** One of the patterns each cycle, by chance. */
operator('chooseCycle', ['data', 'patterns', 'salt'], (seed, queries, salt) => byCycle((begin, end, cycle) => {
  const time = plus(plus(whole(cycle), HALF), rational(seed, SEED_STEP))
  const index = Math.floor(chanceAt(toNumber(time), salt) * queries.length)
  return within(queries[index], { begin: whole(cycle), end: whole(cycle + 1) })(begin, end)
}))

/** The events with their wholes cut to a span. */
export function within(query: Query, span: Span): Query {
  return (begin, end) => query(begin, end).flatMap(({ whole, part, value, attributes }) => {
    const cut = whole && overlap(whole, span)
    return whole !== null && cut === null ? [] : [hap(cut, part, value, attributes)]
  })
}

/** `changed` in some of the cycles, by chance. */
operator('somecycles', ['number', 'pattern', 'pattern', 'salt'], (amount, changed, query, salt) =>
  byCycle((begin, end, cycle) => (chanceAt(cycle, salt) < amount ? changed : query)(begin, end)))

/** Patterns in turn, a cycle of each, the turn by chance. */
operator('randcat', ['patterns', 'salt'], (queries, salt) => byCycle((begin, end, cycle) => {
  const jump = Math.floor(chanceAt(cycle + 0.5, salt) * queries.length)
  const later = cycle + jump
  const index = later - queries.length * Math.floor(later / queries.length)
  const inner = (later - index) / queries.length
  return shifted(queries[index], whole(cycle - inner))(begin, end)
}))

/** One of the patterns each cycle by chance, those of more weight more often. */
operator('wrandcat', ['weighted', 'salt'], (parts, salt) => {
  const total = parts.reduce((sum, { weight }) => sum + toNumber(weight), 0)
  return byCycle((begin, end, cycle) => {
    let left = chanceAt(cycle + 0.5, salt) * total
    const { query } = parts.find(({ weight }) => (left -= toNumber(weight)) < 0) ?? parts.at(-1)!
    return within(query, { begin: whole(cycle), end: whole(cycle + 1) })(begin, end)
  })
})

/** Parts of a cycle in an order of chance, each once. */
operator('shuffle', ['whole', 'pattern', 'salt'], (count, query, salt) => reordered(query, positive('shuffle', count), cycle => {
  const chances = chancesAt(cycle, count, salt)
  return chances.map((_, i) => i).sort((a, b) => chances[a] - chances[b])
}))

/** Parts of a cycle by chance, some twice, some not at all. */
operator('scramble', ['whole', 'pattern', 'salt'], (count, query, salt) => reordered(query, positive('scramble', count), cycle =>
  Array.from({ length: count }, (_, i) => Math.floor(chanceAt(cycle + (i + 0.5) / count, salt) * count))))

const MOST_PARTS = 256
const positive = (name: string, count: number): number => count >= 1 && count <= MOST_PARTS ? count
  : wrong(`${name} cuts a cycle into 1 to ${MOST_PARTS} parts, not ${count}.`)

/** Steps of the shift that humanise gives an event, to either side. */
const SHIFTS = 64

/** Each event a little earlier or later, by up to `time`, and softer by up to `softer`: by a hash of its time and value. */
operator('humanise', ['time', 'number', 'pattern', 'salt'], (time, softer, query, salt) => (begin, end) => {
  const most: Rational = time.n < 0 ? { n: -time.n, d: time.d } : time
  return query(minus(begin, most), plus(end, most)).flatMap(({ whole: span, part, value, attributes }) => {
    if (span === null) {
      const cut = overlap(part, { begin, end })
      return cut === null ? [] : [hap(null, cut, value, attributes)]
    }
    const [one, other] = chancesAt(toNumber(span.begin) + hashOf(value), 2, salt)
    const by = times(most, rational(Math.round((2 * one - 1) * SHIFTS), SHIFTS))
    const moved = ({ begin, end }: Span): Span => ({ begin: plus(begin, by), end: plus(end, by) })
    const cut = overlap(moved(part), { begin, end })
    const velocity = (attributes.velocity ?? 1) * (1 - softer * other)
    return cut === null ? [] : [hap(moved(span), cut, value, { ...attributes, velocity })]
  })
})

/** A number from 0 to 300 for a value, so that events at the same time differ. */
function hashOf(value: number | string): number {
  let hash = 0
  for (const letter of String(value)) hash = Math.imul(hash, 31) + letter.codePointAt(0)! | 0
  return (hash >>> 0) / 2 ** 32 * 300
}
