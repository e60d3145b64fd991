/** Cuts a graph into chunks: where one gets too large, around voices, and before a module whose control reads a signal of the same
 *  chunk, for control runs before the chunk's first frame, so what it reads must be there. What goes round in a circle stays whole. */
import { isSignal } from '../dsp/signal.ts'
import type { Node } from '../dsp/signal.ts'
import { program } from './program.ts'

/** What can't stand in the circle of a feedback. `input`: the one of its inputs that it is about, if it is about one. */
export class Circular extends Error {
  readonly node: Node
  readonly input?: string

  constructor(node: Node, message: string, input?: string) {
    super(message)
    this.node = node
    this.input = input
  }
}

/** Operations that a chunk has at the most, if it has more than one module: what fits the registers, found by
 *  measurement. */
const CHUNK_SIZE = 145

/** Gives the chunks; together they have the modules in an order in which they can be played. Errors: Circular, where a module's control
 *  follows what goes round with it, and where voices go round. */
export function cut(nodes: readonly Node[]): Node[][] {
  const chunks: Node[][] = []
  let inside = new Set<Node>()
  let size = 0
  let whole = false
  for (const { node, begins, ends } of inCircles(nodes)) {
    const { tick, control } = program(node.spec)
    const watched = control === undefined ? [] : control.reads.filter(({ name }) => {
      const source = node.inputs[name]
      return isSignal(source) && inside.has(source.node)
    })
    if (whole && watched.length > 0) throw new Circular(node, late(node, watched[0].name), watched[0].name)
    if ((whole || begins) && node.voices !== undefined) throw new Circular(node, VOICES)
    const alone = node.voices !== undefined || chunks.at(-1)?.[0]?.voices !== undefined
    if (chunks.length === 0 || begins || (!whole && (alone || watched.length > 0 || size + tick.size > CHUNK_SIZE))) {
      chunks.push([])
      inside = new Set()
      size = 0
    }
    whole = begins || (whole && !ends)
    chunks.at(-1)!.push(node)
    inside.add(node)
    size += tick.size
  }
  // The output is written by a chunk of its own, then.
  if (chunks.at(-1)?.[0]?.voices !== undefined) chunks.push([])
  return chunks
}

const VOICES = 'Voices can\'t be part of a feedback, which goes round frame by frame: they are summed up every 16 frames. '
  + 'Let each voice have a feedback of its own: voices(8, i => feedback(\'ring\', back => …)).'

const late = ({ id, spec }: Node, input: string) =>
  `'${id ?? spec.name}.${input}' follows a signal of the feedback that it is part of, and is looked at every 16 frames only. `
  + 'Take a module that follows it every frame (svf instead of biquad), or a signal from outside.'

interface Step { node: Node, begins: boolean, ends: boolean }

/** The modules with those of each circle one after the other, what doesn't depend on it before. */
function inCircles(nodes: readonly Node[]): Step[] {
  const closedAt = new Map(nodes.flatMap((node, index) => node.closes ? [[node.closes, index]] : []))
  const steps: Step[] = []
  for (let first = 0; first < nodes.length; first++) {
    let last = closedAt.get(nodes[first]) ?? first
    if (last === first) {
      steps.push({ node: nodes[first], begins: false, ends: false })
      continue
    }
    for (let i = first; i <= last; i++) last = Math.max(last, closedAt.get(nodes[i]) ?? 0)
    const round = nodes.slice(first, last + 1)
    const depends = new Set<Node>()
    for (const node of round) {
      if (closedAt.has(node) || Object.values(node.inputs).some(source => isSignal(source) && depends.has(source.node))) depends.add(node)
    }
    for (const node of round) if (!depends.has(node)) steps.push({ node, begins: false, ends: false })
    const circle = round.filter(node => depends.has(node))
    circle.forEach((node, i) => steps.push({ node, begins: i === 0, ends: i === circle.length - 1 }))
    first = last
  }
  return steps
}
