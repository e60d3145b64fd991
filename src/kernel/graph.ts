import type { Node, Signal } from '../dsp/signal.ts'
import type { Samples } from './samples.ts'

/** What a patch describes: modules, each after those that it listens to, and what is heard on the left and on the right. */
export interface Graph {
  nodes: Node[]
  outputs: readonly [Signal, Signal]
  /** What its samplers play. */
  samples?: Samples
}

/** What identifies a signal: an output of a module. */
export type Output = Pick<Signal, 'node' | 'output'>

/** Something for each signal. Two Signal objects may stand for the same output of the same module. */
export class SignalMap<T> {
  #outputs = new Map<Node, (T | undefined)[]>()

  get({ node, output }: Output): T | undefined {
    return this.#outputs.get(node)?.[output]
  }

  set({ node, output }: Output, value: T): void {
    const values = this.#outputs.get(node) ?? []
    values[output] = value
    this.#outputs.set(node, values)
  }
}
