import type { Form } from './address.ts'
import type { Type } from './ir.ts'
import type { ValueType } from './wasm.ts'

/** Where a variable lives: in a local, in memory at an offset from the address that a local holds, or, when it doesn't
 *  change while the function runs, at an address or as a constant. In voices (lanes/) memory has 32 bits for it, in a form. */
export type Place = { local: number } | { base: number, offset: number, form?: Form } | { address: number } | { constant: number }

export const valueType = (type: Type): ValueType => type === 'number' ? 'f64' : 'i32'
