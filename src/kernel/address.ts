/** Pieces of code that read and write memory, and walk through it. */
import type { Code } from './wasm.ts'

/** Leaves the number at an address on the stack. */
export function load(code: Code, address: number): void {
  code.op('i32.const', 0)
  code.memory('f64.load', address)
}

/** How memory holds a number where it has only 32 bits for it. */
export type Form = 'f32' | 'i32'

/** Loads a number from the address on the stack plus `offset` bytes. */
export function loadAs(code: Code, offset: number, form?: Form): void {
  code.memory(`${form ?? 'f64'}.load`, offset)
  if (form === 'f32') code.op('f64.promote_f32')
  if (form === 'i32') code.op('f64.convert_i32_s')
}

/** Stores the number on the stack. */
export function storeAs(code: Code, offset: number, form?: Form): void {
  if (form === 'f32') code.op('f32.demote_f64')
  if (form === 'i32') {
    code.op('i64.trunc_sat_f64_s')
    code.op('i32.wrap_i64')
  }
  code.memory(`${form ?? 'f64'}.store`, offset)
}

/** Stores a 32-bit integer at an address. */
export function set(code: Code, address: number, value: number): void {
  code.op('i32.const', 0)
  code.op('i32.const', value)
  code.memory('i32.store', address)
}

/** A loop over the addresses from `start` to `end`, which the functions given leave on the stack, in steps of so many bytes;
 *  `body` gets the local with the address. */
export function eachBetween(
  code: Code, start: () => void, end: () => void, bytes: number, body: (address: number) => void,
): void {
  const address = code.local('i32')
  start()
  code.op('local.set', address)
  code.open('block')
  code.open('loop')
  code.op('local.get', address)
  end()
  code.op('i32.ge_u')
  code.op('br_if', 1)
  body(address)
  code.op('local.get', address)
  code.op('i32.const', bytes)
  code.op('i32.add')
  code.op('local.set', address)
  code.op('br', 0)
  code.close()
  code.close()
}
