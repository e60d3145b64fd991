/** From a graph to a kernel. */
import { isSignal } from '../dsp/signal.ts'
import type { Node, Signal } from '../dsp/signal.ts'
import { emitChunk } from './chunk.ts'
import { emitControl, reachOf } from './control.ts'
import { cut } from './cut.ts'
import { Functions } from './functions.ts'
import { SignalMap } from './graph.ts'
import type { Graph } from './graph.ts'
import type { Program } from './ir.ts'
import { DEFAULT_BPM, DEFAULT_METRE } from './kernel.ts'
import type { Kernel } from './kernel.ts'
import type { BankPart } from './lanes/bank.ts'
import { emitLaneChunk } from './lanes/chunk.ts'
import type { LaneContext } from './lanes/chunk.ts'
import { reachOfPart } from './lanes/reach.ts'
import { emitRender } from './loop.ts'
import { arrange } from './memory.ts'
import { assemble } from './wasm.ts'
import type { Code } from './wasm.ts'

/** Compiles a graph for a sample rate in Hz, a tempo, and a number of beats in a bar. Errors: Refusal, when a module's code is outside the subset. */
export function compile(given: Graph, rate: number, bpm = DEFAULT_BPM, metre = DEFAULT_METRE): Kernel {
  const chunks = cut(given.nodes)
  const graph = { ...given, nodes: chunks.flat() }
  const memory = arrange(graph, { rate, bpm, metre }, crossing(chunks, graph), chunks, cut)
  const functions = new Functions(memory.tables)
  const controls = new Map<Program | BankPart, number>()
  const once = (key: Program | BankPart, emit: () => Code) => {
    const index = controls.get(key) ?? functions.add(emit())
    controls.set(key, index)
    return index
  }
  const context: LaneContext = {
    graph, memory, functions,
    control: program => once(program, () => emitControl(program, reachOf(program), memory.layout, functions)),
    laneControl: part => once(part, () => emitControl(part.program, reachOfPart(part), memory.layout, functions)),
  }
  let first = 0
  const indices = chunks.flatMap((chunk, index) => {
    const placed = memory.placed.slice(first, first += chunk.length)
    const bank = memory.banks.find(({ node }) => node === chunk[0])
    if (bank === undefined) return functions.add(emitChunk(placed, index, index === chunks.length - 1, context))
    return bank.chunks.map((_, part) => functions.add(emitLaneChunk(bank, part, memory.gliding(index), context)))
  })
  const render = functions.add(emitRender(indices, memory, functions))
  const { images, layout } = memory
  const { list, globals } = functions
  return { code: assemble({ functions: list, exported: { render }, globals, pages: layout.pages, images }), layout }
}

/** The signals that are made in one chunk and read in another. */
function crossing(chunks: readonly Node[][], { outputs }: Graph): Signal[] {
  const home = new Map(chunks.flatMap((chunk, index) => chunk.map(node => [node, index])))
  const found = new SignalMap<boolean>()
  const signals: Signal[] = []
  const read = (source: number | Signal, chunk: number) => {
    if (!isSignal(source) || home.get(source.node) === chunk || found.get(source)) return
    found.set(source, true)
    signals.push(source)
  }
  chunks.forEach((chunk, index) => chunk.forEach(node => Object.values(node.inputs).forEach(source => read(source, index))))
  outputs.forEach(signal => read(signal, chunks.length - 1))
  return signals
}
