/** No shell is ever given anything of the player's or the network's: no process is started by way of one. */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { test } from 'uvu'
import * as assert from 'uvu/assert'

const SRC = fileURLToPath(new URL('../src', import.meta.url))
const sources = (readdirSync(SRC, { recursive: true }) as string[]).filter(file => /\.[jt]s$/.test(file)).sort()
/** What starts a process without a shell, unless it is told to use one. */
const WITHOUT_SHELL = ['spawn', 'spawnSync', 'fork', 'execFile', 'execFileSync']
/** The names that a file imports from node:child_process; types are no danger. */
const CHILD_PROCESS = /(?:import|export)\s+(type\s)?([^;'"]*?)\sfrom\s*['"](?:node:)?child_process['"]/g

/** What of a source could bring a shell in. */
function shells(code: string): string[] {
  const named = [...code.matchAll(CHILD_PROCESS)]
    .flatMap(([, types, names]) => types ? [] : /^\{(.*)\}$/s.exec(names)?.[1].split(',') ?? [names])
    .map(name => name.trim()).filter(name => name !== '' && !name.startsWith('type ') && !WITHOUT_SHELL.includes(name))
  const others = code.match(/\bshell\s*:|(?:\bimport|\brequire|getBuiltinModule)\s*\(\s*['"`](?:node:)?child_process/g) ?? []
  return [...named, ...others]
}

test('no source starts a process by way of a shell', () => {
  const found = sources.flatMap(file => shells(readFileSync(join(SRC, file), 'utf8')).map(what => `${file}: ${what}`))
  assert.equal(found, [])
  const starters = sources.filter(file => readFileSync(join(SRC, file), 'utf8').includes('child_process'))
  assert.ok(starters.length >= 3, 'the sources that start processes were found')
})

test('the shells that are started run a line of our own', () => {
  const byName = sources.filter(file => /['"`/](?:ba|da|z)?sh['"`]/.test(readFileSync(join(SRC, file), 'utf8')))
  // In tmux that line runs what the player has put into $EDITOR, as every program does.
  assert.equal(byName, ['cli/store.ts', 'cli/tmux.ts', 'engine/guard.ts'])
})

test('it would be found', () => {
  for (const code of [
    "import { exec } from 'node:child_process'", "import { spawn, execSync as run } from 'child_process'",
    "import * as processes from 'node:child_process'", "import processes from 'node:child_process'",
    "import { spawn } from 'node:child_process'\nspawn(text, { shell: true })", "await import('node:child_process')",
    "const { exec } = require('child_process')", "import {\n  type ChildProcess,\n  exec,\n} from 'node:child_process'",
  ]) assert.ok(shells(code).length > 0, code)
  for (const code of [
    "import { type ChildProcess, spawn } from 'node:child_process'", "import type { ChildProcess } from 'node:child_process'",
  ]) assert.equal(shells(code), [])
})

test.run()
