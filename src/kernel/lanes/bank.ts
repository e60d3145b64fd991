/** The map of a bank: the voices of one part of a patch, four to a group, one in each lane. A group has a record with the state of all
 *  its modules, each number four times, side by side; the records lie one after the other, so the code for one group does for all. */
import { framesOf, isLine } from '../../dsp/line.ts'
import { isSignal } from '../../dsp/signal.ts'
import type { Node, Part, Signal } from '../../dsp/signal.ts'
import { SignalMap } from '../graph.ts'
import type { Output } from '../graph.ts'
import type { Program, Row, Variable } from '../ir.ts'
import { known } from './known.ts'
import type { Known } from './known.ts'
import { program } from '../program.ts'
import type { RowPlace } from '../position.ts'
import { LINE_GAP } from '../sizes.ts'

export const LANES = [0, 1, 2, 3]
/** Bytes of four numbers, and how far one of them is shifted for it. */
export const WORD = 16
export const SHIFT = 4
/** Of each coefficient: its value, the value that control gave it, its step per frame. */
export const coefficient = { value: 0, target: WORD, step: 2 * WORD, bytes: 3 * WORD }
/** Frames of a buffer. */
const BUFFER = 16

/** A module of a group. Its places are offsets into the record, those of its lines into the lines of the group. */
export interface BankPart {
  node: Node
  values: Part['values']
  program: Program
  known: Known
  /** The marks of the voices that were bad since the last control point. */
  bad: number
  fields: Map<Variable, { offset: number, whole: boolean }>
  rows: Map<Row, RowPlace>
  coefficients: number
  /** The inputs that control saw, as 64-bit floats, voice by voice. */
  watched: readonly Variable[]
  seen: number
  /** End of what it keeps. */
  end: number
  /** Numbers of modules without a name that differ from voice to voice. */
  numbers: Map<string, number>
  /** Address of the first voice's parameter, of each input that is one. */
  parameters: Map<string, number>
}

export interface Bank {
  node: Node
  heard: readonly Signal[]
  count: number
  groups: number
  parts: BankPart[]
  chunks: BankPart[][]
  /** Where records, buffers and lines begin, and how far it is from one group's to the next. */
  records: Places
  buffers: Places
  lines: Places
  /** All ones in the lanes that have a voice; in the record. */
  mask: number
  /** Where the voices are summed up: for each signal that is heard two rows of 16 frames. */
  sums: number
  /** Offset of the buffer of a signal that passes from one chunk to another. */
  buffer(signal: Output): number | undefined
}

interface Places { address: number, stride: number }

/** Lanes of a bank: as many as voices, or a few more. */
export const lanesOf = (count: number): number => Math.ceil(count / LANES.length) * LANES.length

/** Address of the first voice's parameter that a signal of a bank is, if it is one. */
export function passed({ parts }: Bank, { node, output }: Signal): number | undefined {
  const part = node.spec.passes ? parts.find(part => part.node === node) : undefined
  return part?.parameters.get(node.spec.outputs[output])
}

/** Gives everything in a bank its place, from an address on; `end`: where it ends. The lines come later. `parameters`: addresses of
 *  the first voice's parameters of a module. */
export function arrangeBank(
  node: Node, cut: (nodes: readonly Node[]) => Node[][], parameters: (node: Node) => Map<string, number>, rate: number, from: number,
): { bank: Bank, end: number } {
  const { count, parts: copied, heard } = node.voices!
  const groups = lanesOf(count) / LANES.length
  let next = WORD
  let line = 0
  const parts = copied.map(({ node, values }): BankPart => {
    const made = program(node.spec)
    const about = known(made, node.spec.state)
    const take = (words: number): number => (next += words * WORD) - words * WORD
    const bad = take(1)
    const fields = new Map(made.state.map(variable => [variable, { offset: take(1), whole: about.wholes.has(variable) }]))
    const rows = new Map<Row, RowPlace>()
    for (const row of made.rows) {
      if (!isLine(row.values)) rows.set(row, { address: take(row.values.length), length: row.values.length, shift: SHIFT })
    }
    const coefficients = take(3 * made.coefficients.length)
    const watched = made.control?.reads ?? []
    // Never equal to anything, so the first frame runs control; also where it reads no input.
    const seen = made.control === undefined ? next : take(2 * Math.max(1, watched.length))
    const end = next
    const varying = node.id === undefined ? Object.entries(values).filter(([, numbers]) => new Set(numbers).size > 1) : []
    const numbers = new Map(varying.map(([name]) => [name, take(1)]))
    for (const row of made.rows) {
      if (!isLine(row.values)) continue
      const length = framesOf(row.values, rate)
      rows.set(row, { address: line, length, shift: SHIFT })
      line += length * WORD + LINE_GAP
    }
    const own = { bad, fields, rows, coefficients, watched, seen, end, numbers, parameters: parameters(node) }
    return { node, values, program: made, known: about, ...own }
  })
  const partOf = new Map(parts.map(part => [part.node, part]))
  const cutUp = cut(copied.map(({ node }) => node).filter(({ spec }) => !spec.passes))
  const chunks = (cutUp.length > 0 ? cutUp : [[]]).map(chunk => chunk.map(node => partOf.get(node)!))
  const buffers = new SignalMap<number>()
  const crossing = crossings(chunks, heard, partOf)
  crossing.forEach((signal, index) => buffers.set(signal, index * BUFFER * WORD))
  const start = Math.ceil(from / WORD) * WORD
  const records = { address: start, stride: next }
  const buffered = { address: start + groups * next, stride: crossing.length * BUFFER * WORD }
  const sums = buffered.address + groups * buffered.stride
  const bank: Bank = {
    node, heard, count, groups, parts, chunks, records, buffers: buffered, lines: { address: 0, stride: line }, mask: 0, sums,
    buffer: signal => buffers.get(signal),
  }
  return { bank, end: sums + heard.length * 2 * BUFFER * WORD }
}

/** The signals of a voice that are made in one chunk and read in another. */
function crossings(chunks: readonly BankPart[][], heard: readonly Signal[], own: ReadonlyMap<Node, BankPart>): Signal[] {
  const home = new Map(chunks.flatMap((chunk, index) => chunk.map(({ node }) => [node, index])))
  const found = new SignalMap<boolean>()
  const signals: Signal[] = []
  const read = (source: number | Signal, chunk: number) => {
    if (!isSignal(source) || !own.has(source.node) || source.node.spec.passes) return
    if (home.get(source.node) === chunk || found.get(source)) return
    found.set(source, true)
    signals.push(source)
  }
  chunks.forEach((chunk, index) => chunk.forEach(({ node }) => Object.values(node.inputs).forEach(source => read(source, index))))
  heard.forEach(signal => read(signal, chunks.length - 1))
  return signals
}

/** Writes what a bank's records start from. */
export function fill({ parts, records, groups, count, mask }: Bank, view: DataView): void {
  for (let group = 0; group < groups; group++) {
    const record = records.address + group * records.stride
    for (const lane of LANES) {
      const voice = group * LANES.length + lane
      const at = (offset: number) => record + offset + 4 * lane
      view.setInt32(at(mask), voice < count ? -1 : 0, true)
      for (const part of parts) {
        const { node: { spec }, program, fields, rows, coefficients, watched, seen, numbers, values } = part
        for (const [{ name }, { offset, whole }] of fields) {
          const value = spec.state[name] as number
          if (whole) view.setInt32(at(offset), value, true)
          else view.setFloat32(at(offset), value, true)
        }
        for (const [{ values: numbers, role }, { address }] of rows) {
          if (role === 'array') (numbers as readonly number[]).forEach((value, i) => view.setFloat32(at(address + i * WORD), value, true))
        }
        program.coefficients.forEach(({ name }, i) => {
          const address = at(coefficients + i * coefficient.bytes)
          for (const field of [coefficient.value, coefficient.target]) view.setFloat32(address + field, spec.coefficients[name], true)
        })
        const inputs = Math.max(1, watched.length)
        if (program.control !== undefined) {
          for (let i = 0; i < inputs; i++) view.setFloat64(record + seen + (lane * inputs + i) * 8, NaN, true)
        }
        for (const [name, offset] of numbers) view.setFloat32(at(offset), values[name][Math.min(voice, count - 1)], true)
      }
    }
  }
}
