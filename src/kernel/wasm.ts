/** Writes WebAssembly modules, byte by byte: the binary format of the core specification, as much of it as a kernel
 *  needs. */

import { Bytes } from './bytes.ts'
import { opcodes } from './opcodes.ts'
import type { Opcode } from './opcodes.ts'

export const types = { i32: 0x7f, f64: 0x7c, v128: 0x7b } as const
export type ValueType = keyof typeof types
const FUNCTION = 0x60
const EMPTY = 0x40
const MUTABLE = 1
/** Kinds of exports. */
const [CODE, MEMORY] = [0, 2]
const SECTION = { types: 1, functions: 3, memory: 5, globals: 6, exports: 7, code: 10, data: 11 }

/** Locals that V8 lets a function have, less its parameters. */
const MOST_LOCALS = 49_990

/** A function is larger than there may be. */
export class TooLarge extends Error {}

/** The code of one function. Local variables are numbered: first the parameters, then those made with `local`. */
export class Code {
  readonly parameters: ValueType[]
  readonly results: ValueType[]
  /** How many blocks are open: what branches count by. */
  depth = 0
  readonly #locals: ValueType[] = []
  #bytes = new Bytes()
  #prepared = new Bytes()
  readonly #start = new Bytes()

  constructor(parameters: ValueType[], results: ValueType[] = []) {
    this.parameters = parameters
    this.results = results
  }

  /** A new local variable. Errors: TooLarge, when there are too many. */
  local(type: ValueType): number {
    if (this.#locals.length === MOST_LOCALS) throw new TooLarge(`A function has more than ${MOST_LOCALS} variables.`)
    return this.parameters.length + this.#locals.push(type) - 1
  }

  /** An instruction with the number that it takes, if it takes one: a local, a branch's depth, an integer constant. */
  op(name: Opcode, operand?: number): void {
    const code = opcodes[name]
    this.#code(code)
    if (operand === undefined) return
    if (code === opcodes['i32.const'] || code === opcodes['i64.const']) this.#bytes.signed(operand)
    else this.#bytes.unsigned(operand)
  }

  number(value: number): void {
    this.#bytes.byte(opcodes['f64.const'])
    this.#bytes.f64(value)
  }

  /** A load or store at the address on the stack plus `offset` bytes. */
  memory(name: Opcode, offset: number): void {
    this.#code(opcodes[name])
    this.#bytes.byte(name.startsWith('f64') ? 3 : 2) // alignment, a power of two
    this.#bytes.unsigned(offset)
  }

  /** Puts together four lanes of 32 bits out of the eight of two vectors. */
  shuffle(lanes: readonly number[]): void {
    this.#code(opcodes['i8x16.shuffle'])
    for (const lane of lanes) for (let byte = 0; byte < 4; byte++) this.#bytes.byte(4 * lane + byte)
  }

  /** An instruction on one lane of several. */
  lane(name: Opcode, lane: number): void {
    this.#code(opcodes[name])
    this.#bytes.byte(lane)
  }

  #code(code: number): void {
    if (code <= 0xff) return this.#bytes.byte(code)
    this.#bytes.byte(code >> 8)
    this.#bytes.unsigned(code & 0xff)
  }

  /** Opens a block, loop or if; `result` when it leaves a value. */
  open(name: 'block' | 'loop' | 'if', result?: ValueType): void {
    this.#bytes.byte(opcodes[name])
    this.#bytes.byte(result === undefined ? EMPTY : types[result])
    this.depth++
  }

  close(): void {
    this.#bytes.byte(opcodes.end)
    this.depth--
  }

  /** Emits code whose parts can say what is to run before it, with `before`. */
  preparing(emit: () => void): void {
    const [bytes, prepared] = [this.#bytes, this.#prepared]
    this.#prepared = new Bytes()
    this.#bytes = new Bytes()
    emit()
    bytes.append(this.#prepared.written)
    bytes.append(this.#bytes.written)
    this.#bytes = bytes
    this.#prepared = prepared
  }

  /** Emits code that runs before what is being prepared, wherever the emission stands in it. */
  before(emit: () => void): void {
    const bytes = this.#bytes
    this.#bytes = this.#prepared
    emit()
    this.#bytes = bytes
  }

  /** Emits code that runs when the function starts, wherever the emission stands. */
  atStart(emit: () => void): void {
    const bytes = this.#bytes
    this.#bytes = this.#start
    emit()
    this.#bytes = bytes
  }

  write(bytes: Bytes): void {
    bytes.vector(this.#locals, type => {
      bytes.byte(1)
      bytes.byte(types[type])
    })
    bytes.append(this.#start.written)
    bytes.append(this.#bytes.written)
    bytes.byte(opcodes.end)
  }
}

/** What a WebAssembly module is made of. Functions call each other by index. */
export interface Parts {
  functions: readonly Code[]
  /** Names of functions to export, with their index. The memory is exported too, as 'memory'. */
  exported: Record<string, number>
  /** Values of the globals, all f64. */
  globals: readonly number[]
  /** Size of the memory, and what it starts with: from which address on which bytes. */
  pages: number
  images: readonly Image[]
}

export interface Image { at: number, bytes: Uint8Array }

export function assemble({ functions, exported, globals, pages, images }: Parts): Uint8Array {
  const signatures = functions.map(({ parameters, results }) => `${parameters}:${results}`)
  const distinct = [...new Set(signatures)]
  const module = new Bytes()
  module.append(Uint8Array.of(0x00, 0x61, 0x73, 0x6d, 1, 0, 0, 0))
  const section = (id: number, write: (bytes: Bytes) => void) => {
    module.byte(id)
    module.sized(write)
  }
  section(SECTION.types, bytes => bytes.vector(distinct, signature => {
    const { parameters, results } = functions[signatures.indexOf(signature)]
    bytes.byte(FUNCTION)
    bytes.vector(parameters, type => bytes.byte(types[type]))
    bytes.vector(results, type => bytes.byte(types[type]))
  }))
  section(SECTION.functions, bytes => bytes.vector(signatures, signature => bytes.unsigned(distinct.indexOf(signature))))
  section(SECTION.memory, bytes => bytes.vector([pages], () => {
    bytes.byte(0) // no maximum
    bytes.unsigned(pages)
  }))
  section(SECTION.globals, bytes => bytes.vector(globals, value => {
    bytes.byte(types.f64)
    bytes.byte(MUTABLE)
    bytes.byte(opcodes['f64.const'])
    bytes.f64(value)
    bytes.byte(opcodes.end)
  }))
  const entry = (bytes: Bytes, name: string, kind: number, index: number) => {
    bytes.vector([...name], character => bytes.byte(character.charCodeAt(0)))
    bytes.byte(kind)
    bytes.unsigned(index)
  }
  section(SECTION.exports, bytes => bytes.vector(['memory', ...Object.keys(exported)], name =>
    name === 'memory' ? entry(bytes, name, MEMORY, 0) : entry(bytes, name, CODE, exported[name])))
  section(SECTION.code, bytes => bytes.vector(functions, code => bytes.sized(body => code.write(body))))
  section(SECTION.data, bytes => bytes.vector(images, image => {
    bytes.append(Uint8Array.of(0, opcodes['i32.const']))
    bytes.signed(image.at)
    bytes.byte(opcodes.end)
    bytes.unsigned(image.bytes.length)
    bytes.append(image.bytes)
  }))
  return module.written.slice()
}
