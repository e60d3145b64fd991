/** Operators on values and attributes. */
import { wrong } from '../error.ts'
import { type Attributes, type Value, hap, joined } from '../hap.ts'
import { midiOf } from '../notes.ts'
import { modulo } from '../rational.ts'
import { operator } from '../registry.ts'
import { isTrue, left } from './structure.ts'

/** What arithmetic does with the value of an event and the one it meets. */
export const ARITHMETIC: Readonly<Record<string, (a: number, b: number) => number>> = {
  add: (a, b) => a + b,
  sub: (a, b) => a - b,
  mul: (a, b) => a * b,
  div: (a, b) => a / b,
  mod: (a, b) => b === 0 ? 0 : modulo(a, b),
  pow: (a, b) => a ** b,
}

operator('arithmetic', ['data', 'pattern', 'pattern'], (name, values, query) => {
  const both = ARITHMETIC[name]
  return left(query, values, (event, other) => hap(event.whole, event.part,
    checked(name, both(numeric(name, event.value), numeric(name, other.value))), joined(other.attributes, event.attributes)))
})

operator('set', ['pattern', 'pattern'], (values, query) => left(query, values, (event, { value, attributes }) =>
  hap(event.whole, event.part, value, joined(event.attributes, attributes))))

operator('between', ['number', 'number', 'pattern'], (low, high, query) => (begin, end) => query(begin, end).map(event =>
  hap(event.whole, event.part, low + (high - low) * numeric('range', event.value), event.attributes)))

const ROUNDING: Readonly<Record<string, (value: number) => number>> = { round: Math.round, floor: Math.floor, ceil: Math.ceil }

/** Numbers to the next multiple of a step. */
operator('rounded', ['data', 'number', 'pattern'], (name, step, query) => step === 0 ? query : (begin, end) => query(begin, end)
  .map(event => hap(event.whole, event.part, ROUNDING[name](numeric(name, event.value) / step) * step, event.attributes)))

/** An attribute of the events; `scale`: times what they had. */
operator('attribute', ['data', 'data', 'pattern', 'pattern'], (name, scale, values, query) => left(query, values, (event, { value }) => {
  const number = numeric(name, value)
  const attributes: Attributes = { ...event.attributes, [name]: scale ? (event.attributes[name] ?? 1) * number : number }
  return hap(event.whole, event.part, event.value, attributes)
}))

/** How hard events are struck that have no accent. */
const PLAIN = 0.7

operator('accent', ['pattern', 'pattern'], (rhythm, query) => left(query, rhythm, (event, { value }) =>
  hap(event.whole, event.part, event.value, { ...event.attributes, velocity: isTrue(value) ? 1 : PLAIN })))

/** A value as a number; the name of a note is its MIDI number. */
export function numeric(name: string, value: Value): number {
  const number = typeof value === 'number' ? value : midiOf(value)
  return number ?? wrong(`${name} takes numbers and notes, not '${value}'.`)
}

function checked(name: string, value: number): number {
  return Number.isFinite(value) ? value : wrong(`${name} gives ${value} here, which is no value.`)
}
