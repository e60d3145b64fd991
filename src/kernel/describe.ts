/** What the player can reach of a kernel: its modules with their inputs, and what an edit carries over of them. */
import { isSignal } from '../dsp/signal.ts'
import type { Node, Part } from '../dsp/signal.ts'
import type { Tree } from '../pattern/index.ts'
import type { Graph } from './graph.ts'
import type { Row } from './ir.ts'
import type { InputInfo, ModuleInfo, StateInfo } from './kernel.ts'
import { SHIFT, WORD as LANE_WORD } from './lanes/bank.ts'
import type { Bank, BankPart } from './lanes/bank.ts'
import { parameter, PARAMETERS, WORD } from './sizes.ts'
import type { Placed } from './memory.ts'
import type { RowPlace } from './position.ts'
import type { waysInto } from './ways.ts'

/** Who is named for what a node makes: itself, or, where it has no name, the first module with a name that hears it. An index
 *  into `named`, or their number where there is none. */
export function blame({ nodes }: Graph, named: readonly Node[]): Map<Node, number> {
  const all = nodes.flatMap(node => [...node.voices?.parts.map(part => part.node) ?? [], node])
  const indices = new Map(all.map(node => [node, named.length]))
  named.forEach((node, index) => indices.set(node, index))
  // Listeners come after those that they hear, so the first listener has the last word.
  for (const node of all.toReversed()) {
    for (const source of [...Object.values(node.inputs), ...node.voices?.heard ?? []]) {
      if (isSignal(source) && source.node.id === undefined) indices.set(source.node, indices.get(node)!)
    }
  }
  return indices
}

/** A module as the player sees it. `gliding`: address of the mark that coefficients are on their way. */
export function describe(
  { node, parameters, values }: Pick<Placed, 'node' | 'parameters'> & Partial<Part>, state: Kept, gliding: number,
  into: ReturnType<typeof waysInto>,
): ModuleInfo {
  const { spec } = node
  const inputs = Object.entries(spec.inputs).map(([name, input]): InputInfo => {
    const source = node.inputs[name]
    // The parameter of all voices comes before that of the first.
    const address = parameters.has(name) ? parameters.get(name)! - (values ? parameter.bytes : 0) : undefined
    return {
      name, doc: input.doc, unit: input.unit, min: input.min, max: input.max,
      default: isSignal(source) ? input.default : source,
      param: address === undefined ? null : (address - PARAMETERS) / parameter.bytes,
      ...(values?.[name] && { defaults: [...values[name]] }),
      ...(input.choices && { choices: [...input.choices] }),
      ...(input.gate && { gate: true }),
      ...(input.jump && { jump: true }),
      ...(Object.hasOwn(node.patterns ?? {}, name) && { pattern: node.patterns![name].toJSON() as Tree }),
      ...(isSignal(source) && { drivenBy: source.node.id ?? source.node.label ?? 'a signal' }),
    }
  })
  const [audio, others] = [true, false].map(isAudio => Object.entries(node.inputs)
    .flatMap(([name, source]) => (spec.inputs[name].unit === 'audio') === isAudio ? into(source) : []))
  return {
    id: node.id!, kind: spec.name, doc: spec.doc, hears: audio, follows: [...new Set(others.flat())],
    ...(values && { voices: values.mute.length }), state: { ...state, gliding }, inputs,
  }
}

type Kept = Omit<StateInfo, 'gliding'>

/** What a module keeps, and where. */
export function stateOf({ program, bad, end, rows }: Placed): Kept {
  const kept = [...rows].map(([{ name }, { address, length, shift }]) => ({ name, offset: address, bytes: length << shift, stride: 0 }))
  const fields = program.state.map(({ name }) => name)
  return { offset: bad, bytes: end - bad, word: WORD, groups: 1, stride: 0, fields, rows: kept, code: program.code }
}

/** The same of a module in voices. */
export function stateOfPart({ records, lines, groups }: Bank, { program, bad, end, fields, rows }: BankPart): Kept {
  const kept = [...rows].map(([{ name, role }, { address, length }]: [Row, RowPlace]) => {
    const { address: from, stride } = role === 'line' ? lines : records
    return { name, offset: from + address, bytes: length << SHIFT, stride }
  })
  const names = [...fields].map(([{ name }, { whole }]) => whole ? `${name} whole` : name)
  return {
    offset: records.address + bad, bytes: end - bad, word: LANE_WORD, groups, stride: records.stride, fields: names, rows: kept,
    code: `${program.code} in voices`,
  }
}
