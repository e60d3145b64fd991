/** Operations that take several instructions. */
import type { Macro } from './ir.ts'
import type { Code } from './wasm.ts'

const TWO_32 = 2 ** 32
const TWO_63 = 2 ** 63

export const isMacro = (code: string): code is Macro => code === 'toInt32' || code === 'high' || code === 'word'

/** Emits one; its arguments are on the stack. */
export function emitMacro(code: Code, macro: Macro): void {
  switch (macro) {
    case 'toInt32': return toInt32(code)
    case 'high':
      code.op('i64.reinterpret_f64')
      code.op('i64.const', 32)
      code.op('i64.shr_u')
      return code.op('i32.wrap_i64')
    case 'word': {
      const lower = code.local('i32')
      code.op('local.set', lower)
      code.op('i64.extend_i32_u')
      code.op('i64.const', 32)
      code.op('i64.shl')
      code.op('local.get', lower)
      code.op('i64.extend_i32_u')
      code.op('i64.or')
      code.op('f64.reinterpret_i64')
    }
  }
}

/** The number modulo 2³². Beyond 2⁶³, which no i64 holds, its multiples of 2³² are taken away first; that is exact. */
function toInt32(code: Code): void {
  const x = code.local('f64')
  code.op('local.tee', x)
  code.op('f64.abs')
  code.number(TWO_63)
  code.op('f64.lt')
  code.open('if', 'f64')
  code.op('local.get', x)
  code.op('else')
  code.op('local.get', x)
  code.op('local.get', x)
  code.number(1 / TWO_32)
  code.op('f64.mul')
  code.op('f64.floor')
  code.number(TWO_32)
  code.op('f64.mul')
  code.op('f64.sub')
  code.close()
  code.op('i64.trunc_sat_f64_s')
  code.op('i32.wrap_i64')
}
