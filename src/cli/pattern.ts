/** `chronus pattern TEXT`: what a notation means, without sound. */
import { grid } from '../pattern/grid.ts'
import { type Hap, type Span, PatternError, toPattern, toText } from '../pattern/index.ts'
import type { CommandLine } from './options.ts'

/** Prints the events of the first cycles, drawn or as JSON. Errors: rejects with the whole report of what is wrong. */
export async function run({ args: [text], options: { cycles, json } }: CommandLine): Promise<number> {
  try {
    const pattern = toPattern(text)
    const all = Array.from({ length: cycles }, (_, cycle) => pattern.query(cycle, cycle + 1))
    process.stdout.write(json ? listed(all.flat()) : `${all.map(grid).join('\n\n')}\n`)
    return 0
  } catch (error) {
    throw error instanceof PatternError ? new Error(error.report) : error
  }
}

/** An event a line. */
function listed(haps: readonly Hap[]): string {
  const lines = haps.map(({ whole, part, value }) => `  ${JSON.stringify({ whole: whole && texts(whole), part: texts(part), value })}`)
  return lines.length === 0 ? '[]\n' : `[\n${lines.join(',\n')}\n]\n`
}

const texts = ({ begin, end }: Span): [string, string] => [toText(begin), toText(end)]
