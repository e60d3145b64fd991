/** Numbers of rows, read and written. */
import { loadAs, storeAs } from './address.ts'
import { emitClean } from './fault.ts'
import type { Expression } from './ir.ts'
import { emitPosition, split } from './position.ts'
import type { RowPlace, Writer } from './position.ts'
import type { Code } from './wasm.ts'

const form = ({ shift }: RowPlace) => shift === 3 ? undefined : 'f32'

/** Leaves a number of a row on the stack. */
export function emitElement(code: Code, place: RowPlace, index: Expression, writer: Writer): void {
  const { index: whole, ahead } = split(place, index)
  emitPosition(code, place, whole, writer)
  loadAs(code, place.address + ahead, form(place))
}

/** Writes into a row; `used`: leaves what was written on the stack. */
export function emitStore(
  code: Code, place: RowPlace, { row, index, value }: Expression & { op: 'store' }, used: boolean, writer: Writer,
): void {
  const kept = code.local('f64')
  // In the order of JavaScript: the position first.
  emitPosition(code, place, index, writer)
  writer.value(value)
  code.op('local.tee', kept)
  if (row.role === 'line') emitClean(code, kept)
  storeAs(code, place.address, form(place))
  if (used) code.op('local.get', kept)
}
