/** How the functions of patterns are defined: each in one place, with what it does and an example. */
import { type Change, type Like, type Pattern, node, scalar, toPattern } from '../pattern.ts'
import type { Argument } from '../tree.ts'

export interface About {
  readonly doc: string
  /** A line of code that the guide shows and a test plays. */
  readonly example: string
}

/** A function of a pattern, and what it takes after the pattern: what the method takes. */
export interface Defined<A extends unknown[]> extends About {
  (pattern: Pattern, ...args: A): Pattern
}

export function define<A extends unknown[]>(doc: string, example: string, build: (pattern: Pattern, ...args: A) => Pattern): Defined<A> {
  return Object.assign((pattern: Pattern, ...args: A): Pattern => build(pattern, ...args), { doc, example })
}

/** Functions as methods: without the pattern that comes first. */
export type Bound<F> = { [K in keyof F]: F[K] extends Defined<infer A> ? (...args: A) => Pattern : never }

/** A number, or a pattern of numbers. */
export const number = (like: Like): Argument | Pattern => scalar(like, true)
/** A name, or a pattern of names. */
export const name = (like: Like): Argument | Pattern => scalar(like, false)

export const applied = (change: Change, pattern: Pattern): Pattern => toPattern(change(pattern))

let depth = 0

/** A pattern that is made anew for each value of an argument: `body` gets what stands for the value. */
export function forEach(like: Like, body: (value: Argument | Pattern) => Pattern): Pattern {
  const values = number(like)
  if (typeof values === 'number') return body(values)
  const name = `v${depth++}`
  try {
    return node('let', name, values, body(['name', name]))
  } finally {
    depth--
  }
}
