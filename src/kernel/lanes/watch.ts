/** Whether what modules in voices put out is fit to be heard: what fault.ts does for modules by themselves. */
import { set } from '../address.ts'
import { LIMIT } from '../fault.ts'
import { clock } from '../sizes.ts'
import type { BankPart } from './bank.ts'
import type { LaneEmitter } from './emit.ts'
import type { Loop } from './loop.ts'

export const [LIMIT_BITS, INFINITY_BITS] = new Int32Array(Float32Array.of(LIMIT, Infinity).buffer)
const WITHOUT_SIGN = 0x7fffffff

/** Looks at the bits of an output, to find out at the end whether all was well: that costs next to nothing. */
export function emitWatch({ code, greatest }: Loop, emitter: LaneEmitter, local: number): void {
  code.op('local.get', greatest)
  code.op('local.get', local)
  emitter.splat(WITHOUT_SIGN, true)
  code.op('v128.and')
  code.op('i32x4.max_s')
  code.op('local.set', greatest)
}

/** Makes 0 of an output where it is bad, and notes it. `beyond`: how far the group's record is from that in the local. */
export function emitContain(loop: Loop, emitter: LaneEmitter, local: number, part: BankPart, beyond: number): void {
  const { code, locals: { record }, passing } = loop
  const bad = part.bad + beyond
  const wrong = code.local('v128')
  code.op('local.get', local)
  emitter.splat(WITHOUT_SIGN, true)
  code.op('v128.and')
  emitter.splat((passing.has(part) ? INFINITY_BITS : LIMIT_BITS) - 1, true)
  code.op('i32x4.gt_s')
  code.op('local.tee', wrong)
  code.op('v128.any_true')
  code.open('if')
  code.op('local.get', local)
  code.op('local.get', wrong)
  code.op('v128.andnot')
  code.op('local.set', local)
  code.op('local.get', record)
  code.op('local.get', record)
  code.memory('v128.load', bad)
  code.op('local.get', wrong)
  code.op('v128.or')
  code.memory('v128.store', bad)
  set(code, clock.bad, 1)
  code.close()
}
