/** From typed trees to instructions that work on four lanes at once: numbers are 32-bit floats, a condition is a mask, and an `if`
 *  chooses lane by lane. What doesn't change from frame to frame is worked out before the loop. */
import { Emitter } from '../emit.ts'
import type { Functions } from '../functions.ts'
import { assigns, cost } from '../ir.ts'
import type { Expression, Routine, Row, Statement, Variable } from '../ir.ts'
import type { Code } from '../wasm.ts'
import { LANES } from './bank.ts'
import { counterparts } from './instructions.ts'
import type { RowPlace } from '../position.ts'
import { emitElement, emitStore } from './rows.ts'

/** Where a variable lives: in a local of four lanes, in memory, as a constant, as a number (f64) or an integer (i32) that all lanes
 *  share. `whole`: the lanes are integers. */
export type LanePlace =
  | Lanes
  | { constant: number }
  | { number: number }
  | { integer: number }

type Lanes = { local: number, whole: boolean } | { base: number, offset: number, whole: boolean }

/** A branch of so many operations is jumped over where no lane takes it. */
const WORTH_A_JUMP = 8

export class LaneEmitter {
  readonly places = new Map<Variable, LanePlace>()
  /** What doesn't change while the loop runs. */
  readonly fixed = new Set<Variable>()
  rows: ReadonlyMap<Row, RowPlace> = new Map()
  /** The variables that are whole, and those that are assigned once only. */
  wholes: ReadonlySet<Variable> = new Set()
  constants: ReadonlySet<Variable> = new Set()
  readonly code: Code
  readonly functions: Functions
  /** What is the same in all lanes. */
  readonly scalar: Emitter
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

  /** Runs a routine in place; what it returns is left in the locals `results`. */
  body(routine: Routine, results: readonly number[]): void {
    const last = routine.body.at(-1)
    const early = routine.body.some(statement => returns(statement) && !(statement === last && statement.op === 'return'))
    const outer = this.mask
    const left = early ? this.code.local('v128') : null
    if (left !== null) {
      this.#all(0)
      this.code.op('local.set', left)
    }
    this.#statements(routine.body, { results, left })
    this.mask = outer
  }

  /** Assigns what is in a local to a variable that has a local. */
  keep(variable: Variable, local: number): void {
    const place = this.#place(variable)
    this.code.op('local.get', local)
    if ('local' in place) this.code.op('local.set', place.local)
  }

  /** Leaves an expression's four values on the stack. */
  value(expression: Expression): void {
    if (!this.#isPreparing && isWork(expression) && this.#isFixed(expression)) return this.#prepare(expression)
    switch (expression.op) {
      case 'constant': return this.#constant(expression)
      case 'get': return this.#get(expression.variable)
      case 'set':
        this.#set(expression.variable, expression.value)
        return this.#get(expression.variable)
      case 'choose': return this.#choose(expression)
      case 'call': return this.#call(expression.callee, expression.args)
      case 'element': return emitElement(this, expression.row, expression.index)
      case 'store':
        emitStore(this, expression)
        return
      case 'apply': return this.#apply(expression)
    }
  }

  /** Leaves a number on the stack as four integers, rounded towards 0. */
  integer(number: Expression): void {
    const { code } = this
    if (number.op === 'constant') return this.splat(number.value | 0, true)
    const place = number.op === 'get' ? this.places.get(number.variable) : undefined
    if (place && 'integer' in place) {
      code.op('local.get', place.integer)
      return code.op('i32x4.splat')
    }
    if (place && 'whole' in place && place.whole) return this.#raw(place)
    if (number.op === 'apply') {
      if (number.code === 'f64.convert_i32_s' || number.code === 'f64.convert_i32_u') return this.value(number.args[0])
      if ((number.code === 'f64.add' || number.code === 'f64.sub') && number.args.every(arg => this.isInteger(arg))) {
        for (const arg of number.args) this.integer(arg)
        return code.op(number.code === 'f64.add' ? 'i32x4.add' : 'i32x4.sub')
      }
    }
    this.value(number)
    code.op('i32x4.trunc_sat_f32x4_s')
  }

  /** Whether a number is an integer of 32 bits that need not go through a float. */
  isInteger(number: Expression): boolean {
    switch (number.op) {
      case 'constant': return Number.isInteger(number.value) && Math.abs(number.value) < 2 ** 31
      case 'get': {
        const place = this.places.get(number.variable)
        return place !== undefined && ('integer' in place || ('whole' in place && place.whole))
      }
      case 'apply':
        if (number.code === 'f64.add' || number.code === 'f64.sub') return number.args.every(arg => this.isInteger(arg))
        return number.code === 'f64.convert_i32_s' || number.code === 'f64.convert_i32_u'
      default: return false
    }
  }

  /** Whether all lanes have the same value, which the scalar emitter knows. */
  isShared(value: Expression): boolean {
    switch (value.op) {
      case 'constant': return true
      case 'get': {
        const place = this.places.get(value.variable)
        return place !== undefined && ('constant' in place || 'number' in place || 'integer' in place)
      }
      case 'apply': case 'call': return value.args.every(arg => this.isShared(arg))
      case 'choose': return [value.test, value.yes, value.no].every(part => this.isShared(part))
      default: return false
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

  #statements(body: readonly Statement[], exit: Exit): void {
    for (const statement of body) this.#statement(statement, exit)
  }

  #statement(statement: Statement, exit: Exit): void {
    const { code } = this
    switch (statement.op) {
      case 'do':
        if (statement.value.op === 'set') return this.#set(statement.value.variable, statement.value.value)
        this.value(statement.value)
        return code.op('drop')
      case 'if': return this.#if(statement, exit)
      case 'for': return this.#for(statement, exit)
      case 'return':
        for (const value of statement.values) this.value(value)
        for (const local of exit.results.toReversed()) this.#take(local, this.mask)
        if (exit.left !== null) this.#leave(exit.left)
    }
  }

  /** Assigns what is on the stack to a local, in the lanes of a mask. */
  #take(local: number, mask: number | null): void {
    const { code } = this
    if (mask !== null) {
      code.op('local.get', local)
      code.op('local.get', mask)
      code.op('v128.bitselect')
    }
    code.op('local.set', local)
  }

  /** The lanes that have returned take no part any more. */
  #leave(left: number): void {
    const { code } = this
    if (this.mask === null) this.splat(-1, true)
    else {
      code.op('local.get', this.mask)
      code.op('local.get', left)
      code.op('v128.or')
    }
    code.op('local.set', left)
  }

  #if({ test, yes, no }: Statement & { op: 'if' }, exit: Exit): void {
    const { code } = this
    const outer = this.mask
    const taken = code.local('v128')
    this.value(test)
    code.op('local.set', taken)
    const branch = (body: readonly Statement[], mask: () => void) => {
      if (body.length === 0) return
      this.mask = code.local('v128')
      mask()
      code.op('local.set', this.mask)
      const jumps = cost(body) > WORTH_A_JUMP
      if (jumps) {
        code.op('local.get', this.mask)
        code.op('i32x4.bitmask')
        code.open('if')
      }
      this.#statements(body, exit)
      if (jumps) code.close()
    }
    branch(yes, () => {
      code.op('local.get', taken)
      if (outer === null) return
      code.op('local.get', outer)
      code.op('v128.and')
    })
    branch(no, () => {
      if (outer === null) this.splat(-1, true)
      else code.op('local.get', outer)
      code.op('local.get', taken)
      code.op('v128.andnot')
    })
    this.mask = outer
    if (exit.left !== null && [...yes, ...no].some(returns)) this.#stay(exit.left)
  }

  /** From here on only the lanes take part that haven't returned. */
  #stay(left: number): void {
    const { code } = this
    const mask = code.local('v128')
    if (this.mask === null) this.splat(-1, true)
    else code.op('local.get', this.mask)
    code.op('local.get', left)
    code.op('v128.andnot')
    code.op('local.set', mask)
    this.mask = mask
  }

  /** The counter is the same in all lanes. */
  #for({ start, test, next, body }: Statement & { op: 'for' }, exit: Exit): void {
    const { code, scalar } = this
    const first = start[0]
    if (first.op !== 'do' || first.value.op !== 'set') throw new Error('a loop starts with its counter')
    const { variable } = first.value
    scalar.statements(start)
    const place = scalar.places.get(variable)!
    if ('local' in place) this.places.set(variable, { number: place.local })
    code.open('block')
    code.open('loop')
    scalar.value(test)
    code.op('i32.eqz')
    code.op('br_if', 1)
    const outer = this.mask
    const stay = () => { if (exit.left !== null && body.some(returns)) this.#stay(exit.left) }
    // What has returned in a pass takes no part in the next.
    stay()
    this.#statements(body, exit)
    this.mask = outer
    scalar.value(next)
    code.op('drop')
    code.op('br', 0)
    code.close()
    code.close()
    stay()
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
    } else this.#raw(place)
    if (variable.type === 'number' && ('integer' in place || place.whole)) code.op('f32x4.convert_i32x4_s')
  }

  #raw(place: Lanes): void {
    const { code } = this
    if ('local' in place) return code.op('local.get', place.local)
    code.op('local.get', place.base)
    code.memory('v128.load', place.offset)
  }

  #choose({ test, yes, no }: Expression & { op: 'choose' }): void {
    const { code, mask } = this
    if (!assigns(yes) && !assigns(no)) {
      for (const part of [yes, no, test]) this.value(part)
      return code.op('v128.bitselect')
    }
    const taken = code.local('v128')
    this.value(test)
    code.op('local.set', taken)
    for (const [part, operation] of [[yes, 'v128.and'], [no, 'v128.andnot']] as const) {
      this.mask = code.local('v128')
      if (mask === null) this.splat(-1, true)
      else code.op('local.get', mask)
      code.op('local.get', taken)
      code.op(operation)
      code.op('local.set', this.mask)
      this.value(part)
    }
    this.mask = mask
    code.op('local.get', taken)
    code.op('v128.bitselect')
  }

  #set(variable: Variable, value: Expression): void {
    const isNew = !this.places.has(variable)
    const place = this.#place(variable)
    if (!('local' in place)) throw new Error(`${variable.name} doesn't change`)
    if (isNew && !this.#isPreparing && this.constants.has(variable) && this.#isFixed(value)) {
      this.#before(place.local, () => this.value(value))
      this.fixed.add(variable)
      return
    }
    if (place.whole && variable.type === 'number') this.integer(value)
    else this.value(value)
    const mask = isNew || this.#declared.get(variable) === this.mask ? null : this.mask
    this.#take(place.local, mask)
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
    if (operation === 'toInt32') return this.integer(args[0])
    if (operation === 'f64.convert_i32_s' || operation === 'f64.convert_i32_u') {
      this.value(args[0])
      return code.op(operation === 'f64.convert_i32_s' ? 'f32x4.convert_i32x4_s' : 'f32x4.convert_i32x4_u')
    }
    const instruction = counterparts[operation]
    if (instruction === undefined) return this.#laneByLane(expression)
    this.value(args[0])
    // A shift takes one count for all lanes.
    if (instruction === 'i32x4.shl' || instruction === 'i32x4.shr_s' || instruction === 'i32x4.shr_u') {
      if (!this.isShared(args[1])) throw new Error('a shift by a number that differs from voice to voice')
      this.scalar.value(args[1])
    } else for (const arg of args.slice(1)) this.value(arg)
    if (instruction !== null) code.op(instruction)
  }

  /** An operation that lanes don't have, on integers. */
  #laneByLane({ code: operation, args }: Expression & { op: 'apply' }): void {
    if (operation !== 'i32.clz') throw new Error(`no lanes for ${operation}`)
    this.#eachLane(args.map(arg => () => this.value(arg)), 'i32x4', () => this.code.op('i32.clz'))
  }

  /** Takes arguments apart, lets `work` make one lane's value of theirs, and puts these together. */
  #eachLane(args: (() => void)[], shape: 'i32x4' | 'f32x4', work: () => void): void {
    const { code } = this
    const locals = args.map(arg => {
      const local = code.local('v128')
      arg()
      code.op('local.set', local)
      return local
    })
    const result = code.local('v128')
    this.splat(0, true)
    code.op('local.set', result)
    for (const lane of LANES) {
      code.op('local.get', result)
      for (const local of locals) {
        code.op('local.get', local)
        code.lane(`${shape}.extract_lane`, lane)
        if (shape === 'f32x4') code.op('f64.promote_f32')
      }
      work()
      if (shape === 'f32x4') code.op('f32.demote_f64')
      code.lane(`${shape}.replace_lane`, lane)
      code.op('local.set', result)
    }
    code.op('local.get', result)
  }

  #call(callee: Routine, args: readonly Expression[]): void {
    const { code } = this
    if (callee.isExact) {
      const index = this.functions.index(callee)
      return this.#eachLane(args.map(arg => () => this.value(arg)), 'f32x4', () => code.op('call', index))
    }
    const inner = new LaneEmitter(code, this.functions, this.#constants, this.scalar)
    inner.rows = this.rows
    inner.wholes = this.wholes
    inner.constants = this.constants
    inner.mask = this.mask
    inner.#isPreparing = this.#isPreparing
    callee.parameters.forEach((parameter, index) => {
      if (this.#isFixed(args[index])) inner.fixed.add(parameter)
      inner.places.set(parameter, this.#argument(args[index]))
    })
    const result = code.local('v128')
    inner.body(callee, [result])
    code.op('local.get', result)
  }

  /** The place of an argument: that of what it is, where it has one that won't change. */
  #argument(value: Expression): LanePlace {
    const known = value.op === 'get' ? this.places.get(value.variable) : undefined
    if (known && ('integer' in known || 'number' in known || 'constant' in known)) return known
    if (value.op === 'constant') return { constant: value.value }
    const local = this.code.local('v128')
    const whole = this.isInteger(value)
    const work = () => whole ? this.integer(value) : this.value(value)
    // What is worked out of it before the loop needs it there.
    if (this.#isFixed(value) && !this.#isPreparing) this.#before(local, work)
    else {
      work()
      this.code.op('local.set', local)
    }
    return { local, whole }
  }

  /** Whether an expression has the same value in every frame of the loop. */
  #isFixed(value: Expression): boolean {
    switch (value.op) {
      case 'constant': return true
      case 'get': return this.fixed.has(value.variable)
      case 'apply': return value.args.every(arg => this.#isFixed(arg))
      case 'call': return value.callee.rows.size === 0 && value.args.every(arg => this.#isFixed(arg))
      case 'choose': return [value.test, value.yes, value.no].every(part => this.#isFixed(part))
      default: return false
    }
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

/** What a return does: where its values go, and the lanes that have returned, if a return comes before the end. */
interface Exit { results: readonly number[], left: number | null }

function returns(statement: Statement): boolean {
  switch (statement.op) {
    case 'return': return true
    case 'if': return statement.yes.some(returns) || statement.no.some(returns)
    case 'for': return statement.body.some(returns)
    default: return false
  }
}

const isWork = ({ op }: Expression) => op === 'apply' || op === 'choose' || op === 'call'
