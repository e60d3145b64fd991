/** From typed trees to instructions that work on four lanes at once: numbers are 32-bit floats, a condition is a mask, and an `if`
 *  chooses lane by lane. What doesn't change from frame to frame is worked out before the loop. */
import { Emitter } from '../emit.ts'
import type { Functions } from '../functions.ts'
import type { Expression, Routine, Row, Statement, Variable } from '../ir.ts'
import type { Code } from '../wasm.ts'
import { emitEachLane } from './eachlane.ts'
import { counterparts } from './instructions.ts'
import type { RowPlace } from '../position.ts'
import { emitInteger, isInteger, isShared } from './integers.ts'
import { isFixed } from './known.ts'
import { emitElement, emitStore } from './rows.ts'
import { emitBody, emitChoice, take } from './statements.ts'

/** Where a variable lives: in a local of four lanes, in memory, as a constant, as a number (f64) or an integer (i32) that all lanes
 *  share. `whole`: the lanes are integers. */
export type LanePlace =
  | Lanes
  | { constant: number }
  | { number: number }
  | { integer: number }

type Lanes = { local: number, whole: boolean } | { base: number, offset: number, whole: boolean }

/** What is worth being worked out ahead. */
const WORK = ['apply', 'choose', 'call']

export class LaneEmitter {
  readonly places = new Map<Variable, LanePlace>()
  /** What doesn't change while the loop runs. */
  readonly fixed = new Set<Variable>()
  rows: ReadonlyMap<Row, RowPlace> = new Map()
  /** The variables that are whole, and those that are assigned once only. */
  wholes: ReadonlySet<Variable> = new Set()
  constants: ReadonlySet<Variable> = new Set()
  /** Branches that no lane takes. */
  closed: ReadonlySet<Statement> = new Set()
  readonly code: Code
  readonly functions: Functions
  /** What is the same in all lanes. */
  readonly scalar: Emitter
  /** Numbers of tables that have been read at the position that a variable holds: the locals with four of them. */
  quads = new Map<Variable, Map<Row, number[]>>()
  /** The lanes that take part, if not all of them do. */
  mask: number | null = null
  /** The lanes that are in the branch in which a variable was declared. */
  readonly #declared = new Map<Variable, number | null>()
  readonly #constants: Map<string, number>
  #isPreparing = false

  constructor(code: Code, functions: Functions, constants: Map<string, number>, scalar: Emitter) {
    this.code = code
    this.functions = functions
    this.#constants = constants
    this.scalar = scalar
  }

  /** Assigns what is in a local to a variable that has a local. */
  keep(variable: Variable, local: number): void {
    const place = this.#place(variable)
    if (!('local' in place)) return
    this.code.op('local.get', local)
    this.code.op('local.set', place.local)
  }

  /** Leaves an expression's four values on the stack. */
  value(expression: Expression): void {
    if (!this.#isPreparing && WORK.includes(expression.op) && isFixed(expression, this.fixed)) return this.#prepare(expression)
    switch (expression.op) {
      case 'constant': return this.#constant(expression)
      case 'get': return this.#get(expression.variable)
      case 'set':
        this.set(expression.variable, expression.value)
        return this.#get(expression.variable)
      case 'choose': return emitChoice(this, expression)
      case 'call': return this.#call(expression.callee, expression.args)
      case 'element': return emitElement(this, expression.row, expression.index)
      case 'store':
        emitStore(this, expression)
        return
      case 'apply': return this.#apply(expression)
    }
  }

  /** Leaves a constant on the stack in all lanes; each is kept in a local of the function. */
  splat(value: number, whole: boolean): void {
    const { code } = this
    const key = `${Object.is(value, -0) ? '-0' : value} ${whole}`
    let local = this.#constants.get(key)
    if (local === undefined) {
      const made = local = code.local('v128')
      this.#constants.set(key, made)
      code.atStart(() => {
        this.#all(value, whole)
        code.op('local.set', made)
      })
    }
    code.op('local.get', local)
  }

  #all(value: number, whole = true): void {
    if (whole) {
      this.code.op('i32.const', value)
      return this.code.op('i32x4.splat')
    }
    this.code.number(value)
    this.code.op('f32.demote_f64')
    this.code.op('f32x4.splat')
  }

  #constant({ type, value }: Expression & { op: 'constant' }): void {
    if (type === 'boolean') this.splat(value === 0 ? 0 : -1, true)
    else this.splat(value, type === 'int')
  }

  #get(variable: Variable): void {
    const { code } = this
    const place = this.#place(variable)
    if ('constant' in place) return this.splat(place.constant, false)
    if ('number' in place) {
      code.op('local.get', place.number)
      code.op('f32.demote_f64')
      return code.op('f32x4.splat')
    }
    if ('integer' in place) {
      code.op('local.get', place.integer)
      code.op('i32x4.splat')
    } else this.raw(place)
    if (variable.type === 'number' && ('integer' in place || place.whole)) code.op('f32x4.convert_i32x4_s')
  }

  raw(place: Lanes): void {
    const { code } = this
    if ('local' in place) return code.op('local.get', place.local)
    code.op('local.get', place.base)
    code.memory('v128.load', place.offset)
  }

  set(variable: Variable, value: Expression): void {
    const isNew = !this.places.has(variable)
    const place = this.#place(variable)
    if (!('local' in place)) throw new Error(`${variable.name} doesn't change`)
    if (isNew && !this.#isPreparing && this.constants.has(variable) && isFixed(value, this.fixed)) {
      this.#before(place.local, () => this.value(value))
      this.fixed.add(variable)
      return
    }
    if (place.whole && variable.type === 'number') emitInteger(this, value)
    else this.value(value)
    const mask = isNew || this.#declared.get(variable) === this.mask ? null : this.mask
    take(this, place.local, mask)
  }

  #place(variable: Variable): LanePlace {
    let place = this.places.get(variable)
    if (place === undefined) {
      place = { local: this.code.local('v128'), whole: this.wholes.has(variable) }
      this.places.set(variable, place)
      this.#declared.set(variable, this.mask)
    }
    return place
  }

  #apply(expression: Expression & { op: 'apply' }): void {
    const { code } = this
    const { code: operation, args } = expression
    if (operation === 'toInt32') return emitInteger(this, args[0])
    if (operation === 'f64.convert_i32_s' || operation === 'f64.convert_i32_u') {
      this.value(args[0])
      return code.op(operation === 'f64.convert_i32_s' ? 'f32x4.convert_i32x4_s' : 'f32x4.convert_i32x4_u')
    }
    const instruction = counterparts[operation]
    // A shift takes one count for all lanes.
    const isShift = instruction === 'i32x4.shl' || instruction === 'i32x4.shr_s' || instruction === 'i32x4.shr_u'
    if (instruction === undefined || (isShift && !isShared(this, args[1]))) return this.#laneByLane(expression)
    this.value(args[0])
    if (isShift) this.scalar.value(args[1])
    else for (const arg of args.slice(1)) this.value(arg)
    if (instruction !== null) code.op(instruction)
  }

  /** An operation that lanes don't have, on integers. */
  #laneByLane({ code: operation, args }: Expression & { op: 'apply' }): void {
    const known = operation === 'i32.clz' || operation === 'i32.shl' || operation === 'i32.shr_s' || operation === 'i32.shr_u'
    if (!known) throw new Error(`no lanes for ${operation}`)
    emitEachLane(this, args.map(arg => () => this.value(arg)), 'i32x4', () => this.code.op(operation))
  }

  #call(callee: Routine, args: readonly Expression[]): void {
    const { code } = this
    if (callee.isExact) {
      const index = this.functions.index(callee)
      return emitEachLane(this, args.map(arg => () => this.value(arg)), 'f32x4', () => code.op('call', index))
    }
    const inner = new LaneEmitter(code, this.functions, this.#constants, this.scalar)
    inner.rows = this.rows
    inner.wholes = this.wholes
    inner.constants = this.constants
    inner.mask = this.mask
    inner.#isPreparing = this.#isPreparing
    callee.parameters.forEach((parameter, index) => {
      if (isFixed(args[index], this.fixed)) inner.fixed.add(parameter)
      inner.places.set(parameter, this.#argument(args[index]))
    })
    const result = code.local('v128')
    emitBody(inner, callee, [result])
    code.op('local.get', result)
  }

  /** The place of an argument: that of what it is, where it has one that won't change. */
  #argument(value: Expression): LanePlace {
    const known = value.op === 'get' ? this.places.get(value.variable) : undefined
    if (known && ('integer' in known || 'number' in known || 'constant' in known)) return known
    if (value.op === 'constant') return { constant: value.value }
    const local = this.code.local('v128')
    const whole = isInteger(this, value)
    const work = () => whole ? emitInteger(this, value) : this.value(value)
    // What is worked out of it before the loop needs it there.
    if (isFixed(value, this.fixed) && !this.#isPreparing) this.#before(local, work)
    else {
      work()
      this.code.op('local.set', local)
    }
    return { local, whole }
  }

  /** Works a value out before the loop, and leaves it on the stack where it is needed. */
  #prepare(expression: Expression): void {
    const local = this.code.local('v128')
    this.#before(local, () => this.value(expression))
    this.code.op('local.get', local)
  }

  #before(local: number, work: () => void): void {
    const { mask } = this
    this.code.before(() => {
      this.mask = null
      this.#isPreparing = true
      work()
      this.#isPreparing = false
      this.code.op('local.set', local)
    })
    this.mask = mask
  }
}
