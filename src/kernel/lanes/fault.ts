/** Faults in voices: what fault.ts does for modules by themselves, lane by lane. */
import { eachBetween, set } from '../address.ts'
import { isLine } from '../../dsp/line.ts'
import { clock, FADED } from '../sizes.ts'
import type { Memory } from '../memory.ts'
import { Code } from '../wasm.ts'
import { coefficient, LANES, WORD } from './bank.ts'
import type { Bank, BankPart } from './bank.ts'

/** A number that a module keeps, and what it starts from; `whole`: it is an integer. */
interface Kept { offset: number, start: number, whole: boolean }

/** fade(): of every voice the state that has all but faded out is gone, and modules are bad whose state is not finite. */
export function emitLaneFade(bank: Bank): Code {
  const code = new Code([])
  const [size, odd] = [code.local('v128'), code.local('v128')]
  eachRecord(code, bank, record => {
    for (const part of bank.parts) {
      const numbers = keptBy(part).filter(({ whole }) => !whole)
      if (numbers.length === 0) continue
      zero(code)
      code.op('local.set', odd)
      for (const { offset, start } of numbers) {
        code.op('local.get', record)
        code.memory('v128.load', offset)
        code.op('f32x4.abs')
        code.op('local.set', size)
        code.op('local.get', record)
        code.op('local.get', record)
        code.memory('v128.load', offset)
        code.op('local.get', size)
        splat(code, FADED)
        code.op('f32x4.lt')
        code.op('v128.andnot')
        code.memory('v128.store', offset)
        if (!Number.isFinite(start)) continue
        code.op('local.get', odd)
        code.op('local.get', size)
        splat(code, Infinity)
        code.op('f32x4.lt')
        code.op('v128.not')
        code.op('v128.or')
        code.op('local.set', odd)
      }
      code.op('local.get', odd)
      code.op('v128.any_true')
      code.open('if')
      code.op('local.get', record)
      code.op('local.get', record)
      code.memory('v128.load', part.bad)
      code.op('local.get', odd)
      code.op('v128.or')
      code.memory('v128.store', part.bad)
      set(code, clock.bad, 1)
      code.close()
    }
  })
  return code
}

/** reset(): modules that were bad get what they started from, in the voices in which they were. */
export function emitLaneReset(bank: Bank, names: Memory['names']): Code {
  const code = new Code([])
  const bad = code.local('v128')
  const lines = code.local('i32')
  code.op('i32.const', bank.lines.address)
  code.op('local.set', lines)
  eachRecord(code, bank, record => {
    for (const part of bank.parts) {
      code.op('local.get', record)
      code.memory('v128.load', part.bad)
      code.op('local.tee', bad)
      code.op('v128.any_true')
      code.open('if')
      // The first is to blame for the others.
      code.op('i32.const', 0)
      code.memory('i32.load', clock.bad)
      code.open('if')
      set(code, clock.faulty, names.get(part.node)!)
      set(code, clock.bad, 0)
      code.close()
      for (const { offset, start, whole } of keptBy(part)) {
        code.op('local.get', record)
        if (whole) {
          code.op('i32.const', start)
          code.op('i32x4.splat')
        } else splat(code, start)
        code.op('local.get', record)
        code.memory('v128.load', offset)
        code.op('local.get', bad)
        code.op('v128.bitselect')
        code.memory('v128.store', offset)
      }
      emitUnsee(code, part, record, bad)
      emitEmpty(code, part, lines, bad)
      code.op('local.get', record)
      zero(code)
      code.memory('v128.store', part.bad)
      code.close()
    }
    code.op('local.get', lines)
    code.op('i32.const', bank.lines.stride)
    code.op('i32.add')
    code.op('local.set', lines)
  })
  return code
}

/** Control runs again in the voices that were bad. */
function emitUnsee(code: Code, { program, watched, seen }: BankPart, record: number, bad: number): void {
  if (program.control === undefined) return
  const inputs = Math.max(1, watched.length)
  for (const lane of LANES) {
    code.op('local.get', bad)
    code.lane('i32x4.extract_lane', lane)
    code.open('if')
    for (let i = 0; i < inputs; i++) {
      code.op('local.get', record)
      code.number(NaN)
      code.memory('f64.store', seen + (lane * inputs + i) * 8)
    }
    code.close()
  }
}

/** Empties the lines of the voices that were bad. */
function emitEmpty(code: Code, { rows }: BankPart, lines: number, bad: number): void {
  for (const [row, { address, length }] of rows) {
    if (!isLine(row.values)) continue
    const at = (offset: number) => () => {
      code.op('local.get', lines)
      code.op('i32.const', offset)
      code.op('i32.add')
    }
    eachBetween(code, at(address), at(address + length * WORD), WORD, local => {
      code.op('local.get', local)
      code.op('local.get', local)
      code.memory('v128.load', 0)
      code.op('local.get', bad)
      code.op('v128.andnot')
      code.memory('v128.store', 0)
    })
  }
}

/** Everything that a module keeps in the record and that it can start from anew. */
function keptBy({ node: { spec }, program, fields, rows, coefficients }: BankPart): Kept[] {
  const numbers = [...fields].map(([{ name }, { offset, whole }]) => ({ offset, start: spec.state[name] as number, whole }))
  const arrays = [...rows].filter(([{ role }]) => role === 'array').flatMap(([{ values }, { address }]) =>
    (values as readonly number[]).map((start, i) => ({ offset: address + i * WORD, start, whole: false })))
  const others = program.coefficients.flatMap(({ name }, index) => {
    const offset = coefficients + index * coefficient.bytes
    const start = spec.coefficients[name]
    return [
      { offset: offset + coefficient.value, start, whole: false }, { offset: offset + coefficient.target, start, whole: false },
      { offset: offset + coefficient.step, start: 0, whole: false },
    ]
  })
  return [...numbers, ...arrays, ...others]
}

function eachRecord(code: Code, { records: { address, stride }, groups }: Bank, body: (record: number) => void): void {
  eachBetween(code, () => code.op('i32.const', address), () => code.op('i32.const', address + groups * stride), stride, body)
}

function zero(code: Code): void {
  code.op('i32.const', 0)
  code.op('i32x4.splat')
}

function splat(code: Code, value: number): void {
  code.number(value)
  code.op('f32.demote_f64')
  code.op('f32x4.splat')
}
