/** A pattern as plain data: `['fast', [3, 2], ['pure', 'bd']]`. The name of an operator, then its arguments: numbers, texts,
 *  rationals as pairs of whole numbers, trees, and lists of these. It is what travels to a worker: no function is ever in it. */
import { PatternError, wrong } from './error.ts'
import type { Rational } from './rational.ts'

export type Tree = readonly [operator: string, ...args: Argument[]]
export type Argument = number | string | boolean | null | readonly Argument[] | { readonly [name: string]: number }

/** Nodes, and lists in lists, that there may be in a tree. */
export const MOST_NODES = 20_000
/** Operators inside each other; and lists inside each other, of which an operator takes up to three. */
const DEEPEST = 200
const DEEPEST_LISTS = 3 * DEEPEST

export const isTree = (argument: unknown): argument is Tree => Array.isArray(argument) && typeof argument[0] === 'string'

export const pair = ({ n, d }: Rational): Argument => [n, d]

/** Checks data from outside and counts its nodes. Errors: throws PatternError when it can't be a tree. */
export function checkTree(data: unknown, isOperator: (name: string) => boolean): number {
  let nodes = 0
  const check = (argument: unknown, depth: number): void => {
    nodes++
    if (nodes > MOST_NODES) tooLarge()
    if (depth > DEEPEST_LISTS) tooDeep()
    if (Array.isArray(argument)) {
      if (typeof argument[0] === 'string' && !isOperator(argument[0])) wrong(`There is no pattern operator '${argument[0]}'.`)
      for (const each of argument) if (typeof each === 'object') check(each, depth + 1)
    } else if (argument !== null && typeof argument === 'object') {
      for (const value of Object.values(argument)) if (typeof value !== 'number') notData()
    } else if (!['number', 'string', 'boolean'].includes(typeof argument) && argument !== null) notData()
  }
  if (!isTree(data)) throw new PatternError({ message: 'That is no pattern.', hint: "Write pat('bd sn') or beat('x..x')." })
  check(data, 0)
  return nodes
}

export function tooLarge(): never {
  const hint = `There may be ${MOST_NODES}: build it of fewer layers and repeats.`
  return wrong('This pattern is made of too many parts.', hint)
}

/** Refuses what is nested more deeply than there may be. */
export function checkDepth(depth: number): void {
  if (depth > DEEPEST) tooDeep()
}

function tooDeep(): never {
  return wrong('This pattern is nested too deeply to be played.', `${DEEPEST} functions may be inside each other: build it of fewer.`)
}

const notData = (): never => wrong('That is no pattern: a part of it is neither a number, nor a text, nor a pattern.')
