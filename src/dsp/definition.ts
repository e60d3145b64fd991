import { isLine } from './line.ts'
import type { Spec } from './module.ts'

/** What a name may be that is a part of an OSC address. */
export const identifier = /^[A-Za-z][\w-]*$/

/** Numbers that an array in the state may have: every so often each of them is looked at. */
const MOST = 256

/** Checks what a module declares. Errors: TypeError, in words for whoever writes the module. */
export function check({ name, inputs, state, coefficients, uses }: Spec): void {
  if (!identifier.test(name)) throw new TypeError(`'${name}' can't be a module's name: use letters and digits.`)
  if (typeof inputs !== 'object' || inputs === null || Array.isArray(inputs)) {
    throw new TypeError(`'${name}' needs its inputs: inputs: { freq: hz(220, 20, 20_000, 'pitch') }, or inputs: {}.`)
  }
  for (const [input, declared] of Object.entries(inputs)) {
    if (!identifier.test(input)) throw new TypeError(`'${input}' of '${name}' is no name for an input: use letters.`)
    if (!isInput(declared)) {
      throw new TypeError(`'${input}' of '${name}' is no input: declare it, ${input}: number(0, -1, 1, 'what it is').`)
    }
    if (declared.like !== undefined && !Object.hasOwn(inputs, declared.like)) {
      throw new TypeError(`'${input}' of '${name}' is to be like '${declared.like}', which is none of its inputs.`)
    }
  }
  if (Object.hasOwn(inputs, 'mute')) throw new TypeError(`Every module has the input 'mute': name that of '${name}' otherwise.`)
  const gates = Object.keys(inputs).filter(input => inputs[input].gate)
  if (gates.length > 1) {
    throw new TypeError(`'${name}' has more gates than one: ${gates.join(', ')}. Make the others numbers.`)
  }
  for (const [field, value] of Object.entries(state)) {
    if (typeof value === 'number' || isLine(value) || isNumbers(value)) continue
    throw new TypeError(`'${field}' in the state of '${name}' must start from a number, or from 1 … ${MOST} numbers, [0, 0]. `
      + `A longer memory is ${field}: line(0.5), in seconds.`)
  }
  for (const [field, value] of Object.entries(coefficients)) {
    if (typeof value !== 'number') throw new TypeError(`'${field}' in the coefficients of '${name}' must start from a number.`)
  }
  checkUses(name, uses)
  const twice = Object.keys(state).find(field => Object.hasOwn(coefficients, field))
  if (twice !== undefined) {
    throw new TypeError(`'${twice}' is in both the state and the coefficients of '${name}'. Give one of them another name.`)
  }
}

/** Checks what the module called so hands to its code. */
export function checkUses(name: string, uses: Spec['uses']): void {
  for (const [used, value] of Object.entries(uses)) {
    if (typeof value === 'object' && !isTable(value)) throw new TypeError(`'${used}' in the uses of '${name}' isn't a table of numbers.`)
  }
}

function isInput(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false
  const { unit, doc, default: start, min, max } = value as Record<string, unknown>
  return typeof unit === 'string' && typeof doc === 'string' && [start, min, max].every(part => typeof part === 'number')
}

const isNumbers = (value: unknown) =>
  Array.isArray(value) && value.length > 0 && value.length <= MOST && value.every(part => typeof part === 'number')

const isTable = (value: unknown) =>
  (Array.isArray(value) && value.length > 0 && value.every(part => typeof part === 'number'))
    || (value instanceof Float32Array && value.length > 0)
