/** What is a whole number in voices, and what all of them share. */
import type { Expression } from '../ir.ts'
import type { LaneEmitter } from './emit.ts'

/** Leaves a number on the stack as four integers, rounded towards 0. */
export function emitInteger(emitter: LaneEmitter, number: Expression): void {
  const { code } = emitter
  if (number.op === 'constant') return emitter.splat(number.value | 0, true)
  const place = number.op === 'get' ? emitter.places.get(number.variable) : undefined
  if (place && 'integer' in place) {
    code.op('local.get', place.integer)
    return code.op('i32x4.splat')
  }
  if (place && 'whole' in place && place.whole) return emitter.raw(place)
  if (number.op === 'apply') {
    if (number.code === 'f64.convert_i32_s' || number.code === 'f64.convert_i32_u') return emitter.value(number.args[0])
    if ((number.code === 'f64.add' || number.code === 'f64.sub') && number.args.every(arg => isInteger(emitter, arg))) {
      for (const arg of number.args) emitInteger(emitter, arg)
      return code.op(number.code === 'f64.add' ? 'i32x4.add' : 'i32x4.sub')
    }
  }
  emitter.value(number)
  // Modulo 2³², as JavaScript does it: a phase that goes on by more than a turn. Exact up to 2⁵⁵.
  const value = code.local('v128')
  code.op('local.tee', value)
  code.op('local.get', value)
  emitter.splat(2 ** -32, false)
  code.op('f32x4.mul')
  emitter.splat(0.5, false)
  code.op('f32x4.add')
  code.op('f32x4.floor')
  emitter.splat(2 ** 32, false)
  code.op('f32x4.mul')
  code.op('f32x4.sub')
  code.op('i32x4.trunc_sat_f32x4_s')
}

/** Whether a number is an integer of 32 bits that need not go through a float. */
export function isInteger(emitter: LaneEmitter, number: Expression): boolean {
  switch (number.op) {
    case 'constant': return Number.isInteger(number.value) && Math.abs(number.value) < 2 ** 31
    case 'get': {
      const place = emitter.places.get(number.variable)
      return place !== undefined && ('integer' in place || ('whole' in place && place.whole))
    }
    case 'apply':
      if (number.code === 'f64.add' || number.code === 'f64.sub') return number.args.every(arg => isInteger(emitter, arg))
      return number.code === 'f64.convert_i32_s' || number.code === 'f64.convert_i32_u'
    default: return false
  }
}

/** Whether all lanes have the same value, which the scalar emitter knows. */
export function isShared(emitter: LaneEmitter, value: Expression): boolean {
  switch (value.op) {
    case 'constant': return true
    case 'get': {
      const place = emitter.places.get(value.variable)
      return place !== undefined && ('constant' in place || 'number' in place || 'integer' in place)
    }
    case 'apply': return value.args.every(arg => isShared(emitter, arg))
    // Rows are each voice's own.
    case 'call': return value.callee.rows.size === 0 && value.args.every(arg => isShared(emitter, arg))
    case 'choose': return [value.test, value.yes, value.no].every(part => isShared(emitter, part))
    default: return false
  }
}
