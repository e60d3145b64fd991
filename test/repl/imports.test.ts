/** Imports in a line: of files from where the player is, of packages; and as code. */
import { mkdtempSync, realpathSync, rmSync, utimesSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { importFrom, importing } from '../../src/repl/imports.ts'

const folder = realpathSync(mkdtempSync(join(tmpdir(), 'chronus-imports-')))
const before = process.cwd()
process.chdir(folder)
test.after(() => {
  process.chdir(before)
  rmSync(folder, { recursive: true })
})
const fromHere = (name: string): Promise<Record<string, unknown>> => import(name)

/** Runs a line's code; gives what it returns. */
function run(code: string): Promise<any> {
  const made = importing(code).replaceAll('s => import(s)', 'fromHere')
  return new Function('$import', 'fromHere', `return (async () => {${made}})()`)(importFrom, fromHere)
}

test('all forms of import, of TypeScript files too', async () => {
  writeFileSync('scale.ts', 'export const root: number = 55\nexport default (x: number): number => x * 2\n')
  assert.is(await run("import { root } from './scale.ts'; return root"), 55)
  assert.is(await run("import twice, { root as r } from './scale.ts'\nreturn twice(r)"), 110)
  assert.is(await run("import twice, * as all from './scale.ts'; return twice(all.root)"), 110)
  assert.is(await run("import './scale.ts'; return 1"), 1)
  assert.is(await run("return (await import('./scale.ts')).root"), 55)
  assert.is(await run("import { join } from 'node:path'; return join('a', 'b')"), 'a/b')
  assert.equal(await run("import { Chord } from 'tonal'; return Chord.get('Cm').notes"), ['C', 'Eb', 'G'])
})

test('a file that was saved since is read anew', async () => {
  const file = join(folder, 'bass.ts')
  for (const [second, note] of [[1, 40], [2, 43]]) {
    writeFileSync(file, `export const note: number = ${note}\n`)
    utimesSync(file, second, second)
    for (let i = 0; i < 2; i++) assert.is(await run("import { note } from './bass.ts'; return note"), note)
  }
})

test('what is not there is told', async () => {
  writeFileSync('keys.ts', 'export const root: number = 55\n')
  writeFileSync('bad.ts', "throw new Error('mine')\n")
  for (const [code, says] of [
    ["import { rot } from './keys.ts'", /keys.ts has no 'rot'. Did you mean 'root'/], ["import './none.ts'", /there is no file .\/none.ts$/],
    ["import './keys'", /write its ending too, .\/keys.ts/], ["import 'no-such-package'", /npm install no-such-package/],
    ["import './bad.ts'", /mine/],
  ] as const) {
    await run(code).then(() => assert.unreachable(code), error => assert.match(error.message, says))
  }
})

test('what is no import, or can not be read, is left as it is', () => {
  for (const code of ["const x = 'import this'", 'x.important()', 'import {', 'import x fro "y"']) assert.is(importing(code), code)
})

test.run()
