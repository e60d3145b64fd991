/** Turns a tree into its query function. */
import { spend } from './budget.ts'
import { wrong } from './error.ts'
import type { Hap, Query, Value } from './hap.ts'
import type { Rational } from './rational.ts'
import { fromNumber, rational } from './rational.ts'
import { type Kind, operator, operatorNamed } from './registry.ts'
import { type Argument, type Tree, isTree } from './tree.ts'

/** What holds for all nodes below one: the seed's salt, and values by the names that `let` gave them. */
interface Scope {
  salt: number
  names: Readonly<Record<string, Value>>
}

/** Queries that are kept for the values of a patterned argument. */
const KEPT = 64

/** The query of a tree. Pure, without a budget of its own. Errors: throws PatternError. */
export function compile(tree: Tree, scope: Scope = { salt: 0, names: {} }): Query {
  const [name, ...args] = tree
  if (name === 'seed') return compile(args[1] as Tree, { ...scope, salt: saltOf(args[0] as number) })
  if (name === 'let') return bound(args as [string, Tree, Tree], scope)
  const found = operatorNamed(name)
  if (found === undefined) return wrong(`There is no pattern operator '${name}'.`)
  const { takes, query } = found
  const ready: unknown[] = []
  const varying: { index: number, kind: Kind, values: Query }[] = []
  let next = 0
  takes.forEach((kind, index) => {
    if (kind === 'salt') {
      ready[index] = scope.salt
      return
    }
    const argument = resolved(args[next++], scope)
    if (isScalar(kind) && isTree(argument)) varying.push({ index, kind, values: compile(argument, scope) })
    else ready[index] = read(name, kind, argument, scope)
  })
  const make = (step: number, values: unknown[]): Query => {
    if (step === varying.length) return query(...values)
    const { index, kind, values: outer } = varying[step]
    return chosen(outer, value => make(step + 1, values.with(index, scalar(name, kind, value))))
  }
  ready.length = takes.length
  return make(0, ready)
}

/** A query that is another one for each value of a pattern, in the time of that value. */
function chosen(outer: Query, make: (value: Value) => Query): Query {
  const kept = new Map<Value, Query>()
  const of = (value: Value): Query => {
    const known = kept.get(value)
    if (known !== undefined) return known
    if (kept.size >= KEPT) kept.clear()
    const made = make(value)
    kept.set(value, made)
    return made
  }
  return (begin, end) => {
    const values = outer(begin, end)
    if (values.length === 1) return of(values[0].value)(values[0].part.begin, values[0].part.end)
    const haps: Hap[] = []
    spend(values.length)
    for (const { value, part } of values) for (const hap of of(value)(part.begin, part.end)) haps.push(hap)
    return haps
  }
}

/** `['let', name, values, body]`: the body with each of the values, wherever it says `['name', name]`. */
function bound([name, values, body]: [string, Tree, Tree], scope: Scope): Query {
  const make = (value: Value): Query => compile(body, { ...scope, names: { ...scope.names, [name]: value } })
  return chosen(compile(values, scope), make)
}

function resolved(argument: Argument, { names }: Scope): Argument {
  return isTree(argument) && argument[0] === 'name' ? names[argument[1] as string] : argument
}

const isScalar = (kind: Kind): boolean => kind === 'time' || kind === 'number' || kind === 'whole' || kind === 'text' || kind === 'value'

function read(name: string, kind: Kind, argument: Argument, scope: Scope): unknown {
  if (isScalar(kind)) return scalar(name, kind, argument)
  if (kind === 'pattern') return compile(resolved(argument, scope) as Tree, scope)
  if (kind === 'patterns') return (argument as Tree[]).map(tree => compile(tree, scope))
  if (kind !== 'weighted') return argument
  return (argument as [[number, number], Tree][]).map(([[n, d], tree]) => ({ weight: rational(n, d), query: compile(tree, scope) }))
}

function scalar(name: string, kind: Kind, value: Argument): Rational | number | string {
  if (kind === 'text') return String(value)
  if (kind === 'value') return value as Value
  if (kind === 'time' && Array.isArray(value)) return rational(value[0] as number, value[1] as number)
  if (typeof value !== 'number' || !Number.isFinite(value)) return wrong(`${name} takes numbers, not '${value}'.`)
  if (kind === 'whole' && !Number.isInteger(value)) return wrong(`${name} takes whole numbers, not ${value}.`)
  return kind === 'time' ? fromNumber(value) : value
}

/** A seed as 29 bits that are mixed into all chance below it; seed 0 is Tidal's own. */
function saltOf(seed: number): number {
  return seed === 0 ? 0 : (Math.imul(Math.floor(seed * 4096), 0x9e3779b1) >>> 3) || 1
}

// Known here, so that trees that hold them are known to be sound; compile() sees to them itself.
for (const name of ['seed', 'let', 'name']) operator(name, [], () => () => [])
