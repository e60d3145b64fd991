/** Positions in the rows of voices: those of four voices lie side by side, so one load takes all four where the position is the same
 *  in each. Tables all voices share. */
import type { Expression, Row } from '../ir.ts'
import { emitPosition, split, upwards } from '../position.ts'
import type { RowPlace } from '../position.ts'
import { LANES } from './bank.ts'
import type { LaneEmitter } from './emit.ts'
import { emitInteger, isInteger, isShared } from './integers.ts'
import { LEAST, LIMIT } from '../fault.ts'

const bitsOf = (value: number): number => new Int32Array(Float32Array.of(value).buffer)[0]
const WITHOUT_SIGN = 0x7fffffff

/** Leaves a row's four numbers on the stack. */
export function emitElement(emitter: LaneEmitter, row: Row, index: Expression): void {
  const { code, functions, scalar } = emitter
  const table = functions.tables.get(row)
  const place = table ?? emitter.rows.get(row)!
  if (isShared(emitter, index)) {
    emitPosition(code, place, index, scalar)
    if (table === undefined) return code.memory('v128.load', place.address)
    load(emitter, table)
    return code.op('f32x4.splat')
  }
  const { index: whole, ahead } = split(place, index)
  const quad = table && emitQuad(emitter, row, table, whole)
  if (quad && ahead < 4 * quad.length) return code.op('local.get', quad[ahead >> 2])
  const positions = emitPositions(emitter, place, whole)
  const result = code.local('v128')
  emitter.splat(0, true)
  code.op('local.set', result)
  for (const lane of LANES) {
    code.op('local.get', result)
    address(emitter, place, positions, lane)
    if (table === undefined) code.memory('f32.load', place.address + 4 * lane)
    else load(emitter, table, ahead)
    code.lane('f32x4.replace_lane', lane)
    code.op('local.set', result)
  }
  code.op('local.get', result)
}

/** The locals with the four numbers of a table from a position on, which are loaded at once for each voice and then turned about: an
 *  interpolation reads that many. Undefined where the position may change before the next of them is read. */
function emitQuad(emitter: LaneEmitter, row: Row, place: RowPlace, index: Expression): number[] | undefined {
  const { code, quads, constants } = emitter
  const named = index.op === 'apply' && index.code === 'f64.convert_i32_s' ? index.args[0] : index
  if (named.op !== 'get' || place.shift !== 2 || (place.again ?? 0) < 3) return undefined
  const { variable } = named
  if (variable.role !== 'argument' && !constants.has(variable)) return undefined
  const known = quads.get(variable)?.get(row)
  if (known !== undefined) return known
  const positions = emitPositions(emitter, place, index)
  const loaded = LANES.map(lane => {
    const local = code.local('v128')
    address(emitter, place, positions, lane)
    code.memory('v128.load', place.address)
    code.op('local.set', local)
    return local
  })
  const shuffled = (a: number, b: number, lanes: readonly number[]) => {
    const local = code.local('v128')
    code.op('local.get', a)
    code.op('local.get', b)
    code.shuffle(lanes)
    code.op('local.set', local)
    return local
  }
  const [a, b, c, d] = loaded
  const [low, high] = [[0, 4, 1, 5], [2, 6, 3, 7]].map(lanes => [shuffled(a, b, lanes), shuffled(c, d, lanes)])
  const quad = [low, high].flatMap(([first, second]) => [[0, 1, 4, 5], [2, 3, 6, 7]].map(lanes => shuffled(first, second, lanes)))
  quads.set(variable, new Map(quads.get(variable)).set(row, quad))
  return quad
}

/** Writes into a row, in the lanes that take part, and leaves what was written on the stack. */
export function emitStore(emitter: LaneEmitter, { row, index, value }: Expression & { op: 'store' }): void {
  const { code, mask } = emitter
  const place = emitter.rows.get(row)!
  const [given, kept] = [code.local('v128'), code.local('v128')]
  const take = () => {
    emitter.value(value)
    code.op('local.tee', given)
    if (row.role === 'line') emitClean(emitter, given)
    code.op('local.set', kept)
  }
  if (isShared(emitter, index)) {
    const at = code.local('i32')
    emitPosition(code, place, index, emitter.scalar)
    code.op('local.set', at)
    take()
    code.op('local.get', at)
    code.op('local.get', kept)
    if (mask !== null) {
      code.op('local.get', at)
      code.memory('v128.load', place.address)
      code.op('local.get', mask)
      code.op('v128.bitselect')
    }
    code.memory('v128.store', place.address)
  } else {
    const positions = emitPositions(emitter, place, index)
    take()
    for (const lane of LANES) {
      if (mask !== null) {
        code.op('local.get', mask)
        code.lane('i32x4.extract_lane', lane)
        code.open('if')
      }
      address(emitter, place, positions, lane)
      code.op('local.get', kept)
      code.lane('f32x4.extract_lane', lane)
      code.memory('f32.store', place.address + 4 * lane)
      if (mask !== null) code.close()
    }
  }
  code.op('local.get', given)
}

/** The local with the four positions, as offsets in bytes; of a row whose length is no power of two, as they are. */
function emitPositions(emitter: LaneEmitter, { length, shift }: RowPlace, index: Expression): number {
  const { code } = emitter
  const positions = code.local('v128')
  floored(emitter, index)
  if (isPower(length)) {
    emitter.splat(length - 1, true)
    code.op('v128.and')
    code.op('i32.const', shift)
    code.op('i32x4.shl')
  }
  code.op('local.set', positions)
  return positions
}

/** Leaves an index on the stack as four integers. A whole number, such as the frame's, stays one, less what is taken from it. */
function floored(emitter: LaneEmitter, index: Expression): void {
  const { code } = emitter
  if (isInteger(emitter, index)) return emitInteger(emitter, index)
  const isSum = index.op === 'apply' && (index.code === 'f64.add' || index.code === 'f64.sub')
  if (isSum && isInteger(emitter, index.args[0])) {
    emitInteger(emitter, index.args[0])
    emitter.value(index.args[1])
    code.op(index.code === 'f64.add' ? 'f32x4.floor' : 'f32x4.ceil')
    code.op('i32x4.trunc_sat_f32x4_s')
    return code.op(index.code === 'f64.add' ? 'i32x4.add' : 'i32x4.sub')
  }
  emitter.value(index)
  code.op('f32x4.floor')
  code.op('i32x4.trunc_sat_f32x4_s')
}

/** Leaves the address of one lane's number on the stack, without the row's own. */
function address({ code }: LaneEmitter, { base, length, shift }: RowPlace, positions: number, lane: number): void {
  code.op('local.get', positions)
  code.lane('i32x4.extract_lane', lane)
  if (!isPower(length)) {
    code.op('i32.const', length)
    code.op('i32.rem_s')
    upwards(code, length)
    code.op('i32.const', shift)
    code.op('i32.shl')
  }
  if (base === undefined) return
  code.op('local.get', base)
  code.op('i32.add')
}

function load({ code }: LaneEmitter, { shift, address }: RowPlace, ahead = 0): void {
  if (shift === 2) return code.memory('f32.load', address + ahead)
  code.memory('f64.load', address + ahead)
  code.op('f32.demote_f64')
}

/** Takes what may not be kept in a line out of the numbers on the stack, which are in the local too. */
function emitClean(emitter: LaneEmitter, local: number): void {
  const { code } = emitter
  const size = code.local('v128')
  code.op('local.get', local)
  emitter.splat(WITHOUT_SIGN, true)
  code.op('v128.and')
  code.op('local.tee', size)
  emitter.splat(bitsOf(LEAST) - 1, true)
  code.op('i32x4.gt_s')
  code.op('local.get', size)
  emitter.splat(bitsOf(LIMIT), true)
  code.op('i32x4.lt_s')
  code.op('v128.and')
  code.op('v128.and')
}

const isPower = (length: number) => (length & (length - 1)) === 0
