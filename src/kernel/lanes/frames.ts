/** The loop over the frames of a chunk, for some groups of voices at once. */
import { argument } from '../frames.ts'
import { CONTROL_PERIOD, FRAME_BYTES } from '../sizes.ts'
import { emitTick, emitTime, usesFrame } from '../time.ts'
import { WORD } from './bank.ts'
import { Group } from './group.ts'
import type { Loop } from './loop.ts'
import { passing } from './passing.ts'
import { LIMIT_BITS } from './watch.ts'

/** Bytes of a row in which voices are summed up. */
export const SUM_BYTES = CONTROL_PERIOD * WORD

/** Emits the loop for `width` groups at once, so that the processor has something to do while it waits for one of them. `final`: it
 *  sums up what is heard. `bad`: called in a branch that is taken if something was bad, before anything is put back. `awake`: called in
 *  one that is taken before anything is done, if `resting` is asked for and not all are at rest. */
export function emitFrames(
  given: Omit<Loop, 'contains' | 'final' | 'greatest' | 'passing'>, width: number, final: boolean, bad: () => void, awake: () => void,
): void {
  const { code, parts, moving } = given
  const contains = moving || parts.some(({ program }) => program.tick.stores)
  const loop: Loop = { ...given, contains, final, greatest: code.local('v128'), passing: passing(parts) }
  const time = parts.some(({ program }) => usesFrame(program)) ? emitTime(code) : undefined
  const groups = Array.from({ length: width }, (_, ahead) => new Group(loop, ahead, time))
  const position = code.local('i32')
  code.op('i32.const', 0)
  code.op('local.set', position)
  if (!contains) {
    code.op('i32.const', 0)
    code.op('i32x4.splat')
    code.op('local.set', loop.greatest)
  }
  code.preparing(() => {
    if (loop.resting) {
      for (const group of groups) group.awake()
      for (const _ of groups.slice(1)) code.op('i32.or')
      code.open('if')
      awake()
      code.close()
    }
    code.open('loop')
    for (const group of groups) group.tick(position)
    if (final) emitSum(loop, groups, position)
    for (const group of groups) group.step()
    if (time !== undefined) emitTick(code, time)
    code.op('local.get', position)
    code.op('i32.const', FRAME_BYTES)
    code.op('i32.add')
    code.op('local.tee', position)
    code.op('local.get', argument.length)
    code.op('i32.lt_u')
    code.op('br_if', 0)
    code.close()
  })
  if (!contains) {
    code.op('local.get', loop.greatest)
    code.op('i32.const', LIMIT_BITS)
    code.op('i32x4.splat')
    code.op('i32x4.lt_s')
    code.op('i32x4.all_true')
    code.op('i32.eqz')
    code.open('if')
    bad()
    code.close()
  }
  for (const group of groups) group.store()
}

/** Adds the voices of the groups to those before. */
function emitSum({ code, bank, locals: { from, to } }: Loop, groups: readonly Group[], position: number): void {
  const at = (base: number) => {
    code.op('local.get', base)
    code.op('local.get', position)
    code.op('i32.const', 1)
    code.op('i32.shl')
    code.op('i32.add')
  }
  bank.heard.forEach((signal, index) => {
    at(to)
    at(from)
    code.memory('v128.load', index * 2 * SUM_BYTES)
    for (const group of groups) {
      group.heard(signal, position)
      code.op('f32x4.add')
    }
    code.memory('v128.store', index * 2 * SUM_BYTES)
  })
}
