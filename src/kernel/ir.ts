/** What a module's code is turned into before it becomes WebAssembly: typed trees with every name resolved. */
import type { Opcode } from './wasm.ts'

/** A number is a 64-bit float; an int what the bit operators make, 32 bits; a boolean a comparison's result. */
export type Type = 'number' | 'int' | 'boolean'

/** Something that has a value: where it lives (a WebAssembly local, memory, a constant) is for the emitter to say. */
export interface Variable {
  name: string
  type: Type
  /** 'argument': of a helper function; 'env': sampleRate or period. */
  role: 'state' | 'coefficient' | 'input' | 'argument' | 'local' | 'env'
}

/** Operations of several instructions: JavaScript's ToInt32, and the words of a number for the mathematical library. */
export type Macro = 'toInt32' | 'high' | 'word'

export type Expression =
  | { op: 'constant', type: Type, value: number }
  | { op: 'get', type: Type, variable: Variable }
  /** Assigns, and is the value assigned. */
  | { op: 'set', type: Type, variable: Variable, value: Expression }
  | { op: 'apply', type: Type, code: Opcode | Macro, args: Expression[] }
  | { op: 'choose', type: Type, test: Expression, yes: Expression, no: Expression }
  | { op: 'call', type: Type, callee: Routine, args: Expression[] }

export type Statement =
  | { op: 'do', value: Expression }
  | { op: 'if', test: Expression, yes: Statement[], no: Statement[] }
  /** Terminates: the counter and its bounds are constants, the body can't assign it. */
  | { op: 'for', start: Statement[], test: Expression, next: Expression, body: Statement[] }
  | { op: 'return', values: Expression[] }

/** A function: a module's tick or control, a helper, or a function of the mathematical library. */
export interface Routine {
  name: string
  parameters: Variable[]
  /** Type of the values that it returns, and how many. */
  type: Type
  results: number
  body: Statement[]
  /** Number of operations in the source, helpers not counted: what decides on inlining. */
  size: number
  /** The inputs that it reads, in the order of their first use, and the fields of the state that it sets. */
  reads: readonly Variable[]
  sets: ReadonlySet<Variable>
  /** At most so many passes through the innermost loop. */
  passes: number
}

/** A type of module, ready to be emitted. */
export interface Program {
  state: Variable[]
  coefficients: Variable[]
  inputs: Variable[]
  env: { sampleRate: Variable, period: Variable }
  tick: Routine
  control?: Routine
}

/** Calls `visit` with every expression of a piece of code, each before its parts. */
export function each(body: readonly Statement[], visit: (expression: Expression) => void): void {
  for (const statement of body) {
    switch (statement.op) {
      case 'do': eachPart(statement.value, visit); break
      case 'return': for (const value of statement.values) eachPart(value, visit); break
      case 'if':
        eachPart(statement.test, visit)
        each(statement.yes, visit)
        each(statement.no, visit)
        break
      case 'for':
        each(statement.start, visit)
        eachPart(statement.test, visit)
        eachPart(statement.next, visit)
        each(statement.body, visit)
    }
  }
}

function eachPart(expression: Expression, visit: (expression: Expression) => void): void {
  visit(expression)
  switch (expression.op) {
    case 'set': eachPart(expression.value, visit); break
    case 'apply': case 'call': for (const arg of expression.args) eachPart(arg, visit); break
    case 'choose':
      eachPart(expression.test, visit)
      eachPart(expression.yes, visit)
      eachPart(expression.no, visit)
  }
}
