/** Operations that take several instructions. */
import type { Macro } from './ir.ts'
import type { Code } from './wasm.ts'

const TWO_32 = 2 ** 32
/** Numbers of this exponent are integers, one for each mantissa. */
const INTEGERS = 1.5 * 2 ** 52
const INTEGERS_EXPONENT = 1023 + 52
const MANTISSA_BITS = 52

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

/** The number modulo 2³². Of large ones its multiples are taken away, which is exact. */
function toInt32(code: Code): void {
  lowBits(code, x => {
    code.op('local.get', x)
    code.op('local.get', x)
    code.number(1 / TWO_32)
    code.op('f64.mul')
    code.op('f64.floor')
    code.number(TWO_32)
    code.op('f64.mul')
    code.op('f64.sub')
  })
}

/** Leaves the last 32 bits of the number on the stack, its fraction cut off: those of its mantissa when 1.5 · 2⁵² is added, which takes
 *  a fraction of what V8 makes of a conversion. That holds up to 2⁵¹; for a larger one, which is in a local without its fraction,
 *  `smaller` leaves one with the same last bits. */
export function lowBits(code: Code, smaller: (x: number) => void): void {
  const [x, sum] = [code.local('f64'), code.local('f64')]
  const add = () => {
    code.number(INTEGERS)
    code.op('f64.add')
  }
  code.op('f64.trunc')
  code.op('local.tee', x)
  add()
  code.op('local.tee', sum)
  code.op('i64.reinterpret_f64')
  code.op('i64.const', MANTISSA_BITS)
  code.op('i64.shr_u')
  code.op('i32.wrap_i64')
  code.op('i32.const', INTEGERS_EXPONENT)
  code.op('i32.ne')
  code.open('if')
  smaller(x)
  add()
  code.op('local.set', sum)
  code.close()
  code.op('local.get', sum)
  code.op('i64.reinterpret_f64')
  code.op('i32.wrap_i64')
}
