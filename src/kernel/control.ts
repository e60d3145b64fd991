import { isLine } from '../dsp/line.ts'
import { Emitter } from './emit.ts'
import type { Functions } from './functions.ts'
import type { Program } from './ir.ts'
import type { Layout } from './kernel.ts'
import { coefficient, WORD } from './memory.ts'
import { Code } from './wasm.ts'

const [STATE, SEEN, LEFT, INPUTS] = [0, 1, 2, 3]

/** Emits control(state, seen, left, …inputs): runs a module's control when the inputs are not those that it saw the last
 *  time, and sends the coefficients on their way, to arrive in `left` frames; the first time they are there at once. Returns
 *  whether they move. */
export function emitControl({ control, state, rows, coefficients, env }: Program, layout: Layout, functions: Functions): Code {
  const watched = control!.reads
  const code = new Code(['i32', 'i32', 'f64', ...watched.map(() => 'f64' as const)], ['i32'])
  const emitter = new Emitter(code, functions)
  emitter.told(env, layout)
  state.forEach((variable, index) => emitter.places.set(variable, { base: STATE, offset: index * WORD }))
  let first = state.length * WORD
  for (const row of rows) {
    if (isLine(row.values)) continue
    emitter.rows.set(row, { base: STATE, address: first, length: row.values.length, narrow: false })
    first += row.values.length * WORD
  }
  const offsets = coefficients.map((_, index) => first + index * coefficient.bytes)
  coefficients.forEach((variable, index) => {
    emitter.places.set(variable, { base: STATE, offset: offsets[index] + coefficient.target })
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
    code.memory('f64.load', offset)
  }
  code.op('local.get', fresh)
  code.open('if')
  for (const offset of offsets) {
    code.op('local.get', STATE)
    field(offset + coefficient.target)
    code.memory('f64.store', offset + coefficient.value)
  }
  code.op('else')
  for (const offset of offsets) {
    code.op('local.get', STATE)
    field(offset + coefficient.target)
    field(offset + coefficient.value)
    code.op('f64.sub')
    code.op('local.get', LEFT)
    code.op('f64.div')
    code.memory('f64.store', offset + coefficient.step)
  }
  code.close()
  code.op('local.get', fresh)
  code.op('i32.eqz')
  return code
}
