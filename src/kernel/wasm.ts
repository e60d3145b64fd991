/** Writes WebAssembly modules, byte by byte: the binary format of the core specification, as much of it as a kernel
 *  needs. */

const opcodes = {
  block: 0x02, loop: 0x03, if: 0x04, else: 0x05, end: 0x0b, br: 0x0c, br_if: 0x0d, return: 0x0f, call: 0x10, drop: 0x1a, select: 0x1b,
  'local.get': 0x20, 'local.set': 0x21, 'local.tee': 0x22, 'global.get': 0x23,
  'i32.load': 0x28, 'f32.load': 0x2a, 'f64.load': 0x2b, 'i32.store': 0x36, 'f32.store': 0x38, 'f64.store': 0x39,
  'i32.const': 0x41, 'i64.const': 0x42, 'f64.const': 0x44,
  'i32.eqz': 0x45, 'i32.eq': 0x46, 'i32.ne': 0x47, 'i32.lt_s': 0x48, 'i32.lt_u': 0x49, 'i32.gt_s': 0x4a, 'i32.ge_s': 0x4e, 'i32.ge_u': 0x4f,
  'f64.eq': 0x61, 'f64.ne': 0x62, 'f64.lt': 0x63, 'f64.gt': 0x64, 'f64.le': 0x65, 'f64.ge': 0x66,
  'i32.clz': 0x67, 'i32.add': 0x6a, 'i32.sub': 0x6b, 'i32.mul': 0x6c, 'i32.and': 0x71, 'i32.or': 0x72, 'i32.xor': 0x73,
  'i32.shl': 0x74, 'i32.shr_s': 0x75, 'i32.shr_u': 0x76, 'i32.rem_s': 0x6f, 'i64.rem_s': 0x81, 'i64.or': 0x84, 'i64.shl': 0x86, 'i64.shr_u': 0x88,
  'f64.abs': 0x99, 'f64.neg': 0x9a, 'f64.ceil': 0x9b, 'f64.floor': 0x9c, 'f64.trunc': 0x9d, 'f64.sqrt': 0x9f,
  'f64.add': 0xa0, 'f64.sub': 0xa1, 'f64.mul': 0xa2, 'f64.div': 0xa3, 'f64.min': 0xa4, 'f64.max': 0xa5,
  'i32.wrap_i64': 0xa7, 'i64.extend_i32_u': 0xad, 'f32.demote_f64': 0xb6,
  'f64.convert_i32_s': 0xb7, 'f64.convert_i32_u': 0xb8,
  'f64.promote_f32': 0xbb, 'i64.reinterpret_f64': 0xbd, 'f64.reinterpret_i64': 0xbf,
  'i64.trunc_sat_f64_s': 0xfc06, 'memory.fill': 0xfc0b,
  // Four lanes of 32 bits at once.
  'v128.load': 0xfd00, 'i8x16.shuffle': 0xfd0d, 'f64x2.splat': 0xfd14, 'f64x2.replace_lane': 0xfd22, 'f64x2.add': 0xfdf0,
  'f32x4.demote_f64x2_zero': 0xfd5e, 'v128.store': 0xfd0b, 'i32x4.splat': 0xfd11, 'f32x4.splat': 0xfd13,
  'i32x4.extract_lane': 0xfd1b, 'i32x4.replace_lane': 0xfd1c, 'f32x4.extract_lane': 0xfd1f, 'f32x4.replace_lane': 0xfd20,
  'i32x4.eq': 0xfd37, 'i32x4.ne': 0xfd38, 'i32x4.lt_s': 0xfd39, 'i32x4.gt_s': 0xfd3b,
  'f32x4.eq': 0xfd41, 'f32x4.ne': 0xfd42, 'f32x4.lt': 0xfd43, 'f32x4.gt': 0xfd44, 'f32x4.le': 0xfd45, 'f32x4.ge': 0xfd46,
  'v128.not': 0xfd4d, 'v128.and': 0xfd4e, 'v128.andnot': 0xfd4f, 'v128.or': 0xfd50, 'v128.xor': 0xfd51, 'v128.bitselect': 0xfd52,
  'v128.any_true': 0xfd53, 'f64x2.promote_low_f32x4': 0xfd5f, 'f32x4.ceil': 0xfd67, 'f32x4.floor': 0xfd68, 'f32x4.trunc': 0xfd69,
  'i32x4.all_true': 0xfda3, 'i32x4.bitmask': 0xfda4, 'i32x4.shl': 0xfdab, 'i32x4.shr_s': 0xfdac, 'i32x4.shr_u': 0xfdad,
  'i32x4.add': 0xfdae, 'i32x4.sub': 0xfdb1, 'i32x4.mul': 0xfdb5, 'i32x4.max_s': 0xfdb8,
  'f32x4.abs': 0xfde0, 'f32x4.neg': 0xfde1, 'f32x4.sqrt': 0xfde3, 'f32x4.add': 0xfde4, 'f32x4.sub': 0xfde5, 'f32x4.mul': 0xfde6,
  'f32x4.div': 0xfde7, 'f32x4.pmin': 0xfdea, 'f32x4.pmax': 0xfdeb,
  'i32x4.trunc_sat_f32x4_s': 0xfdf8, 'f32x4.convert_i32x4_s': 0xfdfa, 'f32x4.convert_i32x4_u': 0xfdfb,
} as const
export type Opcode = keyof typeof opcodes

export const types = { i32: 0x7f, f64: 0x7c, v128: 0x7b } as const
export type ValueType = keyof typeof types
const FUNCTION = 0x60
const EMPTY = 0x40
const MUTABLE = 1
/** Kinds of exports. */
const [CODE, MEMORY] = [0, 2]
const SECTION = { types: 1, functions: 3, memory: 5, globals: 6, exports: 7, code: 10, data: 11 }

/** Bytes in a row, as many as it takes. */
class Bytes {
  #array = new Uint8Array(256)
  #length = 0

  get written(): Uint8Array { return this.#array.subarray(0, this.#length) }

  byte(value: number): void {
    if (this.#length === this.#array.length) this.#grow(1)
    this.#array[this.#length++] = value
  }

  append(bytes: Uint8Array): void {
    if (this.#length + bytes.length > this.#array.length) this.#grow(bytes.length)
    this.#array.set(bytes, this.#length)
    this.#length += bytes.length
  }

  /** LEB128. */
  unsigned(value: number): void {
    for (; value > 0x7f; value >>>= 7) this.byte(value & 0x7f | 0x80)
    this.byte(value)
  }

  signed(value: number): void {
    for (; value < -64 || value > 63; value >>= 7) this.byte(value & 0x7f | 0x80)
    this.byte(value & 0x7f)
  }

  f64(value: number): void {
    number[0] = value
    this.append(numberBytes)
  }

  /** Some items, each written by `write`, after their count. */
  vector<T>(items: readonly T[], write: (item: T, index: number) => void): void {
    this.unsigned(items.length)
    items.forEach(write)
  }

  /** What `write` writes, after its length. */
  sized(write: (bytes: Bytes) => void): void {
    const inner = new Bytes()
    write(inner)
    this.unsigned(inner.#length)
    this.append(inner.written)
  }

  #grow(needed: number): void {
    const larger = new Uint8Array(2 * Math.max(this.#array.length, needed))
    larger.set(this.written)
    this.#array = larger
  }
}

// WebAssembly is little-endian, and so is every processor that Node runs on.
const number = new Float64Array(1)
const numberBytes = new Uint8Array(number.buffer)

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

  local(type: ValueType): number {
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
