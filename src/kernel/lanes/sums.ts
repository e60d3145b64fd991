import type { Context } from '../chunk.ts'
import { argument } from '../frames.ts'
import type { Code } from '../wasm.ts'
import { LANES, WORD } from './bank.ts'
import type { Bank } from './bank.ts'
import { SUM_BYTES } from './frames.ts'

/** Puts the sums of the voices into the buffers of the node's outputs. */
export function emitSums(code: Code, { node, heard }: Bank, from: number, { memory }: Context): void {
  const position = code.local('i32')
  const sum = code.local('v128')
  code.open('loop')
  heard.forEach((_, output) => {
    const buffer = memory.buffer({ node, output })
    if (buffer === undefined) return
    code.op('local.get', from)
    code.op('local.get', position)
    code.op('i32.const', WORD / 8)
    code.op('i32.mul')
    code.op('i32.add')
    code.memory('v128.load', output * 2 * SUM_BYTES)
    code.op('local.set', sum)
    code.op('local.get', position)
    for (const lane of LANES) {
      code.op('local.get', sum)
      code.lane('f32x4.extract_lane', lane)
      code.op('f64.promote_f32')
      if (lane > 0) code.op('f64.add')
    }
    code.memory('f64.store', buffer)
  })
  code.op('local.get', position)
  code.op('i32.const', 8)
  code.op('i32.add')
  code.op('local.tee', position)
  code.op('local.get', argument.length)
  code.op('i32.lt_u')
  code.op('br_if', 0)
  code.close()
}

