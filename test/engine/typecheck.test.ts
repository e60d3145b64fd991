/** Type errors of what plays, found by the real checker. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { TypeCheck } from '../../src/engine/typecheck.ts'
import type { Version } from '../../src/engine/version.ts'
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
      check.check({ path, name: `${i}.ts`, number: i + 1 } as Version)
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
  check.check({ path: PATCH, name: 'default.ts', number: 1 } as Version)
  await until(() => !check.busy)
  check.close()
  assert.equal(told, [])
})

test.run()
