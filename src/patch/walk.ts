/** From the signals that a patch returns to the graph of everything that is heard. */
import { OPERATORS } from '../dsp/module.ts'
import { isSignal } from '../dsp/signal.ts'
import type { Node } from '../dsp/signal.ts'
import type { Graph } from '../kernel/graph.ts'
import { order } from './order.ts'

/** Two modules with the same id, where each was made. */
export class DuplicateId extends Error {
  readonly nodes: readonly [Node, Node]

  constructor(first: Node, second: Node) {
    super(`Two modules are called '${first.id}'.`)
    this.nodes = [first, second]
  }
}

/** The graph behind what the build function returned: every module after those that it listens to, voice by voice. Errors:
 *  not a signal or a pair of them; DuplicateId. */
export function walk(heard: unknown): Graph {
  const outputs = Array.isArray(heard) ? heard : [heard, heard]
  if (outputs.length !== 2 || !outputs.every(isSignal)) {
    const hint = Number.isNaN(heard) || typeof heard === 'string' ? OPERATORS : heard instanceof Promise ? 'Its function can\'t be async.'
      : 'Return what is to be heard: return sine(\'sine\')'
    throw new TypeError(`The patch returns ${describe(heard)} where a signal is expected, or [left, right]. ${hint}`)
  }
  const nodes = order(outputs)
  const names = new Map<string, Node>()
  for (const node of nodes.flatMap(node => node.voices ? node.voices.parts.map(part => part.node) : node)) {
    if (node.id === undefined) continue
    const namesake = names.get(node.id)
    if (namesake !== undefined && namesake !== node) throw new DuplicateId(namesake, node)
    names.set(node.id, node)
  }
  return { nodes, outputs: [outputs[0], outputs[1]] }
}

function describe(value: unknown): string {
  if (value === undefined) return 'nothing'
  if (Array.isArray(value)) return `${value.length} values`
  if (typeof value === 'function') return 'a function'
  if (value instanceof Promise) return 'a promise'
  if (typeof value === 'string') return 'a text'
  return typeof value === 'object' ? 'an object' : String(value)
}
