/** The operators that a tree is made of: what each takes, and the query it becomes. An operator is defined in one place, in
 *  operators/, and is known here by its name from then on. */
import type { Query, Value } from './hap.ts'
import type { Rational } from './rational.ts'

/** What an operator takes. The first four may be patterns themselves: then the operator is played with each value in its time.
 *  `salt` is no argument: it is what seed() has set. */
export interface Kinds {
  time: Rational
  number: number
  whole: number
  text: string
  pattern: Query
  patterns: readonly Query[]
  weighted: readonly Weighted[]
  data: any
  value: Value
  salt: number
}
export type Kind = keyof Kinds
export interface Weighted { weight: Rational, query: Query }

type Values<K extends readonly Kind[]> = { [I in keyof K]: Kinds[K[I]] }

export interface Operator {
  readonly name: string
  readonly takes: readonly Kind[]
  readonly query: (...args: any[]) => Query
}

const OPERATORS = new Map<string, Operator>()

/** Makes an operator known. `query` is called once for each node of a pattern, or for each value of a patterned argument. */
export function operator<const K extends readonly Kind[]>(name: string, takes: K, query: (...args: Values<K>) => Query): string {
  OPERATORS.set(name, { name, takes, query: query as Operator['query'] })
  return name
}

export const operatorNamed = (name: string): Operator | undefined => OPERATORS.get(name)
export const isOperator = (name: string): boolean => OPERATORS.has(name)
