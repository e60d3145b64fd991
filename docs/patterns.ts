/** The tables of functions in docs/patterns.md, out of what the functions themselves declare. */
import { FUNCTIONS } from '../src/pattern/methods.ts'
import { table } from './markdown.ts'

const HEADINGS: Record<keyof typeof FUNCTIONS, string> = {
  time: 'Time', structure: 'Layers, rhythms, changes', chance: 'Chance', values: 'Values, and how they are played',
  theory: 'Notes and chords',
}
const BEGIN = '<!-- The tables of functions: written by make docs. -->\n'
const END = '<!-- End of the tables. -->\n'

/** The guide with its tables as they should be. */
export function withTables(guide: string): string {
  const [before, rest] = guide.split(BEGIN)
  return `${before}${BEGIN}\n${tables()}\n\n${END}${rest.split(END)[1]}`
}

function tables(): string {
  return Object.entries(FUNCTIONS).map(([group, functions]) => {
    const rows = Object.entries(functions).map(([name, { doc, example }]) => [`\`${name}\``, doc, `\`${example}\``])
    return `### ${HEADINGS[group as keyof typeof FUNCTIONS]}\n\n${table(['', 'makes', 'for instance'], rows)}`
  }).join('\n\n')
}
