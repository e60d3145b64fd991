/** A figure that a test has measured: docs/accuracy.md has it. */
import { readFileSync } from 'node:fs'
import { plain, table } from '../docs/markdown.ts'

const page = readFileSync(new URL('../docs/accuracy.md', import.meta.url), 'utf8')
/** Where the page was made: elsewhere the last digit of a figure may be another one. */
const isHere = page.includes(`with Node ${process.version} on ${process.platform} ${process.arch};`)

/** With CHRONUS_FIGURES set it is printed, for `make docs`; otherwise it is looked up. `limit`: what the test holds it to. Errors: throws
 *  when the page says otherwise. */
export function measured(module: string, what: string, value: string, limit: string): void {
  if (process.env.CHRONUS_FIGURES) return console.log(`figure: ${JSON.stringify({ module, what, value, limit })}`)
  const [, section = ''] = page.split(`\n## ${module}\n`)
  const rows = section.split('\n## ')[0].split('\n')
  const [start, figure, end] = [what, value, limit].map(cell => table([], [[plain(cell)]]).split('\n')[2].slice(1))
  const found = rows.find(row => row.startsWith(`|${start}`) && row.endsWith(end) && (!isHere || row === `|${start}${figure}${end}`))
  if (found === undefined) throw new Error(`docs/accuracy.md lacks, under ${module}: ${what}: ${value} (${limit}). make docs writes it`)
}
