/** Writes WebAssembly modules, byte by byte: the binary format of the core specification, as much of it as a kernel needs. */

export const opcodes = {
  block: 0x02, loop: 0x03, if: 0x04, else: 0x05, end: 0x0b, br: 0x0c, br_if: 0x0d, return: 0x0f, call: 0x10, drop: 0x1a,
  'local.get': 0x20, 'local.set': 0x21, 'local.tee': 0x22, 'global.get': 0x23,
  'i32.load': 0x28, 'f64.load': 0x2b, 'i32.store': 0x36, 'f32.store': 0x38, 'f64.store': 0x39,
  'i32.const': 0x41, 'i64.const': 0x42, 'f64.const': 0x44,
  'i32.eqz': 0x45, 'i32.eq': 0x46, 'i32.ne': 0x47, 'i32.lt_s': 0x48, 'i32.lt_u': 0x49, 'i32.gt_s': 0x4a, 'i32.ge_u': 0x4f,
  'f64.eq': 0x61, 'f64.ne': 0x62, 'f64.lt': 0x63, 'f64.gt': 0x64, 'f64.le': 0x65, 'f64.ge': 0x66,
  'i32.clz': 0x67, 'i32.add': 0x6a, 'i32.sub': 0x6b, 'i32.mul': 0x6c, 'i32.and': 0x71, 'i32.or': 0x72, 'i32.xor': 0x73,
  'i32.shl': 0x74, 'i32.shr_s': 0x75, 'i32.shr_u': 0x76, 'i64.or': 0x84, 'i64.shl': 0x86, 'i64.shr_u': 0x88,
  'f64.abs': 0x99, 'f64.neg': 0x9a, 'f64.ceil': 0x9b, 'f64.floor': 0x9c, 'f64.trunc': 0x9d, 'f64.sqrt': 0x9f,
  'f64.add': 0xa0, 'f64.sub': 0xa1, 'f64.mul': 0xa2, 'f64.div': 0xa3, 'f64.min': 0xa4, 'f64.max': 0xa5,
  'i32.wrap_i64': 0xa7, 'i64.extend_i32_u': 0xad, 'f32.demote_f64': 0xb6, 'f64.convert_i32_s': 0xb7, 'f64.convert_i32_u': 0xb8,
  'f64.promote_f32': 0xbb, 'i64.reinterpret_f64': 0xbd, 'f64.reinterpret_i64': 0xbf,
  'i64.trunc_sat_f64_s': 0xfc06,
} as const
export type Opcode = keyof typeof opcodes

export const types = { i32: 0x7f, f64: 0x7c } as const
export type ValueType = keyof typeof types
const EMPTY = 0x40
const MUTABLE = 1

const scratch = new DataView(new ArrayBuffer(8))

/** The code of one function. Local variables are numbered: first the parameters, then those made with `local`. */
export class Code {
  readonly parameters: ValueType[]
  readonly results: ValueType[]
  /** How many blocks are open: what branches count by. */
  depth = 0
  #locals: ValueType[] = []
  #bytes: number[] = []
  #start: number[] = []

  constructor(parameters: ValueType[], results: ValueType[] = []) {
    this.parameters = parameters
    this.results = results
  }

  local(type: ValueType): number {
    return this.parameters.length + this.#locals.push(type) - 1
  }

  /** An instruction with the number that it takes, if it takes one: a local, a branch's depth, an integer constant. */
  op(name: Opcode, operand?: number): void {
    const code = opcodes[name]
    if (code > 0xff) this.#bytes.push(code >> 8)
    this.#bytes.push(code & 0xff)
    if (operand !== undefined) this.#bytes.push(...(name.endsWith('.const') ? signed(operand) : unsigned(operand)))
  }

  number(value: number): void {
    this.#bytes.push(...f64(value))
  }

  /** A load or store at the address on the stack plus `offset` bytes. */
  memory(name: Opcode, offset: number): void {
    const alignment = name.startsWith('f64') ? 3 : 2
    this.#bytes.push(opcodes[name], alignment, ...unsigned(offset))
  }

  /** Opens a block, loop or if; `result` when it leaves a value. */
  open(name: 'block' | 'loop' | 'if', result?: ValueType): void {
    this.#bytes.push(opcodes[name], result === undefined ? EMPTY : types[result])
    this.depth++
  }

  close(): void {
    this.#bytes.push(opcodes.end)
    this.depth--
  }

  /** Emits code that runs when the function starts, wherever the emission stands. */
  atStart(emit: () => void): void {
    const bytes = this.#bytes
    this.#bytes = this.#start
    emit()
    this.#bytes = bytes
  }

  get bytes(): number[] {
    const locals = this.#locals.flatMap(type => [1, types[type]])
    const body = [...unsigned(this.#locals.length), ...locals]
    body.push(...this.#start)
    return unsigned(body.length + this.#bytes.length + 1).concat(body, this.#bytes, opcodes.end)
  }
}

/** What a WebAssembly module is made of. Functions call each other by index. */
export interface Parts {
  functions: readonly Code[]
  /** Names of functions to export, with their index. The memory is exported too, as 'memory'. */
  exported: Record<string, number>
  /** Values of the globals, all f64. */
  globals: readonly number[]
  /** Size of the memory, and what it starts with. */
  pages: number
  image: Uint8Array
}

export function assemble({ functions, exported, globals, pages, image }: Parts): Uint8Array {
  const signatures = functions.map(({ parameters, results }) =>
    [0x60, ...vector(parameters.map(type => [types[type]])), ...vector(results.map(type => [types[type]]))])
  const distinct = [...new Map(signatures.map(signature => [signature.join(), signature])).values()]
  const indices = new Map(distinct.map((signature, index) => [signature.join(), unsigned(index)]))
  const exports = [[...text('memory'), 2, 0], ...Object.entries(exported).map(([name, index]) => [...text(name), 0, ...unsigned(index)])]
  const sections: [id: number, content: number[]][] = [
    [1, vector(distinct)],
    [3, vector(signatures.map(signature => indices.get(signature.join())!))],
    [5, vector([[0, ...unsigned(pages)]])],
    [6, vector(globals.map(value => [types.f64, MUTABLE, ...f64(value), opcodes.end]))],
    [7, vector(exports)],
    [10, vector(functions.map(code => code.bytes))],
    [11, vector([[0, opcodes['i32.const'], 0, opcodes.end, ...unsigned(image.length)]])],
  ]
  const parts: (number[] | Uint8Array)[] = [[0x00, 0x61, 0x73, 0x6d, 1, 0, 0, 0]]
  for (const [id, content] of sections) {
    parts.push([id, ...unsigned(content.length + (id === 11 ? image.length : 0))], content)
  }
  parts.push(image)
  const bytes = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0))
  let position = 0
  for (const part of parts) {
    bytes.set(part, position)
    position += part.length
  }
  return bytes
}

function f64(value: number): number[] {
  scratch.setFloat64(0, value, true)
  return [opcodes['f64.const'], ...new Uint8Array(scratch.buffer)]
}

function vector(items: readonly number[][]): number[] {
  const bytes = unsigned(items.length)
  for (const item of items) for (const byte of item) bytes.push(byte)
  return bytes
}

const text = (name: string): number[] => vector([...Buffer.from(name)].map(byte => [byte]))

/** LEB128. */
function unsigned(value: number): number[] {
  const bytes = []
  for (; value > 0x7f; value >>>= 7) bytes.push(value & 0x7f | 0x80)
  bytes.push(value)
  return bytes
}

function signed(value: number): number[] {
  const bytes = []
  for (; value < -64 || value > 63; value >>= 7) bytes.push(value & 0x7f | 0x80)
  bytes.push(value & 0x7f)
  return bytes
}
