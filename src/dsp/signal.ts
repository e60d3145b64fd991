import type { Spec } from './module.ts'
import { type Patterned, isPatterned } from './patterned.ts'

/** A module placed in a patch: its type, its name and what its inputs are connected to. */
export interface Node {
  spec: Spec
  /** The name that the player gave it; the nodes of signal arithmetic have none. */
  id?: string
  /** What is said of it where it has no name. */
  label?: string
  /** For every input of the spec a number (of a choice: its index) or a signal. */
  inputs: Record<string, number | Signal>
  /** The patterns that play inputs, by their names; of a note that of the notes, as 'note'. */
  patterns?: Record<string, Patterned>
  /** Its stack says where in the patch it was made. Kept unread: to read a stack is slow. */
  where: Error
  /** The module that is to have what this one puts out, one frame later. */
  closes?: Node
  /** What is copied, where the node stands for copies of a part of the patch. */
  voices?: Voices
}

/** Copies of a part of a patch, the voices, which differ in nothing but numbers. */
export interface Voices {
  count: number
  /** The modules of one voice, each after those that it listens to. */
  parts: Part[]
  /** What is heard of one voice; the outputs of the node are the sums over all of them. */
  heard: readonly Signal[]
}

/** A module of one voice. `values`: for every input that is a number what it is in each voice. */
export interface Part { node: Node, values: Record<string, readonly number[]> }

// Not `instanceof`: a patch may have loaded a second copy of this file (as CommonJS), whose signals are as good as ours.
const brand = Symbol.for('music-chronus.signal')

/** What a module puts out: one number per frame. A description, made when the patch is built; nothing sounds yet. */
export class Signal {
  readonly [brand] = true
  readonly node: Node
  /** Which of the module's outputs. */
  readonly output: number

  constructor(node: Node, output = 0) {
    this.node = node
    this.output = output
  }

  /** This signal times a number or another signal. */
  mul(by: number | Signal): Signal { return combine(arithmetic.mul, this, by) }
  /** This signal plus a number or another signal. */
  add(by: number | Signal): Signal { return combine(arithmetic.add, this, by) }
  /** This signal minus a number or another signal. */
  sub(by: number | Signal): Signal { return combine(arithmetic.sub, this, by) }
  /** This signal divided by a number or another signal. Division by zero gives zero: the sound goes on. */
  div(by: number | Signal): Signal { return combine(arithmetic.div, this, by) }
}

/** Whether a value is a signal, from whichever copy of this file. */
export const isSignal = (value: unknown): value is Signal => typeof value === 'object' && value !== null && brand in value

type Operands = { a: number, b: number }
const operation = (name: string, tick: (s: object, inputs: Operands) => number): Spec => {
  const operand = { unit: 'audio', doc: '', default: 0, min: -1, max: 1 }
  const inputs = { a: operand, b: operand }
  const nothing = { doc: '', example: '', state: {}, coefficients: {}, uses: {}, outputs: [], passes: false }
  return { ...nothing, name, inputs, tick, where: new Error(name) }
}
const arithmetic = {
  mul: operation('mul', (s, { a, b }) => a * b),
  add: operation('add', (s, { a, b }) => a + b),
  sub: operation('sub', (s, { a, b }) => a - b),
  div: operation('div', (s, { a, b }) => b === 0 ? 0 : a / b),
}

function combine(spec: Spec, a: Signal, b: number | Signal): Signal {
  const valid = isSignal(b) || Number.isFinite(b)
  if (!valid) {
    const given = isPatterned(b) ? 'a pattern: give that to an input, gain(…, { gain: pat(…) })' : String(b)
    throw new TypeError(`.${spec.name}() takes a number or a signal, not ${given}.`)
  }
  return new Signal({ spec, inputs: { a, b }, where: new Error(spec.name) })
}
