/** The places of tables. */
import type { Program, Row } from './ir.ts'
import { shiftOf } from './position.ts'
import type { RowPlace } from './position.ts'
import { WORD } from './sizes.ts'

/** Numbers of a table that come once more after its end: as many as an interpolation looks ahead. */
export const AGAIN = 8

/** Gives each table its place, once for all modules that use it; from an address on, to another. */
export function placeTables(modules: readonly { program: Program }[], from: number): { places: Map<Row, RowPlace>, end: number } {
  const places = new Map<Row, RowPlace>()
  const known = new Map<Row['values'], RowPlace>()
  let end = from
  for (const row of new Set(modules.flatMap(({ program }) => program.tables))) {
    const { length } = row.values as ArrayLike<number>
    const shift = shiftOf(row)
    const one = known.get(row.values) ?? { address: end, length, shift, again: AGAIN }
    if (!known.has(row.values)) end += Math.ceil((length + AGAIN << shift) / WORD) * WORD
    known.set(row.values, one)
    places.set(row, one)
  }
  return { places, end }
}

export const bytesOf = ({ buffer, byteOffset, byteLength }: Float32Array) => new Uint8Array(buffer, byteOffset, byteLength)
