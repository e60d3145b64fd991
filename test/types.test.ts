/** The types of the whole program, its tests and its patches agree: tsx runs TypeScript without looking at them. */
import { execFileSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { test } from 'uvu'
import * as assert from 'uvu/assert'

const ROOT = fileURLToPath(new URL('..', import.meta.url))

test('tsc finds nothing', () => {
  try {
    execFileSync(process.execPath, ['node_modules/typescript/bin/tsc', '--pretty', 'false'], { cwd: ROOT, encoding: 'utf8' })
  } catch (error) {
    assert.unreachable((error as { stdout: string }).stdout)
  }
})

test.run()
