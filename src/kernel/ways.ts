/** The ways by which the signals of modules come together: what is a sum of several, and what takes all of them. */
import { type Node, type Signal, isSignal } from '../dsp/signal.ts'

/** The summands of a signal: of each the ids of the modules that it takes, which multiply or divide each other. */
export type Ways = string[][]

/** Gives a function that tells the ways into a signal. `nodes`: in the order of a graph. */
export function waysInto(nodes: readonly Node[]): (source: number | Signal) => Ways {
  const known = new Map<Node, Ways>()
  const into = (source: number | Signal): Ways => isSignal(source) ? known.get(source.node)! : []
  const enter = (node: Node) => {
    const { id, spec, inputs: { a, b }, closes, voices } = node
    if (closes !== undefined) return known.set(node, into(node.inputs.in))
    if (voices === undefined) return known.set(node, id === undefined ? combined(spec.name, into(a), into(b)) : [[id]])
    for (const part of voices.parts) enter(part.node)
    // The sum over all voices, on either side.
    return known.set(node, [...new Set(voices.heard.flatMap(into))])
  }
  for (const node of nodes) enter(node)
  return into
}

/** What signal arithmetic makes of the ways into its operands. */
function combined(operation: string, a: Ways, b: Ways): Ways {
  if (operation === 'add' || operation === 'sub') return [...new Set([...a, ...b])]
  if (a.length === 0 || b.length === 0) return [...a, ...b]
  // A sum that is multiplied is a sum; of two sums the shorter one counts as a factor.
  const [sum, factor] = a.length < b.length ? [b, a.flat()] : [a, b.flat()]
  return sum.map(way => [...new Set([...way, ...factor])])
}
