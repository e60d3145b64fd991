/** What a module's code is turned into before it becomes WebAssembly: typed trees with every name resolved. */
import type { Line } from '../dsp/line.ts'
import type { Opcode } from './opcodes.ts'

/** A number is a 64-bit float; an int what the bit operators make, 32 bits; a boolean a comparison's result. */
export type Type = 'number' | 'int' | 'boolean'

/** Something that has a value: where it lives (a WebAssembly local, memory, a constant) is for the emitter to say. */
export interface Variable {
  name: string
  type: Type
  /** 'argument': of a helper function; 'env': sampleRate, period or frame; the tempo is an input. */
  role: 'state' | 'coefficient' | 'input' | 'argument' | 'local' | 'env'
}

/** Numbers in a row, whose positions go round: an array or a line of the state, or a table that never changes. */
export interface Row {
  name: string
  role: 'array' | 'line' | 'table'
  /** What it starts from, or how many seconds it is long. */
  values: readonly number[] | Float32Array | Line
}

/** Operations of several instructions: JavaScript's ToInt32, and the words of a number for the mathematical library. */
export type Macro = 'toInt32' | 'high' | 'word'

export type Expression =
  | { op: 'constant', type: Type, value: number }
  | { op: 'get', type: Type, variable: Variable }
  /** Assigns, and is the value assigned. */
  | { op: 'set', type: Type, variable: Variable, value: Expression }
  /** A number of a row, and its assignment, which is the value assigned. */
  | { op: 'element', type: 'number', row: Row, index: Expression }
  | { op: 'store', type: 'number', row: Row, index: Expression, value: Expression }
  | { op: 'apply', type: Type, code: Opcode | Macro, args: Expression[] }
  | { op: 'choose', type: Type, test: Expression, yes: Expression, no: Expression }
  | { op: 'call', type: Type, callee: Routine, args: Expression[] }

export type Statement =
  | { op: 'do', value: Expression }
  | { op: 'if', test: Expression, yes: Statement[], no: Statement[] }
  /** Runs `passes` times: its counter starts, goes on and ends by constants, and nothing else assigns it. */
  | { op: 'for', start: Statement[], test: Expression, next: Expression, body: Statement[], passes: number }
  | { op: 'return', values: Expression[] }

/** A function: a module's tick or control, a helper, or a function of the mathematical library. */
export interface Routine {
  name: string
  parameters: Variable[]
  /** Type of the values that it returns, and how many. */
  type: Type
  results: number
  body: Statement[]
  /** Number of operations in the source, helpers not counted. */
  size: number
  /** Operations that one call makes at the most, those of every pass and every helper counted: at most MAX_COST. */
  cost: number
  /** The inputs that it reads, in the order of their first use, and the fields of the state that it sets. */
  reads: readonly Variable[]
  sets: ReadonlySet<Variable>
  /** The arrays and lines of the state that it or a helper of it uses, and whether it writes into one. */
  rows: ReadonlySet<Row>
  stores: boolean
  /** Of the mathematical library, which needs all 64 bits of a number. */
  isExact: boolean
}

/** A type of module, ready to be emitted. */
export interface Program {
  /** Tells its code from any other. */
  code: string
  /** The numbers of the state. */
  state: Variable[]
  /** The arrays and the lines of the state. */
  rows: Row[]
  tables: Row[]
  coefficients: Variable[]
  inputs: Variable[]
  env: { sampleRate: Variable, period: Variable, frame: Variable }
  tick: Routine
  control?: Routine
}

/** Operations that a call of tick or control may make: more than the 21 µs of a sample have room for. */
export const MAX_COST = 200_000

/** What one run of a piece of code costs at the most, in operations. */
export function cost(body: readonly Statement[]): number {
  let sum = 0
  each(body, (expression, times) => { sum += times * (expression.op === 'call' ? 1 + expression.callee.cost : 1) })
  return sum
}

/** Calls `visit` with every expression of a piece of code, each before its parts, and with how often loops may run it. */
export function each(body: readonly Statement[], visit: Visit, times = 1): void {
  for (const statement of body) {
    switch (statement.op) {
      case 'do': eachPart(statement.value, visit, times); break
      case 'return': for (const value of statement.values) eachPart(value, visit, times); break
      case 'if':
        eachPart(statement.test, visit, times)
        each(statement.yes, visit, times)
        each(statement.no, visit, times)
        break
      case 'for': {
        // What runs never is there all the same, and its test runs once more than the rest.
        const inside = times * (statement.passes + 1)
        each(statement.start, visit, times)
        eachPart(statement.test, visit, inside)
        eachPart(statement.next, visit, inside)
        each(statement.body, visit, inside)
      }
    }
  }
}

/** Calls `visit` with every statement, those within others too. */
export function eachStatement(body: readonly Statement[], visit: (statement: Statement) => void): void {
  for (const statement of body) {
    visit(statement)
    if (statement.op === 'if') for (const branch of [statement.yes, statement.no]) eachStatement(branch, visit)
    if (statement.op === 'for') eachStatement(statement.body, visit)
  }
}

type Visit = (expression: Expression, times: number) => void

function eachPart(expression: Expression, visit: Visit, times: number): void {
  visit(expression, times)
  switch (expression.op) {
    case 'set': eachPart(expression.value, visit, times); break
    case 'element': eachPart(expression.index, visit, times); break
    case 'store':
      eachPart(expression.index, visit, times)
      eachPart(expression.value, visit, times)
      break
    case 'apply': case 'call': for (const arg of expression.args) eachPart(arg, visit, times); break
    case 'choose':
      eachPart(expression.test, visit, times)
      eachPart(expression.yes, visit, times)
      eachPart(expression.no, visit, times)
  }
}

/** Whether a piece of code looks at a variable. */
export function looksAt(body: readonly Statement[], variable: Variable): boolean {
  let found = false
  each(body, expression => { found ||= expression.op === 'get' && expression.variable === variable })
  return found
}

/** Whether an expression assigns anything, itself or in a helper. */
export function assigns(value: Expression): boolean {
  let found = false
  each([{ op: 'do', value }], part => {
    found ||= part.op === 'set' || part.op === 'store' || (part.op === 'call' && part.callee.stores)
  })
  return found
}

/** Whether a statement returns, or has one inside that does. */
export function hasReturn(statement: Statement): boolean {
  let found = false
  eachStatement([statement], ({ op }) => { found ||= op === 'return' })
  return found
}

/** Whether some code returns in any case. */
export const returns = (body: readonly Statement[]): boolean => body.some(statement =>
  statement.op === 'return' || (statement.op === 'if' && returns(statement.yes) && returns(statement.no)))

/** The types of what is returned anywhere in some code. */
export function returned(body: readonly Statement[]): Type[] {
  const types: Type[] = []
  eachStatement(body, statement => { if (statement.op === 'return') types.push(...statement.values.map(({ type }) => type)) })
  return types
}

/** Helpers up to this many operations, and this many with all that they call, are copied to where they are called; calls of
 *  larger ones stay calls. */
const INLINE_SIZE = 64
const INLINE_COST = 256

/** Whether a helper is copied to where it is called: where its rows lie, if it is handed some, only the caller knows. */
export const isCopied = ({ rows, size, cost }: Routine): boolean => rows.size > 0 || (size <= INLINE_SIZE && cost <= INLINE_COST)
