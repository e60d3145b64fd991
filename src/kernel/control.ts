import { isLine } from '../dsp/line.ts'
import { loadAs, storeAs } from './address.ts'
import type { Form } from './address.ts'
import { Emitter } from './emit.ts'
import type { Functions } from './functions.ts'
import type { Program, Row, Variable } from './ir.ts'
import type { Layout } from './kernel.ts'
import { coefficient, WORD } from './sizes.ts'
import type { RowPlace } from './position.ts'
import { Code } from './wasm.ts'

type Told = Pick<Layout, 'rate'>

const [STATE, SEEN, LEFT, INPUTS] = [0, 1, 2, 3]

/** Where control finds the state, from the address that it is handed on: its numbers, its arrays, its coefficients; and in which
 *  form they are there. */
export interface Reach {
  fields: Map<Variable, { offset: number, form?: Form }>
  rows: Map<Row, RowPlace>
  coefficients: { value: number, target: number, step: number }[]
  form?: Form
}

/** The reach of a module by itself: its state lies in a row. */
export function reachOf({ state, rows, coefficients }: Program): Reach {
  let next = state.length * WORD
  const places = rows.filter(row => !isLine(row.values)).map((row): [Row, RowPlace] => {
    const { length } = row.values as readonly number[]
    next += length * WORD
    return [row, { address: next - length * WORD, length, shift: 3 }]
  })
  return {
    fields: new Map(state.map((variable, index) => [variable, { offset: index * WORD }])),
    rows: new Map(places),
    coefficients: coefficients.map((_, index) => {
      const at = next + index * coefficient.bytes
      return { value: at + coefficient.value, target: at + coefficient.target, step: at + coefficient.step }
    }),
  }
}

/** A coefficient of -0 is 0: it would be as soon as it goes on by a step of 0, which depends on what else moves. */
export function withoutNegativeZero(code: Code): void {
  code.number(0)
  code.op('f64.add')
}

/** Emits control(state, seen, left, …inputs): runs a module's control when the inputs are not those that it saw the last
 *  time, and sends the coefficients on their way, to arrive in `left` frames; the first time they are there at once. Returns
 *  whether they move. */
export function emitControl({ control, coefficients, env }: Program, reach: Reach, layout: Told, functions: Functions): Code {
  const watched = control!.reads
  const code = new Code(['i32', 'i32', 'f64', ...watched.map(() => 'f64' as const)], ['i32'])
  const emitter = new Emitter(code, functions)
  emitter.told(env, layout)
  for (const [variable, place] of reach.fields) emitter.places.set(variable, { base: STATE, ...place })
  for (const [row, place] of reach.rows) emitter.rows.set(row, { base: STATE, ...place })
  coefficients.forEach((variable, index) => {
    emitter.places.set(variable, { base: STATE, offset: reach.coefficients[index].target, form: reach.form })
  })
  watched.forEach((variable, index) => emitter.places.set(variable, { local: INPUTS + index }))

  // With no inputs to watch a 0 is seen: control runs once.
  const input = (index: number) => watched.length > 0 ? code.op('local.get', INPUTS + index) : code.number(0)
  const each = Array.from({ length: Math.max(1, watched.length) }, (_, index) => index)
  const seen = (index: number) => {
    code.op('local.get', SEEN)
    code.memory('f64.load', index * WORD)
  }
  for (const index of each) {
    seen(index)
    input(index)
    code.op('f64.eq')
    if (index > 0) code.op('i32.and')
  }
  code.open('if')
  code.op('i32.const', 0)
  code.op('return')
  code.close()

  // What was never seen is NaN, which differs from itself.
  const fresh = code.local('i32')
  seen(0)
  seen(0)
  code.op('f64.ne')
  code.op('local.set', fresh)
  for (const index of each) {
    code.op('local.get', SEEN)
    input(index)
    code.memory('f64.store', index * WORD)
  }
  emitter.body(control!, [])
  if (coefficients.length === 0) {
    code.op('i32.const', 0)
    return code
  }
  const field = (offset: number) => {
    code.op('local.get', STATE)
    loadAs(code, offset, reach.form)
  }
  code.op('local.get', fresh)
  code.open('if')
  for (const { value, target } of reach.coefficients) {
    code.op('local.get', STATE)
    field(target)
    withoutNegativeZero(code)
    storeAs(code, value, reach.form)
  }
  code.op('else')
  for (const { value, target, step } of reach.coefficients) {
    code.op('local.get', STATE)
    field(target)
    field(value)
    code.op('f64.sub')
    code.op('local.get', LEFT)
    code.op('f64.div')
    storeAs(code, step, reach.form)
  }
  code.close()
  code.op('local.get', fresh)
  code.op('i32.eqz')
  return code
}
