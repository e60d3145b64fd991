/** Events of a pattern. */
import type { Rational } from './rational.ts'
import { compare, earlier, later } from './rational.ts'

export interface Span {
  readonly begin: Rational
  readonly end: Rational
}

export type Value = number | string

/** What an event says besides its value: `velocity` 0 to 1, `pan` -1 to 1, `gate` (the part of its length that it sounds), `slide` … */
export type Attributes = Readonly<Record<string, number>>

/** An event, as far as it lies in the span that was asked for. It begins there where `part` begins when `whole` does. */
export interface Hap {
  /** Its full time, in cycles; null for a value of something continuous, which has neither beginning nor end. */
  readonly whole: Span | null
  readonly part: Span
  readonly value: Value
  readonly attributes: Attributes
}

/** The events of a span, in any order. Pure: the same span has the same events. */
export type Query = (begin: Rational, end: Rational) => Hap[]

export const NONE: Attributes = Object.freeze({})

export const hap = (whole: Span | null, part: Span, value: Value, attributes: Attributes): Hap => ({ whole, part, value, attributes })

/** Whether the event begins in the span that was asked for. */
export function isOnset({ whole, part }: Hap): boolean {
  return whole !== null && compare(whole.begin, part.begin) === 0
}

/** What two spans have in common, or null. */
export function overlap(a: Span, b: Span): Span | null {
  const begin = later(a.begin, b.begin)
  const end = earlier(a.end, b.end)
  if (compare(begin, end) >= 0) return null
  if (begin === a.begin && end === a.end) return a
  return begin === b.begin && end === b.end ? b : { begin, end }
}

/** The whole of an event, or what there is of it. */
export const extent = ({ whole, part }: Hap): Span => whole ?? part

/** Attributes of both; where both say something, the second. */
export function joined(a: Attributes, b: Attributes): Attributes {
  if (b === NONE || a === b) return a
  return a === NONE ? b : { ...a, ...b }
}
