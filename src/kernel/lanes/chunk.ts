/** A chunk of a bank: some modules of all voices, one group of four after the other. */
import { isSignal } from '../../dsp/signal.ts'
import { load, set } from '../address.ts'
import { check, SIGNATURE } from '../chunk.ts'
import type { Context } from '../chunk.ts'
import { argument } from '../frames.ts'
import type { Variable } from '../ir.ts'
import { TEMPO } from '../program.ts'
import { CONTROL_PERIOD, parameter } from '../sizes.ts'
import { Code } from '../wasm.ts'
import { coefficient, LANES, passed } from './bank.ts'
import type { Bank, BankPart } from './bank.ts'
import { emitFrames, SUM_BYTES } from './frames.ts'
import type { GroupLocals } from './loop.ts'
import { mayRest } from './rest.ts'
import { emitSums } from './sums.ts'

/** `control`: index of the function that runs a module's control for one voice. */
export interface LaneContext extends Context { laneControl(part: BankPart): number }

/** Groups that are played at once, so that the processor has something to do while it waits for one of them. */
const WIDTH = 4

type Given = Pick<Parameters<typeof emitFrames>[0], 'bank' | 'parts' | 'locals' | 'constants'> & { context: LaneContext }

/** Emits the function of one chunk of a bank; the last one sums up the voices. `gliding`: address of the mark that coefficients of
 *  the bank are on their way. */
export function emitLaneChunk(bank: Bank, index: number, gliding: number, context: LaneContext): Code {
  const code = new Code(SIGNATURE)
  const parts = bank.chunks[index]
  const final = index === bank.chunks.length - 1
  const constants = new Map<string, number>()
  const glides = bank.parts.some(({ program }) => program.coefficients.length > 0)
  const [record, buffers, lines, parameters, from, to] = Array.from({ length: 6 }, () => code.local('i32'))
  const locals: GroupLocals = { record, buffers, lines, parameters, from, to }
  if (index === 0 && glides) emitArrival(code, bank, gliding)
  const start = (local: number, value: number) => {
    code.op('i32.const', value)
    code.op('local.set', local)
  }
  start(record, bank.records.address)
  start(buffers, bank.buffers.address)
  start(lines, bank.lines.address)
  start(parameters, 0)
  if (final) {
    start(from, bank.sums)
    start(to, bank.sums + SUM_BYTES)
    code.op('i32.const', bank.sums)
    code.op('i32.const', 0)
    code.op('i32.const', bank.heard.length * 2 * SUM_BYTES)
    code.op('memory.fill', 0)
  }
  const { groups } = bank
  const pairs = groups - groups % WIDTH
  if (pairs > 0) emitGroups(code, { bank, parts, locals, constants, context }, WIDTH, pairs, final, glides ? gliding : null)
  if (groups > pairs) emitGroups(code, { bank, parts, locals, constants, context }, groups - pairs, groups, final, glides ? gliding : null)
  if (final) emitSums(code, bank, from, context)
  return code
}

/** The loop over the groups up to number `end`, so many at a time. `gliding`: address of the mark, if there are coefficients. */
function emitGroups(code: Code, given: Given, width: number, end: number, final: boolean, gliding: number | null): void {
  const { bank, parts, locals, context } = given
  const { record, buffers, lines, parameters, from, to } = locals
  code.open('loop')
  for (const part of parts) {
    if (part.program.control === undefined) continue
    for (let ahead = 0; ahead < width; ahead++) emitChecks(code, bank, part, ahead, locals, gliding, context)
  }
  // The same loop twice, as in a chunk of single modules, or three times: at rest, held and moving.
  const frames = (moving: boolean, resting: boolean, bad: () => void, awake = () => {}) =>
    emitFrames({ code, ...given, moving, resting }, width, final, bad, awake)
  code.open('block')
  code.open('block')
  code.op('local.get', argument.ramping)
  if (gliding !== null) {
    code.op('i32.const', 0)
    code.memory('i32.load', gliding)
    code.op('i32.or')
  }
  code.op('br_if', 0)
  if (parts.some(mayRest)) {
    code.open('block')
    frames(false, true, () => code.op('br', 2), () => code.op('br', 1))
    code.op('br', 2)
    code.close()
  }
  frames(false, false, () => code.op('br', 1))
  code.op('br', 1)
  code.close()
  frames(true, false, () => {})
  code.close()
  const go = (local: number, by: number) => {
    code.op('local.get', local)
    code.op('i32.const', by)
    code.op('i32.add')
    code.op('local.set', local)
  }
  go(buffers, width * bank.buffers.stride)
  go(lines, width * bank.lines.stride)
  go(parameters, width * LANES.length * parameter.bytes)
  if (final) {
    code.op('local.get', from)
    code.op('local.get', to)
    code.op('local.set', from)
    code.op('local.set', to)
  }
  go(record, width * bank.records.stride)
  code.op('local.get', record)
  code.op('i32.const', bank.records.address + end * bank.records.stride)
  code.op('i32.lt_u')
  code.op('br_if', 0)
  code.close()
}

/** At a control point the coefficients that were on their way have arrived. */
function emitArrival(code: Code, { parts, records, groups }: Bank, gliding: number): void {
  const record = code.local('i32')
  code.op('local.get', argument.left)
  code.op('i32.const', CONTROL_PERIOD)
  code.op('i32.eq')
  code.op('i32.const', 0)
  code.memory('i32.load', gliding)
  code.op('i32.and')
  code.open('if')
  code.op('i32.const', records.address)
  code.op('local.set', record)
  code.open('loop')
  for (const { program, coefficients } of parts) {
    program.coefficients.forEach((_, index) => {
      const offset = coefficients + index * coefficient.bytes
      code.op('local.get', record)
      code.op('local.get', record)
      code.memory('v128.load', offset + coefficient.target)
      // -0 is 0, as in modules by themselves.
      code.op('i32.const', 0)
      code.op('i32x4.splat')
      code.op('f32x4.add')
      code.memory('v128.store', offset + coefficient.value)
      code.op('local.get', record)
      code.op('i32.const', 0)
      code.op('i32x4.splat')
      code.memory('v128.store', offset + coefficient.step)
    })
  }
  code.op('local.get', record)
  code.op('i32.const', records.stride)
  code.op('i32.add')
  code.op('local.tee', record)
  code.op('i32.const', records.address + groups * records.stride)
  code.op('i32.lt_u')
  code.op('br_if', 0)
  code.close()
  set(code, gliding, 0)
  code.close()
}

/** Runs control in each voice of the group if an input that it reads may have changed. */
function emitChecks(
  code: Code, bank: Bank, part: BankPart, ahead: number, locals: GroupLocals, gliding: number | null, context: LaneContext,
): void {
  const beyond = ahead * bank.records.stride
  const { node, watched, parameters, seen, values, numbers } = part
  code.op('local.get', argument.check)
  const follows = ({ name }: Variable) => {
    const source = node.inputs[name]
    return isSignal(source) && passed(bank, source) === undefined
  }
  code.op('i32.const', watched.some(follows) ? check.signals : check.all)
  code.op('i32.ge_u')
  code.open('if')
  const [lane, moves] = [code.local('i32'), code.local('i32')]
  const inputs = Math.max(1, watched.length)
  const at = (base: number, bytes: number, offset: number) => {
    code.op('local.get', base)
    code.op('local.get', lane)
    code.op('i32.const', bytes)
    code.op('i32.mul')
    code.op('i32.add')
    if (offset === 0) return
    code.op('i32.const', offset)
    code.op('i32.add')
  }
  const narrow = (base: number, offset: number) => {
    at(base, 4, 0)
    code.memory('f32.load', offset)
    code.op('f64.promote_f32')
  }
  code.op('i32.const', 0)
  code.op('local.set', lane)
  code.open('loop')
  at(locals.record, 4, beyond)
  at(locals.record, 8 * inputs, seen + beyond)
  code.op('local.get', argument.left)
  code.op('f64.convert_i32_s')
  for (const { name } of watched) {
    const source = node.inputs[name]
    const address = isSignal(source) ? passed(bank, source) : parameters.get(name)
    const varying = numbers.get(name)
    if (isSignal(source) && address === undefined) {
      const own = bank.buffer(source)
      if (own !== undefined) narrow(locals.buffers, own + ahead * bank.buffers.stride)
      else load(code, context.memory.buffer(source)!)
    } else if (name === TEMPO) load(code, address!)
    else if (address !== undefined) {
      at(locals.parameters, parameter.bytes, 0)
      code.memory('f64.load', address + ahead * LANES.length * parameter.bytes)
    } else if (varying !== undefined) narrow(locals.record, varying + beyond)
    else code.number(values[name][0])
  }
  code.op('call', context.laneControl(part))
  code.op('local.set', moves)
  if (gliding !== null) {
    code.op('i32.const', 0)
    code.op('local.get', moves)
    code.op('i32.const', 0)
    code.memory('i32.load', gliding)
    code.op('i32.or')
    code.memory('i32.store', gliding)
  }
  code.op('local.get', lane)
  code.op('i32.const', 1)
  code.op('i32.add')
  code.op('local.tee', lane)
  code.op('i32.const', LANES.length)
  code.op('i32.lt_u')
  code.op('br_if', 0)
  code.close()
  code.close()
}
