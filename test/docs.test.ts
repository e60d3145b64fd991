/** The documentation tells of what there is. */
import { readFileSync } from 'node:fs'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { reference } from '../docs/reference.ts'

const read = (name: string) => readFileSync(new URL(`../docs/${name}`, import.meta.url), 'utf8')

test('docs/reference.md is what the modules declare', () => {
  const [written, due] = [read('reference.md'), reference()].map(text => text.split('\n'))
  const at = due.findIndex((line, i) => line !== written[i])
  const same = at < 0 && written.length === due.length
  assert.ok(same, `run: make docs ARGS=reference\nIts line ${at + 1} is\n  ${written[at]}\nand should be\n  ${due[at]}`)
})

test.run()
