/** docs/reference.md is up to date. */
import { readFileSync } from 'node:fs'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { reference } from '../docs/reference.ts'

test('docs/reference.md is what the modules declare', () => {
  const [written, due] = [readFileSync(new URL('../docs/reference.md', import.meta.url), 'utf8'), reference()].map(text => text.split('\n'))
  const at = due.findIndex((line, i) => line !== written[i])
  const same = at < 0 && written.length === due.length
  assert.ok(same, `run: make docs ARGS=reference\nIts line ${at + 1} is\n  ${written[at]}\nand should be\n  ${due[at]}`)
})

test.run()
