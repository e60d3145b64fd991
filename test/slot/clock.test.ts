/** The clock: one for all processes of the machine. */
import { execFileSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { now } from '../../src/slot/clock.ts'

const CLOCK = fileURLToPath(new URL('../../src/slot/clock.ts', import.meta.url))

test('another process tells the same time', () => {
  const before = now()
  const script = `import(${JSON.stringify(CLOCK)}).then(({ now }) => console.log(now()))`
  const there = Number(execFileSync(process.execPath, ['--import', 'tsx', '-e', script], { encoding: 'utf8' }))
  assert.ok(before < there && there < now(), `${before} < ${there} < ${now()}`)
})

test.run()
