/** Type errors of what plays, found by the real checker. */
import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { TypeCheck } from '../../src/engine/typecheck.ts'
import { PATCH, until } from './stage.ts'

/** Checks patches one right after the other, and gives what is told by the time that something was said of the last one. */
async function checked(...texts: string[]): Promise<string[]> {
  const folder = mkdtempSync(join(tmpdir(), 'chronus-test-types-'))
  const told: string[] = []
  const check = new TypeCheck(({ text }) => told.push(text))
  try {
    texts.forEach((text, i) => {
      const path = join(folder, `${i}.ts`)
      writeFileSync(path, text)
      check.check({ path, name: `${i}.ts`, number: i + 1, origin: i + 1 })
    })
    await until(() => told.some(text => text.startsWith(`${texts.length - 1}.ts`)))
    return told
  } finally {
    check.close()
    rmSync(folder, { recursive: true, force: true })
  }
}

const wrong = (line: string): string => `import { patch, sine } from 'music-chronus'\n${line}\nexport default patch(() => sine('tone'))\n`

test('an error is told with its place and its line, in short', async () => {
  const [text] = await checked(wrong(`const freq: number = 'A4'`))
  assert.match(text, /^0.ts \(version 1\) plays, but its types don't agree:\nType 'string' is not assignable to type 'number'.\n/)
  assert.match(text, /0\.ts:2:7\n    const freq: number = 'A4'\n          \^$/)
})

test('an input that there is not, with the one that was meant', async () => {
  const [text] = await checked(wrong(`const other = () => sine('other', { frq: 3 })`))
  assert.match(text, /'frq' does not exist. Did you mean to write 'freq'\?/)
})

test('many errors are counted; only the last of several versions is checked', async () => {
  const many = Array.from({ length: 8 }, (_, i) => `const n${i}: number = 'x'`).join('\n')
  const told = await checked(wrong(`const first: number = ''`), wrong(many))
  assert.is(told.length, 1)
  assert.match(told[0], /and 5 more$/)
})

test('nothing is told of a patch in which all is well', async () => {
  const told: string[] = []
  const check = new TypeCheck(({ text }) => told.push(text))
  check.check({ path: PATCH, name: 'default.ts', number: 1, origin: 1 })
  await until(() => !check.busy)
  check.close()
  assert.equal(told, [])
})

test('files may be read and imported in every way in which a patch can', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'chronus-test-types-'))
  writeFileSync(join(folder, 'scale.json'), '{ "root": 220 }')
  writeFileSync(join(folder, 'lib.ts'), 'export const gain = 0.5\n')
  const [text] = await checked(wrong(`import { readFileSync } from 'node:fs'
import scale from '${folder}/scale.json'
import { gain } from '${folder}/lib'
const kick: Buffer = readFileSync(new URL('./kick.wav', import.meta.url))
const wrong: string = await Promise.resolve(kick.length + scale.root * gain)`))
  rmSync(folder, { recursive: true })
  assert.match(text, /agree:\nType 'number' is not assignable to type 'string'.\n.*0\.ts:6:7\n.*\n +\^$/)
})

test('what was brought back is not checked: its file has something else in it', () => {
  const check = new TypeCheck(() => {})
  check.check({ path: PATCH, name: 'default.ts', number: 3, origin: 1 })
  assert.not(check.busy)
  check.close()
})

test('where there is no room for it nothing is checked, and nothing thrown', () => {
  const place = mkdtempSync(join(tmpdir(), 'chronus-test-types-'))
  const before = process.env.TMPDIR
  const check = new TypeCheck(() => {})
  try {
    process.env.TMPDIR = join(place, 'none')
    check.check({ path: PATCH, name: 'default.ts', number: 1, origin: 1 })
    assert.not(check.busy)
  } finally {
    process.env.TMPDIR = before ?? ''
    if (before === undefined) delete process.env.TMPDIR
    check.close()
    rmSync(place, { recursive: true })
  }
})

test('what engines left behind that were killed goes', async () => {
  const { pid } = spawnSync('true')
  const [theirs, ours] = [`chronus-types-${pid}-x`, `chronus-types-${process.ppid}-x`].map(name => join(tmpdir(), name))
  for (const folder of [theirs, ours]) mkdirSync(folder)
  try {
    await checked(wrong('const x: number = "y"'))
    assert.equal([existsSync(theirs), existsSync(ours)], [false, true])
  } finally {
    for (const folder of [theirs, ours]) rmSync(folder, { recursive: true, force: true })
  }
})

test.run()
