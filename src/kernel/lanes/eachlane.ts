import { LANES } from './bank.ts'
import type { LaneEmitter } from './emit.ts'

/** Takes arguments apart, lets `work` make one lane's value of theirs, and puts these together. */
export function emitEachLane(emitter: LaneEmitter, args: (() => void)[], shape: 'i32x4' | 'f32x4', work: () => void): void {
  const { code } = emitter
  const locals = args.map(arg => {
    const local = code.local('v128')
    arg()
    code.op('local.set', local)
    return local
  })
  const result = code.local('v128')
  emitter.splat(0, true)
  code.op('local.set', result)
  for (const lane of LANES) {
    code.op('local.get', result)
    for (const local of locals) {
      code.op('local.get', local)
      code.lane(`${shape}.extract_lane`, lane)
      if (shape === 'f32x4') code.op('f64.promote_f32')
    }
    work()
    if (shape === 'f32x4') code.op('f32.demote_f64')
    code.lane(`${shape}.replace_lane`, lane)
    code.op('local.set', result)
  }
  code.op('local.get', result)
}
