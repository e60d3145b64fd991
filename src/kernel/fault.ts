/** Faults: a module that makes NaN, Infinity or a number beyond all measure. What it makes is 0 instead, in the very frame, so
 *  that nothing spreads; at the next control point the module starts afresh, and the memory says which one it was. A module
 *  that goes on so stays at 0. Everything here depends on frames alone, never on how render is called. */
import { eachBetween, set } from './address.ts'
import { emitMacro } from './macro.ts'
import { clock, entry, FADED, WORD } from './sizes.ts'
import type { Memory } from './memory.ts'
import { Code } from './wasm.ts'

/** No output of a module is as large: +120 dB, and fifty times the highest frequency in Hz. A power of two, of which the upper
 *  32 bits are all there is. */
export const LIMIT = 2 ** 20
/** Nor is anything kept in a line as small: -600 dB. */
export const LEAST = 2 ** -100
const [LIMIT_BITS, LEAST_BITS] = [LIMIT, LEAST].map(power => new Uint32Array(Float64Array.of(power).buffer)[1])
const WITHOUT_SIGN = 0x7fffffff

/** Takes what may not be kept in a line out of the number on the stack, which is in the local too: 0 instead of what has all but
 *  faded out, is beyond measure or is no number. */
export function emitClean(code: Code, local: number): void {
  code.number(0)
  code.op('local.get', local)
  emitMacro(code, 'high')
  code.op('i32.const', WITHOUT_SIGN)
  code.op('i32.and')
  code.op('i32.const', LEAST_BITS)
  code.op('i32.sub')
  code.op('i32.const', LIMIT_BITS - LEAST_BITS)
  code.op('i32.lt_u')
  code.op('select')
}

/** Leaves the block around the loop if a module's output in a local is bad. */
export function emitGiveUp(code: Code, local: number): void {
  isBad(code, local)
  code.op('br_if', 1)
}

/** Makes 0 of a module's output in a local if it is bad, and notes it. `bad`: address of the module's mark. */
export function emitContain(code: Code, local: number, bad: number): void {
  isBad(code, local)
  code.open('if')
  code.number(0)
  code.op('local.set', local)
  set(code, bad, 1)
  set(code, clock.bad, 1)
  code.close()
}

/** fade(): the state that has all but faded out is gone, and a module is bad whose state is not finite. (A field that starts
 *  from Infinity or NaN may hold it.) */
export function emitFade({ table, initial }: Memory): Code {
  const code = new Code([])
  const magnitude = code.local('f64')
  eachModule(code, table, module => {
    const state = () => {
      field(code, module, entry.bad)
      code.op('i32.const', WORD)
      code.op('i32.add')
    }
    eachBetween(code, state, () => field(code, module, entry.seen), WORD, address => {
      code.op('local.get', address)
      code.memory('f64.load', 0)
      code.op('f64.abs')
      code.op('local.tee', magnitude)
      code.number(FADED)
      code.op('f64.lt')
      code.open('if')
      code.op('local.get', address)
      code.number(0)
      code.memory('f64.store', 0)
      code.close()
      code.op('local.get', magnitude)
      code.number(Infinity)
      code.op('f64.lt')
      code.op('i32.eqz')
      code.open('if')
      code.op('local.get', address)
      code.memory('f64.load', initial)
      code.op('f64.abs')
      code.number(Infinity)
      code.op('f64.lt')
      code.open('if')
      field(code, module, entry.bad)
      code.op('i32.const', 1)
      code.memory('i32.store', 0)
      set(code, clock.bad, 1)
      code.close()
      code.close()
    })
  })
  return code
}

/** reset(): the bad modules get what they started from, also what control saw, so that it runs again. */
export function emitReset({ table, initial }: Memory): Code {
  const code = new Code([])
  eachModule(code, table, module => {
    field(code, module, entry.bad)
    code.memory('i32.load', 0)
    code.open('if')
    // The first in the order of the graph is to blame for the others.
    code.op('i32.const', 0)
    code.memory('i32.load', clock.bad)
    code.open('if')
    code.op('i32.const', 0)
    field(code, module, entry.name)
    code.memory('i32.store', clock.faulty)
    set(code, clock.bad, 0)
    code.close()
    eachBetween(code, () => field(code, module, entry.bad), () => field(code, module, entry.end), WORD, address => {
      code.op('local.get', address)
      code.op('local.get', address)
      code.memory('f64.load', initial)
      code.memory('f64.store', 0)
    })
    field(code, module, entry.lines)
    code.op('i32.const', 0)
    field(code, module, entry.lineBytes)
    code.op('memory.fill', 0)
    code.close()
  })
  code.op('i32.const', 0)
  code.op('i32.const', 0)
  code.memory('f64.load', clock.faults)
  code.number(1)
  code.op('f64.add')
  code.memory('f64.store', clock.faults)
  set(code, clock.changed, 1)
  return code
}

/** A loop over the table of modules; `body` gets the local with the address of the entry. */
function eachModule(code: Code, { start, end }: Memory['table'], body: (module: number) => void): void {
  eachBetween(code, () => code.op('i32.const', start), () => code.op('i32.const', end), entry.bytes, body)
}

/** Leaves a field of an entry on the stack. */
function field(code: Code, module: number, offset: number): void {
  code.op('local.get', module)
  code.memory('i32.load', offset)
}

/** Leaves on the stack whether the number in a local is at the limit, beyond it, or none. Its bits are compared as integers,
 *  which costs a fraction of what it costs to compare numbers. */
function isBad(code: Code, local: number): void {
  code.op('local.get', local)
  emitMacro(code, 'high')
  code.op('i32.const', WITHOUT_SIGN)
  code.op('i32.and')
  code.op('i32.const', LIMIT_BITS)
  code.op('i32.ge_u')
}
