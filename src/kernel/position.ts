/** Positions in rows: from an index, any number, to the address of what lies there. An index is rounded down, and goes round. */
import type { Expression, Row } from './ir.ts'
import { lowBits } from './macro.ts'
import type { Code } from './wasm.ts'

/** Where a row lies: at an address, counted from the one in the local `base` if there is one. One of its numbers takes 2^shift
 *  bytes: 4 for a 32-bit float, 8, or 16 for those of four voices. `again`: so many of its first numbers come once more after its
 *  last one, so that numbers beside each other need no going round. */
export interface RowPlace { base?: number, address: number, length: number, shift: number, again?: number }

/** 32-bit floats are in a line, and in a table that was given as such. */
export const shiftOf = ({ role, values }: Row): number => role === 'line' || values instanceof Float32Array ? 2 : 3

/** Writes expressions into a function: as they are, or as whole numbers. */
export interface Writer {
  value(expression: Expression): void
  /** Leaves the frame's number on the stack, modulo 2³². */
  frame(): void
}

/** Takes a small constant off an index, and says how many bytes it stands for: several numbers beside each other then share the
 *  work for their position. */
export function split({ shift, again = 0 }: RowPlace, index: Expression): { index: Expression, ahead: number } {
  if (index.op !== 'apply' || index.code !== 'f64.add' || !isWhole(index)) return { index, ahead: 0 }
  const [first, last] = index.args
  if (last.op !== 'constant' || last.value < 0 || last.value > again) return { index, ahead: 0 }
  return { index: first, ahead: last.value << shift }
}

/** Leaves the address of a row's number on the stack, without the row's own address. */
export function emitPosition(code: Code, { base, length, shift }: RowPlace, index: Expression, writer: Writer): void {
  const isPower = (length & (length - 1)) === 0
  if (isPower) {
    if (isWhole(index)) emitWhole(code, index, writer)
    else {
      writer.value(index)
      code.op('f64.floor')
      toWhole(code)
    }
    code.op('i32.const', length - 1)
    code.op('i32.and')
  } else {
    writer.value(index)
    code.op('f64.floor')
    code.op('i64.trunc_sat_f64_s')
    remainder(code, length)
  }
  code.op('i32.const', shift)
  code.op('i32.shl')
  if (base === undefined) return
  code.op('local.get', base)
  code.op('i32.add')
}

/** Whether an expression is a whole number for sure, of which the last 32 bits are all that counts. */
function isWhole(index: Expression): boolean {
  switch (index.op) {
    case 'constant': return Number.isInteger(index.value) && Math.abs(index.value) < 2 ** 31
    case 'get': return isFrame(index)
    case 'apply':
      if (index.code === 'f64.add' || index.code === 'f64.sub') return index.args.every(isWhole)
      return isInteger(index)
    default: return false
  }
}

function emitWhole(code: Code, index: Expression, writer: Writer): void {
  if (index.op === 'constant') code.op('i32.const', index.value)
  else if (index.op === 'get') writer.frame()
  else if (index.op === 'apply' && isInteger(index)) writer.value(index.args[0])
  else if (index.op === 'apply') {
    for (const arg of index.args) emitWhole(code, arg, writer)
    code.op(index.code === 'f64.add' ? 'i32.add' : 'i32.sub')
  }
}

/** A whole number that was of 32 bits: with a sign or without, the bits are the same. */
const isInteger = (index: Expression) =>
  index.op === 'apply' && (index.code === 'f64.convert_i32_s' || index.code === 'f64.convert_i32_u')

const isFrame = (index: Expression) => index.op === 'get' && index.variable.role === 'env' && index.variable.name === 'frame'

/** The last 32 bits of a whole number. */
export function toWhole(code: Code): void {
  lowBits(code, x => {
    code.op('local.get', x)
    code.op('i64.trunc_sat_f64_s')
    code.op('i32.wrap_i64')
    code.op('f64.convert_i32_s')
  })
}

/** A whole number of 64 bits modulo a length that is no power of two. */
function remainder(code: Code, length: number): void {
  code.op('i64.const', length)
  code.op('i64.rem_s')
  code.op('i32.wrap_i64')
  upwards(code, length)
}

/** Makes a position out of a remainder on the stack, which has the sign of what was divided. */
export function upwards(code: Code, length: number): void {
  const rest = code.local('i32')
  code.op('local.tee', rest)
  code.op('local.get', rest)
  code.op('i32.const', length)
  code.op('i32.add')
  code.op('local.get', rest)
  code.op('i32.const', 0)
  code.op('i32.ge_s')
  code.op('select')
}
