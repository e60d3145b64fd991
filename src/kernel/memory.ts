/** The map of a kernel's memory: first whatever must outlive a block, and the buffers between chunks, so that one copy takes
 *  the whole state; then what never changes; then the output. */
import { framesOf, isLine } from '../dsp/line.ts'
import { isSignal } from '../dsp/signal.ts'
import type { Node, Signal } from '../dsp/signal.ts'
import { SignalMap } from './graph.ts'
import type { Graph, Output } from './graph.ts'
import type { Program, Row, Variable } from './ir.ts'
import { MAX_BLOCK } from './kernel.ts'
import type { InputInfo, Layout, ModuleInfo } from './kernel.ts'
import { isNarrow } from './position.ts'
import type { RowPlace } from './position.ts'
import { program } from './program.ts'
import type { Image } from './wasm.ts'
import { waysInto } from './ways.ts'

/** Frames from one run of control to the next; ramps end there too. */
export const CONTROL_PERIOD = 16
/** Every so many frames, state this close to 0 becomes 0 (-600 dB). What fades out for ever would end in numbers below
 *  1e-308, with which processors are many times slower. */
export const FADE_PERIOD = 256
export const FADED = 1e-30
/** Bytes of a number. */
export const WORD = 8
/** Bytes of a number of a line. */
const NARROW = 4
/** Bytes that all lines may take: a snapshot of them is taken every so often. */
const MAX_LINES = 2 ** 26
/** Bytes of one frame of the output: two 32-bit floats. As many as one of a 64-bit signal, so one counter does for both. */
export const FRAME_BYTES = 8

/** The clock, at the start of the memory: the frame to come, the frame at which the last ramp ends (Infinity while a module is
 *  muted: what is at rest is played as if nothing was muted), whether a parameter was set
 *  since the last frame (i32), whether a module was bad since the last control point (i32); how often there were bad modules,
 *  and which was the first of them the last time (i32; an index into the layout's modules, or their number for a signal that
 *  no module hears). */
export const clock = { frame: 0, rampsEnd: 8, changed: 16, bad: 20, faults: 24, faulty: 32 }
/** The parameters follow. Of each: its value now, the value it goes to, its step per frame (0 at rest), the frame of
 *  arrival. */
export const PARAMETERS = 40
export const parameter = { value: 0, target: 8, step: 16, end: 24, bytes: 32 }

/** Of each coefficient of a module, after its state: its value now, the value that control gave it, its step per frame. */
export const coefficient = { value: 0, target: 8, step: 16, bytes: 24 }

/** Of each module in the table of modules, all i32: the addresses of its mark, of the end of its state, which is where the
 *  inputs that control saw begin, and of the end of those; who is named for it, as in `clock.faulty`; the address of its lines,
 *  and their bytes. */
export const entry = { bad: 0, seen: 4, end: 8, name: 12, lines: 16, lineBytes: 20, bytes: 24 }

/** A module of the graph with its program and its places in memory. */
export interface Placed {
  node: Node
  program: Program
  /** Address of the mark that says whether it was bad since the last control point (i32). */
  bad: number
  /** Address of the state's numbers, after which its arrays come, and of the coefficients. */
  state: number
  /** The places of its arrays and its lines. */
  rows: Map<Row, RowPlace>
  coefficients: number
  /** The inputs that control reads, and the address of the values that it last saw, which come last. */
  watched: readonly Variable[]
  seen: number
  end: number
  /** Address of the parameter of each input that is one. */
  parameters: Map<string, number>
}

export interface Memory {
  placed: Placed[]
  layout: Layout
  /** Address of the buffer of a signal that passes from one chunk of the code to another; undefined for one that doesn't. */
  buffer(signal: Output): number | undefined
  /** Where the table of modules begins and ends. */
  table: { start: number, end: number }
  /** What a module's word starts from lies so many bytes further. */
  initial: number
  /** Address of the number that says whether coefficients of a chunk are on their way. */
  gliding(chunk: number): number
  /** The places of the tables. */
  tables: Map<Row, RowPlace>
  /** What the memory starts from: lines start empty. */
  images: Image[]
}

/** Gives everything in the graph its place. `crossing`: the signals that need a buffer; `chunks`: how it is cut.
 *  Errors: Refusal of a module's code. */
export function arrange(graph: Graph, { rate, bpm }: Pick<Layout, 'rate' | 'bpm'>, crossing: readonly Signal[], chunks: readonly Node[][]): Memory {
  const ids = graph.nodes.filter(node => node.id !== undefined)
  const isMuted = ids.some(({ inputs }) => inputs.mute !== 0)
  const values = new Map<number, number>([[clock.rampsEnd, isMuted ? Infinity : -1]])
  let next = PARAMETERS
  const parameters = new Map(ids.map(node => [node, new Map<string, number>()]))
  for (const node of ids) {
    for (const [name, value] of Object.entries(node.inputs)) {
      if (isSignal(value)) continue
      values.set(next + parameter.value, value).set(next + parameter.target, value)
      parameters.get(node)!.set(name, next)
      next += parameter.bytes
    }
  }
  const start = next
  const placed = graph.nodes.map((node): Placed => {
    const made = program(node.spec)
    const watched = made.control?.reads ?? []
    const bad = next
    const state = next += WORD
    for (const variable of made.state) {
      values.set(next, node.spec.state[variable.name] as number)
      next += WORD
    }
    const rows = new Map<Row, RowPlace>()
    for (const row of made.rows) {
      if (isLine(row.values)) continue
      rows.set(row, { address: next, length: row.values.length, narrow: false })
      for (const value of row.values) {
        values.set(next, value)
        next += WORD
      }
    }
    const coefficients = next
    for (const value of Object.values(node.spec.coefficients)) {
      values.set(next + coefficient.value, value).set(next + coefficient.target, value)
      next += coefficient.bytes
    }
    const seen = next
    // Never equal to anything, so the first frame runs control; also where it reads no input.
    if (made.control !== undefined) for (let i = 0; i < Math.max(1, watched.length); i++, next += WORD) values.set(next, NaN)
    const own = parameters.get(node) ?? new Map()
    return { node, program: made, bad, state, rows, coefficients, watched, seen, end: next, parameters: own }
  })
  const end = next
  const gliding = next
  next += chunks.length * WORD
  const buffers = new SignalMap<number>()
  crossing.forEach((signal, index) => buffers.set(signal, next + index * CONTROL_PERIOD * WORD))
  const first = next += crossing.length * CONTROL_PERIOD * WORD
  const lines = placed.map(({ program, rows }) => {
    const from = next
    for (const row of program.rows) {
      if (!isLine(row.values)) continue
      const length = framesOf(row.values, rate)
      rows.set(row, { address: next, length, narrow: true })
      next += length * NARROW
    }
    return { from, bytes: next - from }
  })
  if (next - first > MAX_LINES) throw new RangeError(tooLong(next - first))
  const stateBytes = next
  const table = { start: stateBytes, end: stateBytes + placed.length * entry.bytes }
  const initial = table.end - start
  const tables = place(placed, table.end + end - start)
  const output = tables.end
  const image = new Uint8Array(first)
  const constant = new Uint8Array(output - stateBytes)
  const view = new DataView(image.buffer)
  for (const [address, value] of values) view.setFloat64(address, value, true)
  view.setInt32(clock.changed, 1, true)
  constant.set(image.subarray(start, end), table.end - stateBytes)
  const words = new DataView(constant.buffer)
  const names = blame(graph, ids)
  placed.forEach((module, index) => {
    const at = index * entry.bytes
    for (const name of ['bad', 'seen', 'end'] as const) words.setInt32(at + entry[name], module[name], true)
    words.setInt32(at + entry.name, names.get(module.node)!, true)
    words.setInt32(at + entry.lines, lines[index].from, true)
    words.setInt32(at + entry.lineBytes, lines[index].bytes, true)
  })
  for (const [{ values }, { address, narrow }] of tables.places) {
    const at = address - stateBytes
    new (narrow ? Float32Array : Float64Array)(constant.buffer, at, (values as ArrayLike<number>).length).set(values as ArrayLike<number>)
  }
  const pages = Math.ceil((output + MAX_BLOCK * FRAME_BYTES) / 65536)
  const chunkOf = new Map(chunks.flatMap((chunk, index) => chunk.map(node => [node, index])))
  const into = waysInto(graph.nodes)
  const modules = placed.filter(({ node }) => node.id !== undefined)
    .map(module => describe(module, gliding + chunkOf.get(module.node)! * WORD, into, bpm))
  return {
    placed, table, initial, tables: tables.places,
    images: [{ at: 0, bytes: image }, { at: stateBytes, bytes: constant }],
    layout: { rate, bpm, stateBytes, output, pages, modules, heard: [...new Set(graph.outputs.flatMap(into))] },
    buffer: signal => buffers.get(signal),
    gliding: chunk => gliding + chunk * WORD,
  }
}

/** Gives each table its place, once for all modules that use it; from an address on, to another. */
function place(placed: readonly Placed[], from: number): { places: Map<Row, RowPlace>, end: number } {
  const places = new Map<Row, RowPlace>()
  let end = from
  for (const row of new Set(placed.flatMap(({ program }) => program.tables))) {
    const { length } = row.values as ArrayLike<number>
    const narrow = isNarrow(row)
    places.set(row, { address: end, length, narrow })
    end += Math.ceil(length * (narrow ? NARROW : WORD) / WORD) * WORD
  }
  return { places, end }
}

const tooLong = (bytes: number) =>
  `The delay lines of this patch take ${Math.ceil(bytes / 2 ** 20)} MB, and there is room for ${MAX_LINES / 2 ** 20} MB. Take fewer, or shorter ones.`

/** Who is named for what a node makes: itself, or, where it has no name, the first module with a name that hears it. An index
 *  into `named`, or their number where there is none. */
function blame({ nodes }: Graph, named: readonly Node[]): Map<Node, number> {
  const indices = new Map(nodes.map(node => [node, named.length]))
  named.forEach((node, index) => indices.set(node, index))
  // Listeners come after those that they hear, so the first listener has the last word.
  for (const node of nodes.toReversed()) {
    for (const source of Object.values(node.inputs)) {
      if (isSignal(source) && source.node.id === undefined) indices.set(source.node, indices.get(node)!)
    }
  }
  return indices
}

function describe(
  { node, program, bad, end, rows, parameters }: Placed, gliding: number, into: ReturnType<typeof waysInto>, bpm: number,
): ModuleInfo {
  const { spec } = node
  const inputs = Object.entries(spec.inputs).map(([name, input]): InputInfo => {
    const source = node.inputs[name]
    const address = parameters.get(name)
    return {
      name, doc: input.doc, unit: input.unit, min: input.min, max: input.max,
      default: isSignal(source) ? input.default : source,
      param: address === undefined ? null : (address - PARAMETERS) / parameter.bytes,
      ...(input.choices && { choices: [...input.choices] }),
      ...(input.gate && { gate: true }),
      ...(input.jump && { jump: true }),
      ...(isSignal(source) && { drivenBy: source.node.id ?? 'a signal' }),
    }
  })
  const lines = [...rows].map(([{ name }, { address, length, narrow }]) =>
    ({ name, offset: address, bytes: length * (narrow ? NARROW : WORD) }))
  const fields = program.state.map(({ name }) => name)
  const state = { offset: bad, bytes: end - bad, fields, rows: lines, gliding, code: program.hasTempo ? `${program.code} ${bpm}` : program.code }
  const [audio, others] = [true, false].map(isAudio => Object.entries(node.inputs)
    .flatMap(([name, source]) => (spec.inputs[name].unit === 'audio') === isAudio ? into(source) : []))
  return { id: node.id!, kind: spec.name, doc: spec.doc, hears: audio, follows: [...new Set(others.flat())], state, inputs }
}
