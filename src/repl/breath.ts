/** Loops that await: made so that they let the REPL live, and end for good when Ctrl-C ends their line. Node by itself lets
 *  go of the line only: `for (;;) await step()` would run on unseen, and one that awaits nothing slow would never let a key
 *  through. */
import { parse } from 'acorn'

/** The name by which a line's code calls `Breath.take`. */
export const BREATH = '$breath'
/** Awaits in a row before everything else gets its turn. */
const AWAITS_IN_A_ROW = 100

export class Breath {
  private readonly stopped = new Set<number>()
  private awaits = 0

  /** What the code of a line awaits in place of `value`: the same, but never there once the line is stopped. */
  async take(line: number, value: unknown): Promise<unknown> {
    if (++this.awaits % AWAITS_IN_A_ROW === 0) await new Promise(resolve => setImmediate(resolve))
    try {
      return await value
    } finally {
      if (this.stopped.has(line)) await new Promise(() => { /* nothing of it runs any more, no catch either */ })
    }
  }

  /** Whatever the line still does ends at its next await. */
  stop(line: number): void {
    this.stopped.add(line)
  }
}

/** Makes every `await x` of a line an `await $breath(line, x)`. Code that can't be read is left as it is. */
export function breathing(code: string, line: number): string {
  if (!code.includes('await')) return code
  const insertions: { at: number, text: string }[] = []
  try {
    visit(parse(code, {
      ecmaVersion: 'latest', allowAwaitOutsideFunction: true, allowReturnOutsideFunction: true, preserveParens: true,
    }), node => {
      if (node.type !== 'AwaitExpression') return
      const { start, end } = node.argument
      insertions.push({ at: start, text: `${BREATH}(${line}, ` }, { at: end, text: ')' })
    })
  } catch {
    return code
  }
  // From the end, so that positions stay true; of two that end together either may close first.
  insertions.sort((a, b) => b.at - a.at)
  return insertions.reduce((code, { at, text }) => code.slice(0, at) + text + code.slice(at), code)
}

/** A node of a line's syntax tree, as far as it is looked at. */
export interface Node { type: string, start: number, end: number, [part: string]: any }

/** Calls `see` with every node of a tree. */
export function visit(tree: unknown, see: (node: Node) => void): void {
  if (typeof tree !== 'object' || tree === null) return
  if ('type' in tree && typeof tree.type === 'string') see(tree as Node)
  for (const child of Object.values(tree)) visit(child, see)
}
