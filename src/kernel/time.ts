/** The number of the frame, as module code sees it. */
import { load } from './address.ts'
import { looksAt } from './ir.ts'
import type { Program } from './ir.ts'
import { clock } from './sizes.ts'
import type { Code } from './wasm.ts'

/** The locals with the frame's number (f64), and with the last 32 bits of it (i32). */
export interface Time { frame: number, counter: number }

/** Whether a module's tick looks at it. */
export const usesFrame = ({ tick, env }: Program): boolean => looksAt(tick.body, env.frame)

/** Takes the number of the first frame to come from the clock. */
export function emitTime(code: Code): Time {
  const [frame, counter] = [code.local('f64'), code.local('i32')]
  load(code, clock.frame)
  code.op('local.tee', frame)
  code.op('i64.trunc_sat_f64_s')
  code.op('i32.wrap_i64')
  code.op('local.set', counter)
  return { frame, counter }
}

/** On to the next frame. */
export function emitTick(code: Code, { frame, counter }: Time): void {
  code.op('local.get', frame)
  code.number(1)
  code.op('f64.add')
  code.op('local.set', frame)
  code.op('local.get', counter)
  code.op('i32.const', 1)
  code.op('i32.add')
  code.op('local.set', counter)
}
