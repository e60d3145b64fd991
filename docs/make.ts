/** make docs: writes docs/reference.md and docs/accuracy.md. With the argument `reference` only the first, which takes a second. */
import { writeFileSync } from 'node:fs'
import { accuracy } from './accuracy.ts'
import { reference } from './reference.ts'

const write = (name: string, text: string) => writeFileSync(new URL(name, import.meta.url), text)

write('reference.md', reference())
if (process.argv[2] !== 'reference') write('accuracy.md', await accuracy())
