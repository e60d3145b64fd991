/** Pieces of code that read and write memory, and walk through it. */
import type { Code } from './wasm.ts'

/** Leaves the number at an address on the stack. */
export function load(code: Code, address: number): void {
  code.op('i32.const', 0)
  code.memory('f64.load', address)
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
