/** Tables of events: a text, then an indented line for each cycle. */
import { readFileSync } from 'node:fs'

export function table(file: string): [text: string, cycles: string[]][] {
  const cases: [string, string[]][] = []
  for (const line of readFileSync(new URL(file, import.meta.url), 'utf8').split('\n')) {
    if (line === '' || line.startsWith('#')) continue
    const cycle = /^ {2}\d:(.*)$/.exec(line)
    if (cycle === null) cases.push([line.startsWith('"') ? JSON.parse(line) : line, []])
    else cases.at(-1)![1].push(cycle[1])
  }
  return cases
}
