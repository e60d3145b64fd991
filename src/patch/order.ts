import { isSignal } from '../dsp/signal.ts'
import type { Node, Signal } from '../dsp/signal.ts'

/** The modules behind some signals, each after those that it listens to, one signal's before the next one's. What `isOutside` says
 *  is left out, and what is behind it. */
export function order(heard: readonly Signal[], isOutside: (node: Node) => boolean = () => false): Node[] {
  const nodes: Node[] = []
  const visited = new Set<Node>()
  // A stack of its own, not recursion: a chain of signals may be long.
  const open: { node: Node, sources: Node[] }[] = []
  const enter = (node: Node) => {
    if (visited.has(node) || isOutside(node)) return
    visited.add(node)
    open.push({ node, sources: Object.values(node.inputs).filter(isSignal).map(signal => signal.node).reverse() })
  }
  for (const { node: last } of heard) {
    enter(last)
    while (open.length > 0) {
      const { node, sources } = open.at(-1)!
      const source = sources.pop()
      if (source !== undefined) {
        enter(source)
        continue
      }
      nodes.push(node)
      open.pop()
    }
  }
  return nodes
}
