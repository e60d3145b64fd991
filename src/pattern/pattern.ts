/** A pattern: a pure function of musical time, cycle → events. It is immutable and made of plain data; its methods, which
 *  operators/ define, make other patterns of it. */
import { within } from './budget.ts'
import { compile } from './compile.ts'
import { wrong } from './error.ts'
import type { Hap, Query } from './hap.ts'
import type { Methods } from './methods.ts'
import { miniSteps } from './notation/mini.ts'
import { isSteps, steps } from './notation/steps.ts'
import { type Rational, compare, fromNumber, minus, toNumber } from './rational.ts'
import { isOperator } from './registry.ts'
import { type Argument, type Tree, MOST_NODES, checkDepth, checkTree, tooLarge } from './tree.ts'

/** What is taken for a pattern: a notation, a number, or several to play in turn within a cycle. */
export type Like = Pattern | string | number | readonly Like[]
/** What a player's function makes of a pattern. It runs once, when the pattern is made. */
export type Change = (pattern: Pattern) => Like
/** A time: a number of cycles, or its fraction. */
export type Time = number | Rational

export interface Pattern extends Methods {}
export class Pattern {
  readonly tree: Tree
  /** Nodes in the tree, and how deep it is; steps in a cycle, which polymeters go by. */
  readonly size: number
  readonly depth: number
  readonly steps: number
  private compiled?: Query

  constructor(tree: Tree, size: number, { steps = 1, depth = 1 }: { steps?: number, depth?: number } = {}) {
    if (size > MOST_NODES) tooLarge()
    checkDepth(depth)
    this.depth = depth
    this.tree = tree
    this.size = size
    this.steps = steps
  }

  /** The events from one time to another, in cycles, sorted by their time. `most`: how many there may be, with those that they are made
   *  from. Errors: throws PatternError. */
  query(begin: Time, end: Time, most?: number): Hap[] {
    const [from, to] = [exact(begin), exact(end)]
    if (compare(from, to) >= 0) return []
    const haps = within(toNumber(minus(to, from)), () => (this.compiled ??= compile(this.tree))(from, to), most)
    return haps.length < 2 ? haps : haps.sort(byTime)
  }

  /** Plain data, which Pattern.fromJSON takes. */
  toJSON(): Tree { return this.tree }

  /** A pattern of what toJSON gave, checked. Errors: throws PatternError when it is no pattern. */
  static fromJSON(data: unknown): Pattern {
    const size = checkTree(data, isOperator)
    const pattern = new Pattern(data as Tree, size)
    pattern.compiled = within(1, () => compile(pattern.tree))
    return pattern
  }
}

const exact = (time: Time): Rational => typeof time === 'number' ? fromNumber(time) : time

function byTime(a: Hap, b: Hap): number {
  return compare(a.part.begin, b.part.begin) || compare(a.part.end, b.part.end)
}

/** A pattern of whatever is one, or of a text: steps when it is made of X, x and dots alone, else mini-notation.
 *  Errors: throws PatternError, for a notation with its place. */
export function toPattern(like: Like): Pattern {
  if (like instanceof Pattern) return like
  if (typeof like === 'string') return isSteps(like) ? beat(like) : pat(like)
  if (typeof like === 'number') return node('pure', like)
  if (!Array.isArray(like)) return wrong(`${String(like)} is no pattern.`, "Write a text, a number or a pattern: 'bd sn'.")
  return node('fastcat', like.map(toPattern))
}

/** A pattern of mini-notation: pat('bd [sn cp] <hh oh>'). */
export function pat(text: string): Pattern {
  const { tree, steps } = miniSteps(String(text))
  return new Pattern(tree, checkTree(tree, isOperator), { steps: toNumber(steps) || 1 })
}

/** A pattern of steps: beat('X..x..x.'). */
export function beat(text: string): Pattern {
  const tree = steps(String(text))
  const count = tree[0] === 'sequence' ? (tree[1] as Argument[]).length : 1
  return new Pattern(tree, 1 + 3 * count, { steps: count })
}

/** One value a cycle, just as it is: no notation is read. */
export const pure = (value: number | string): Pattern => node('pure', value)

type Part = Argument | Pattern | readonly Part[] | { readonly [name: string]: number }

/** A pattern by the name of its operator and its arguments, patterns among them. */
export function node(operator: string, ...args: Part[]): Pattern {
  let size = 1
  let depth = 0
  const plain = (part: Part): Argument => {
    if (part instanceof Pattern) {
      size += part.size
      depth = Math.max(depth, part.depth)
      return part.tree
    }
    size++
    return Array.isArray(part) ? part.map(plain) : part as Argument
  }
  const tree: Tree = [operator, ...args.map(plain)]
  return new Pattern(tree, size, { depth: depth + 1 })
}

/** An argument that may be a pattern: a number or a name as it is where it stays the same. `numeric`: '1/8' is a number, and any
 *  other text mini-notation. */
export function scalar(like: Like, numeric: boolean): Argument | Pattern {
  if (typeof like === 'number') return like
  if (typeof like === 'string') {
    if (numeric && FRACTION.test(like)) return over(like)
    if (!numeric && !/[\s[\]<>{}*/!@?,|(]/.test(like)) return like
  }
  const pattern = typeof like === 'string' ? pat(numeric ? like.replace(FRACTIONS, '$1%$2') : like) : toPattern(like)
  return pattern.tree[0] === 'pure' ? pattern.tree[1] : pattern
}

/** A fraction as one writes it: where a time is wanted '1/8' is one, not 1 slowed down. */
const FRACTION = /^\s*-?\d+\/\d+\s*$/
const FRACTIONS = /(?<![\w)\]>}%.])(\d+)\/(\d+)(?![\w.])/g

function over(text: string): number {
  const [n, d] = text.split('/').map(Number)
  return d === 0 ? wrong(`'${text}' divides by 0.`, 'Write a fraction such as 1/8.') : n / d
}
