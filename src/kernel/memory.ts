/** The map of a kernel's memory: first whatever must outlive a block, and the buffers between chunks, so that one copy takes
 *  the whole state; then what never changes; then the output. */
import { framesOf, isLine } from '../dsp/line.ts'
import { isSignal } from '../dsp/signal.ts'
import type { Node, Part, Signal } from '../dsp/signal.ts'
import type { Tree } from '../pattern/index.ts'
import { blame, describe, stateOf, stateOfPart } from './describe.ts'
import { SignalMap } from './graph.ts'
import type { Graph, Output } from './graph.ts'
import type { Program, Row, Variable } from './ir.ts'
import { MAX_BLOCK } from './kernel.ts'
import type { Layout, NoteInfo } from './kernel.ts'
import { arrangeBank, fill, LANES } from './lanes/bank.ts'
import type { Bank } from './lanes/bank.ts'
import { meterNumbers } from './meter.ts'
import { notesBytes } from './notes.ts'
import { shiftOf } from './position.ts'
import type { RowPlace } from './position.ts'
import { program, TEMPO } from './program.ts'
import { clock, coefficient, CONTROL_PERIOD, entry, FRAME_BYTES, LINE_GAP, parameter, PARAMETERS, WORD } from './sizes.ts'
import { placeSamples } from './samples.ts'
import { OVERLAY_BYTES } from './score/overlay.ts'
import { AGAIN, bytesOf, placeTables } from './tables.ts'
import type { Image } from './wasm.ts'
import { waysInto } from './ways.ts'

/** Bytes that all lines may take: a snapshot of them is taken every so often. */
const MAX_LINES = 2 ** 26

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
  banks: Bank[]
  /** Where the parameters end. */
  parametersEnd: number
  layout: Layout
  /** Address of the buffer of a signal that passes from one chunk of the code to another; undefined for one that doesn't. */
  buffer(signal: Output): number | undefined
  /** Where the table of modules begins and ends. */
  table: { start: number, end: number }
  /** What a module's word starts from lies so many bytes further. */
  initial: number
  /** Address of the number that says whether coefficients of a chunk are on their way. */
  gliding(chunk: number): number
  /** Who is named for what a module makes: an index into the layout's modules, or their number. */
  names: Map<Node, number>
  /** The places of the tables. */
  tables: Map<Row, RowPlace>
  /** What the memory starts from: lines start empty. */
  images: Image[]
}

/** Cuts modules, in their order, into chunks. */
export type Cut = (nodes: readonly Node[]) => Node[][]

/** Gives everything in the graph its place. `crossing`: the signals that need a buffer; `chunks`: how it is cut.
 *  Errors: Refusal of a module's code. */
export function arrange(
  graph: Graph, { rate, bpm, metre }: Pick<Layout, 'rate' | 'bpm' | 'metre'>, crossing: readonly Signal[], chunks: readonly Node[][], cut: Cut,
): Memory {
  const named = graph.nodes.flatMap((node): (Partial<Part> & { node: Node })[] => node.voices?.parts ?? [{ node }]).filter(isNamed)
  const isMuted = named.some(({ node, values }) => values?.mute.some(value => value !== 0) ?? node.inputs.mute !== 0)
  const values = new Map<number, number>([[clock.rampsEnd, isMuted ? Infinity : -1]])
  let next = PARAMETERS
  const parameters = new Map(named.map(({ node }) => [node, new Map<string, number>()]))
  const give = (given: number) => {
    const value = given + 0
    values.set(next + parameter.value, value).set(next + parameter.target, value)
    next += parameter.bytes
  }
  for (const { node, values } of named) {
    for (const [name, value] of Object.entries(node.inputs)) {
      if (isSignal(value)) continue
      parameters.get(node)!.set(name, next)
      give(value)
      values?.[name].forEach(give)
      // As many as lanes: the last group may have room for more voices than there are.
      for (let i = values?.[name].length ?? 0; i % LANES.length !== 0; i++) give(value)
    }
  }
  const tempo = next
  give(bpm)
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
      rows.set(row, { address: next, length: row.values.length, shift: 3 })
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
    const own = new Map(parameters.get(node)).set(TEMPO, tempo)
    return { node, program: made, bad, state, rows, coefficients, watched, seen, end: next, parameters: own }
  })
  const end = next
  const gliding = next
  next += chunks.length * WORD
  const buffers = new SignalMap<number>()
  crossing.forEach((signal, index) => buffers.set(signal, next + index * CONTROL_PERIOD * WORD))
  next += crossing.length * CONTROL_PERIOD * WORD
  const banks = graph.nodes.filter(node => node.voices).map(node => {
    const firsts = (part: Node) =>
      new Map([...parameters.get(part) ?? []].map(([name, all]): [string, number] => [name, all + parameter.bytes])).set(TEMPO, tempo)
    const { bank, end } = arrangeBank(node, cut, firsts, rate, next)
    next = end
    return bank
  })
  const notes = banks.flatMap(({ parts, count }) => parts.filter(({ node }) => node.spec.passes).map((part): NoteInfo => {
    const offset = next
    const bytes = notesBytes(count)
    next += bytes
    const param = (name: string) => (part.parameters.get(name)! - PARAMETERS) / parameter.bytes
    const [freq, gate, velocity] = ['freq', 'gate', 'velocity'].map(param)
    const pattern = part.node.patterns?.note?.toJSON() as Tree | undefined
    const modules = parts.flatMap(({ node }) => node.id ?? [])
    return { id: part.node.id!, modules, voices: count, freq, gate, velocity, ...(pattern && { pattern }), offset, bytes }
  }))
  const meter = next
  for (const number of meterNumbers(bpm)) {
    values.set(next, number)
    next += WORD
  }
  const first = next
  const lines = placed.map(({ program, rows }) => {
    const from = next
    for (const row of program.rows) {
      if (!isLine(row.values)) continue
      const length = framesOf(row.values, rate)
      rows.set(row, { address: next, length, shift: shiftOf(row) })
      next += (length << shiftOf(row)) + LINE_GAP
    }
    return { from, bytes: next - from }
  })
  for (const { lines, groups } of banks) {
    lines.address = next
    next += groups * lines.stride
  }
  const overlay = next
  next += OVERLAY_BYTES
  if (overlay - first > MAX_LINES) throw new RangeError(tooLong(overlay - first))
  const stateBytes = next
  const table = { start: stateBytes, end: stateBytes + placed.length * entry.bytes }
  const initial = table.end - start
  const tables = placeTables([...placed, ...banks.flatMap(bank => bank.parts)], table.end + end - start)
  const output = tables.end
  const image = new Uint8Array(first)
  const constant = new Uint8Array(output - stateBytes)
  const view = new DataView(image.buffer)
  for (const [address, value] of values) view.setFloat64(address, value, true)
  view.setInt32(clock.changed, 1, true)
  for (const bank of banks) fill(bank, view)
  constant.set(image.subarray(start, end), table.end - stateBytes)
  const words = new DataView(constant.buffer)
  const names = blame(graph, named.map(({ node }) => node))
  placed.forEach((module, index) => {
    const at = index * entry.bytes
    for (const name of ['bad', 'seen', 'end'] as const) words.setInt32(at + entry[name], module[name], true)
    words.setInt32(at + entry.name, names.get(module.node)!, true)
    words.setInt32(at + entry.lines, lines[index].from, true)
    words.setInt32(at + entry.lineBytes, lines[index].bytes, true)
  })
  for (const [{ values }, { address, shift }] of tables.places) {
    const numbers = values as ArrayLike<number>
    const copy = new (shift === 2 ? Float32Array : Float64Array)(constant.buffer, address - stateBytes, numbers.length + AGAIN)
    copy.set(numbers)
    for (let i = 0; i < AGAIN; i++) copy[numbers.length + i] = numbers[i % numbers.length]
  }
  const { infos: samples, end: last } = placeSamples(tables.places, graph.samples, output + MAX_BLOCK * FRAME_BYTES)
  const pages = Math.ceil(last / 65536)
  const directory = samples.length > 0 ? [{ at: output + MAX_BLOCK * FRAME_BYTES, bytes: bytesOf(graph.samples!.directory) }] : []
  const chunkOf = new Map(chunks.flatMap((chunk, index) => chunk.map(node => [node, index])))
  const glidingOf = (node: Node) => gliding + chunkOf.get(node)! * WORD
  const into = waysInto(graph.nodes)
  const infos = new Map([
    ...placed.filter(isNamed).map(module => [module.node, describe(module, stateOf(module), glidingOf(module.node), into)] as const),
    ...banks.flatMap(bank => bank.parts.filter(isNamed).map(part =>
      [part.node, describe(part, stateOfPart(bank, part), glidingOf(bank.node), into)] as const)),
  ])
  // A feedback hears what closes its circle.
  for (const { node: { closes, inputs } } of [...placed, ...banks.flatMap(bank => bank.parts)]) {
    if (closes !== undefined) infos.get(closes)?.hears.push(...into(inputs.in))
  }
  const modules = named.map(({ node }) => infos.get(node)!)
  return {
    placed, banks, parametersEnd: start, table, initial, tables: tables.places, names,
    images: [{ at: 0, bytes: image }, { at: stateBytes, bytes: constant }, ...directory],
    layout: {
      rate, bpm, metre, stateBytes, output, pages, modules, notes, meter, overlay, parameters: (start - PARAMETERS) / parameter.bytes,
      heard: [...new Set(graph.outputs.flatMap(into))], samples,
    },
    buffer: signal => buffers.get(signal),
    gliding: chunk => gliding + chunk * WORD,
  }
}

const isNamed = ({ node }: { node: Node }) => node.id !== undefined

const tooLong = (bytes: number) =>
  `The delay lines of this patch take ${Math.round(bytes / 2 ** 20)} MB, and there is room for ${MAX_LINES / 2 ** 20} MB. `
  + 'Take fewer, or shorter ones.'
