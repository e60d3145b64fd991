/** From a graph to a kernel. */
import { isSignal } from '../dsp/signal.ts'
import type { Node, Signal } from '../dsp/signal.ts'
import { emitChunk } from './chunk.ts'
import { emitControl } from './control.ts'
import { Functions } from './functions.ts'
import { SignalMap } from './graph.ts'
import type { Graph } from './graph.ts'
import type { Program } from './ir.ts'
import { DEFAULT_BPM } from './kernel.ts'
import type { Kernel } from './kernel.ts'
import { emitRender } from './loop.ts'
import { arrange } from './memory.ts'
import { program } from './program.ts'
import { assemble } from './wasm.ts'

/** Operations that a chunk has at the most, if it has more than one module: what fits the registers, found by
 *  measurement. */
const CHUNK_SIZE = 145

/** Compiles a graph for a sample rate in Hz and a tempo. Errors: Refusal, when a module's code is outside the subset. */
export function compile(graph: Graph, rate: number, bpm = DEFAULT_BPM): Kernel {
  const chunks = cut(graph.nodes)
  const memory = arrange(graph, { rate, bpm }, crossing(chunks, graph), chunks)
  const functions = new Functions(memory.tables)
  const controls = new Map<Program, number>()
  const control = (program: Program) => {
    const index = controls.get(program) ?? functions.add(emitControl(program, memory.layout, functions))
    controls.set(program, index)
    return index
  }
  let first = 0
  const indices = chunks.map((chunk, index) => {
    const placed = memory.placed.slice(first, first += chunk.length)
    return functions.add(emitChunk(placed, index, index === chunks.length - 1, { graph, memory, functions, control }))
  })
  const render = functions.add(emitRender(indices, memory, functions))
  const { images, layout } = memory
  const { list, globals } = functions
  return { code: assemble({ functions: list, exported: { render }, globals, pages: layout.pages, images }), layout }
}

/** Cuts the graph, in its order, where a chunk gets too large, and before a module whose control reads a signal of the same
 *  chunk: control runs before the chunk's first frame, so what it reads must be there. */
function cut(nodes: readonly Node[]): Node[][] {
  const chunks: Node[][] = []
  let inside = new Set<Node>()
  let size = 0
  for (const node of nodes) {
    const { tick, control } = program(node.spec)
    const watched = control === undefined ? [] : control.reads.map(({ name }) => node.inputs[name])
    const needed = watched.some(source => isSignal(source) && inside.has(source.node))
    if (chunks.length === 0 || needed || size + tick.size > CHUNK_SIZE) {
      chunks.push([])
      inside = new Set()
      size = 0
    }
    chunks.at(-1)!.push(node)
    inside.add(node)
    size += tick.size
  }
  return chunks
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
