/** make docs: writes docs/reference.md, docs/accuracy.md, and the tables of docs/patterns.md, docs/osc.md, docs/say.md and
 *  docs/latency.md. With the argument `reference` not the figures of accuracy, which take their time. */
import { readFileSync, writeFileSync } from 'node:fs'
import { accuracy } from './accuracy.ts'
import { withStages } from './latency.ts'
import { withAddresses } from './osc.ts'
import { withTables } from './patterns.ts'
import { reference } from './reference.ts'
import { withPhrases } from './say.ts'

const write = (name: string, text: string) => writeFileSync(new URL(name, import.meta.url), text)

write('reference.md', reference())
const read = (name: string) => readFileSync(new URL(name, import.meta.url), 'utf8')
write('patterns.md', withTables(read('patterns.md')))
write('latency.md', withStages(read('latency.md')))
write('osc.md', withAddresses(read('osc.md')))
write('say.md', await withPhrases(read('say.md')))
if (process.argv[2] !== 'reference') write('accuracy.md', await accuracy())
