/** Sees whether the patterns of a patch make what they are to play, before anybody hears them. */
import type { Node } from '../dsp/signal.ts'
import type { Graph } from '../kernel/graph.ts'
import { checkValues } from '../kernel/score/value.ts'
import { Pattern } from '../pattern/index.ts'
import { thrownAt } from './place.ts'

/** Cycles that are looked at. */
const CYCLES = 8

/** A pattern that can't play its input. */
export class BadPattern extends Error {
  readonly node: Node
  /** The name of the input; null for the notes of a poly. */
  readonly input: string | null
  override readonly cause: unknown

  constructor(node: Node, input: string | null, cause: unknown) {
    super(cause instanceof Error ? cause.message : String(cause))
    this.node = node
    this.input = input
    this.cause = cause
  }
}

/** Checks all of them, and gives where they are: `file:line`, by what they play. Errors: BadPattern. */
export function checkPatterns({ nodes }: Graph): Record<string, string> {
  const lines: Record<string, string> = {}
  for (const node of nodes.flatMap(node => node.voices?.parts.map(part => part.node) ?? [node])) {
    for (const [name, pattern] of Object.entries(node.patterns ?? {})) {
      const input = node.spec.passes ? null : { ...node.spec.inputs[name], name }
      try {
        checkValues(Pattern.fromJSON(pattern.toJSON()), input, CYCLES)
      } catch (error) {
        throw new BadPattern(node, input && name, error)
      }
      const place = thrownAt(node.where)
      if (place) lines[input === null ? node.id! : `${node.id}.${name}`] = `${place.file}:${place.line}`
    }
  }
  return lines
}
