/** Values of expressions, made and converted. */
import type { Expression, Macro, Type } from './ir.ts'
import { refuse } from './refusal.ts'
import type { Opcode } from './opcodes.ts'

export const constant = (value: number): Expression => ({ op: 'constant', type: 'number', value })
export const apply = (type: Type, code: Opcode | Macro, ...args: Expression[]): Expression =>
  ({ op: 'apply', type, code, args })

/** A value as a number: an int becomes one. */
export function toNumber(value: Expression, position: number): Expression {
  if (value.type === 'number') return value
  if (value.type === 'boolean') refuse(position, 'A comparison is not a number.', 'Choose one: x > 0 ? 1 : 0.')
  return value.op === 'constant' ? constant(value.value) : apply('number', 'f64.convert_i32_s', value)
}

/** A value as 32 bits, as JavaScript's bit operators take it. */
export function toInt(value: Expression, position: number): Expression {
  if (value.type === 'int') return value
  const number = toNumber(value, position)
  if (number.op === 'constant') return { op: 'constant', type: 'int', value: number.value | 0 }
  const converted = number.op === 'apply' && (number.code === 'f64.convert_i32_s' || number.code === 'f64.convert_i32_u')
  return converted ? number.args[0] : apply('int', 'toInt32', number)
}

/** Two values of the same type. */
export function alike(a: Expression, b: Expression, position: number): [Expression, Expression] {
  return a.type === b.type ? [a, b] : [toNumber(a, position), toNumber(b, position)]
}
