/** This project, as the command that everybody has. */
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { RATE } from './work.ts'
import type { Command, Peer } from './work.ts'

const COMMAND = fileURLToPath(new URL('../../src/chronus.js', import.meta.url))
const here = (name: string): string => fileURLToPath(new URL(name, import.meta.url))

const render = (patch: string): Command => (seconds, out) =>
  [process.execPath, COMMAND, 'render', patch, '--seconds', String(seconds), '--rate', String(RATE), '--out', out]

export const chronus: Peer = {
  name: 'chronus',
  needs: [],
  install: '',
  version: [process.execPath, COMMAND, '--version'],
  works: { voices: () => render(here('voices.ts')), chains: () => render(here('chains.ts')) },
}

/** The patch of work 1 with so many voices instead of 100. */
export function withVoices(n: number, folder: string): Command {
  const file = join(folder, `voices${n}.ts`)
  writeFileSync(file, `import { voices } from ${JSON.stringify(here('voices.ts'))}\nexport default voices(${n})\n`)
  return render(file)
}
