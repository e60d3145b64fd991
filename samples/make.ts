/** make kit: renders samples/kit. */
import { mkdirSync, writeFileSync } from 'node:fs'
import { kit, wavFile } from './kit.ts'

const FOLDER = new URL('kit/', import.meta.url)

mkdirSync(FOLDER, { recursive: true })
for (const { name, samples } of kit()) writeFileSync(new URL(`${name}.wav`, FOLDER), wavFile(samples))
