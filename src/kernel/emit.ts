/** From typed trees to WebAssembly instructions. */
import { load, loadAs, storeAs } from './address.ts'
import { emitElement, emitStore } from './element.ts'
import type { Functions } from './functions.ts'
import { hasReturn, isCopied } from './ir.ts'
import type { Expression, Program, Routine, Row, Statement, Type, Variable } from './ir.ts'
import type { Layout } from './kernel.ts'
import { emitMacro, isMacro } from './macro.ts'
import { valueType } from './place.ts'
import type { Place } from './place.ts'
import { toWhole } from './position.ts'
import type { RowPlace } from './position.ts'
import type { Code } from './wasm.ts'

/** Writes code into one function. */
export class Emitter {
  readonly places = new Map<Variable, Place>()
  /** The places of the arrays and lines. */
  rows = new Map<Row, RowPlace>()
  /** The local with the last 32 bits of the frame's number. */
  counter = 0
  /** Whether it writes a loop, before which it works out what stays the same in it. */
  readonly #loops: boolean
  #isPreparing = false
  readonly #code: Code
  readonly #functions: Functions
  readonly #constants?: Map<number, number>

  /** `constants`: the locals in which the function keeps constants. Without it they are written where they are used, which
   *  is shorter, but in a loop V8 then builds each of them anew every time. */
  constructor(code: Code, functions: Functions, constants?: Map<number, number>, loops = false) {
    this.#code = code
    this.#loops = loops
    this.#functions = functions
    this.#constants = constants
  }

  /** Gives what a module is told of the patch its places. */
  told({ sampleRate, period }: Program['env'], layout: Pick<Layout, 'rate'>): void {
    this.places.set(sampleRate, { constant: layout.rate }).set(period, { constant: 1 / layout.rate })
  }

  /** Runs a routine in place; what it returns is left in the locals `results`. */
  body(routine: Routine, results: readonly number[]): void {
    // A return that is the last thing needs no jump.
    const last = routine.body.at(-1)
    const early = routine.body.some(statement => hasReturn(statement) && !(statement === last && statement.op === 'return'))
    if (early) this.#code.open('block')
    this.#statements(routine.body, { results, depth: this.#code.depth, early })
    if (early) this.#code.close()
  }

  /** Runs statements in place that return nothing. */
  statements(body: readonly Statement[]): void {
    this.#statements(body, { results: [], depth: 0, early: false })
  }

  /** Assigns what is in a local to a variable that has a local. */
  keep(variable: Variable, local: number): void {
    const place = this.#place(variable)
    if (!('local' in place)) return
    this.#code.op('local.get', local)
    this.#code.op('local.set', place.local)
  }

  /** Leaves an expression's value on the stack. */
  value(expression: Expression): void {
    const code = this.#code
    if (this.#loops && !this.#isPreparing && expression.op === 'apply' && this.#isFixed(expression)) return this.#prepare(expression)
    switch (expression.op) {
      case 'constant': return this.#constant(expression.type, expression.value)
      case 'get': return this.#get(expression.variable)
      case 'set': return this.#set(expression.variable, expression.value, true)
      case 'choose':
        this.value(expression.test)
        code.open('if', valueType(expression.type))
        this.value(expression.yes)
        code.op('else')
        this.value(expression.no)
        return code.close()
      case 'call': return this.#call(expression.callee, expression.args)
      case 'element': return emitElement(this.#code, this.#row(expression.row), expression.index, this)
      case 'store': return emitStore(this.#code, this.#row(expression.row), expression, true, this)
      case 'apply':
        for (const arg of expression.args) this.value(arg)
        if (isMacro(expression.code)) emitMacro(code, expression.code)
        else code.op(expression.code)
    }
  }

  #statements(body: readonly Statement[], exit: Exit): void {
    for (const statement of body) this.#statement(statement, exit)
  }

  #statement(statement: Statement, exit: Exit): void {
    const code = this.#code
    switch (statement.op) {
      case 'do':
        if (statement.value.op === 'set') return this.#set(statement.value.variable, statement.value.value, false)
        if (statement.value.op === 'store') return emitStore(code, this.#row(statement.value.row), statement.value, false, this)
        this.value(statement.value)
        return code.op('drop')
      case 'if':
        this.value(statement.test)
        code.open('if')
        this.#statements(statement.yes, exit)
        if (statement.no.length > 0) {
          code.op('else')
          this.#statements(statement.no, exit)
        }
        return code.close()
      case 'for':
        this.#statements(statement.start, exit)
        code.open('block')
        code.open('loop')
        this.value(statement.test)
        code.op('i32.eqz')
        code.op('br_if', 1)
        this.#statements(statement.body, exit)
        this.value(statement.next)
        code.op('drop')
        code.op('br', 0)
        code.close()
        return code.close()
      case 'return':
        for (const value of statement.values) this.value(value)
        for (const local of exit.results.toReversed()) code.op('local.set', local)
        if (exit.early) code.op('br', code.depth - exit.depth)
    }
  }

  /** Whether an expression has the same value in every frame of the loop. */
  #isFixed(value: Expression): boolean {
    if (value.op === 'apply') return value.args.every(arg => this.#isFixed(arg))
    const place = value.op === 'get' ? this.places.get(value.variable) : undefined
    return value.op === 'constant' || (place !== undefined && ('address' in place || 'constant' in place))
  }

  /** Works a value out before the loop, and leaves it on the stack where it is needed. */
  #prepare(value: Expression): void {
    const code = this.#code
    const local = code.local(valueType(value.type))
    code.before(() => {
      this.#isPreparing = true
      this.value(value)
      this.#isPreparing = false
      code.op('local.set', local)
    })
    code.op('local.get', local)
  }

  #constant(type: Type, value: number): void {
    if (type !== 'number') this.#code.op('i32.const', value)
    else if (this.#constants === undefined || value === 0) this.#code.number(value)
    else this.#code.op('local.get', this.#kept(value, this.#constants))
  }

  /** The local that keeps a constant. It is filled from a global, since V8 sees through a local that is set to a
   *  constant. */
  #kept(value: number, constants: Map<number, number>): number {
    const code = this.#code
    const known = constants.get(value)
    if (known !== undefined) return known
    const local = code.local('f64')
    constants.set(value, local)
    code.atStart(() => {
      code.op('global.get', this.#functions.global(value))
      code.op('local.set', local)
    })
    return local
  }

  #get(variable: Variable): void {
    const place = this.#place(variable)
    if ('constant' in place) return this.#constant('number', place.constant)
    if ('local' in place) return this.#code.op('local.get', place.local)
    const whole = variable.type === 'int'
    if ('address' in place) load(this.#code, place.address)
    else {
      this.#code.op('local.get', place.base)
      if (whole && place.form === 'i32') return this.#code.memory('i32.load', place.offset)
      loadAs(this.#code, place.offset, place.form)
    }
    if (whole) toWhole(this.#code)
  }

  /** Assigns; `used`: leaves the value on the stack too. */
  #set(variable: Variable, value: Expression, used: boolean): void {
    const code = this.#code
    const place = this.#place(variable)
    if ('local' in place) {
      this.value(value)
      return code.op(used ? 'local.tee' : 'local.set', place.local)
    }
    if (!('base' in place)) throw new Error(`${variable.name} doesn't change`)
    const kept = used ? code.local(valueType(value.type)) : 0
    code.op('local.get', place.base)
    this.value(value)
    if (used) code.op('local.tee', kept)
    if (value.type !== 'int') storeAs(code, place.offset, place.form)
    else if (place.form === 'i32') code.memory('i32.store', place.offset)
    else {
      code.op('f64.convert_i32_s')
      storeAs(code, place.offset, place.form)
    }
    if (used) code.op('local.get', kept)
  }

  #row(row: Row): RowPlace {
    return this.#functions.tables.get(row) ?? this.rows.get(row)!
  }

  /** Leaves the last 32 bits of the frame's number on the stack. */
  frame(): void {
    this.#code.op('local.get', this.counter)
  }

  #place(variable: Variable): Place {
    let place = this.places.get(variable)
    if (place === undefined) {
      place = { local: this.#code.local(valueType(variable.type)) }
      this.places.set(variable, place)
    }
    return place
  }

  #call(callee: Routine, args: readonly Expression[]): void {
    const code = this.#code
    if (!isCopied(callee)) {
      for (const arg of args) this.value(arg)
      return code.op('call', this.#functions.index(callee))
    }
    const inner = new Emitter(code, this.#functions, this.#constants)
    inner.rows = this.rows
    inner.counter = this.counter
    callee.parameters.forEach((parameter, index) => {
      this.value(args[index])
      const local = code.local(valueType(parameter.type))
      code.op('local.set', local)
      inner.places.set(parameter, { local })
    })
    const result = code.local(valueType(callee.type))
    inner.body(callee, [result])
    code.op('local.get', result)
  }
}

/** What a return does: where its values go, and whether it must jump out of the block opened at `depth`. */
interface Exit { results: readonly number[], depth: number, early: boolean }
