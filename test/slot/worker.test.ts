/** What a worker answers to a patch that it can't play. */
import { fork } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import type { Answer, Order } from '../../src/slot/messages.ts'
import { tsEnvironment, tsFlags } from '../../src/slot/node.ts'

const WORKER = fileURLToPath(new URL('../../src/slot/worker.ts', import.meta.url))
const directory = mkdtempSync(join(tmpdir(), 'chronus-worker-'))
test.after(() => rmSync(directory, { recursive: true }))

// V8 takes functions of up to 50 000 variables.
const large = `import { module, patch } from 'music-chronus'
const lines = Array.from({ length: 50_001 }, (_, i) => \`const x\${i} = s.x\`)
const tick = new Function('s', lines.join('\\n') + '\\nreturn 0')
export default patch(() => module({ name: 'large', inputs: {}, state: { x: 0 }, tick: tick as () => number })('it'))
`

test('a patch that becomes more code than can run is refused with its file, and the worker lives', async () => {
  const path = join(directory, 'large.ts')
  writeFileSync(path, large)
  const worker = fork(WORKER, { execArgv: tsFlags, env: tsEnvironment, serialization: 'advanced' })
  const answer = async (order?: Order): Promise<Answer> => {
    const message = Promise.race([once(worker, 'message'), once(worker, 'exit').then(() => [{ is: 'dead' }])])
    if (order) worker.send(order)
    return (await message)[0]
  }
  try {
    await answer()
    const refused = await answer({ do: 'load', path, rate: 48_000 })
    assert.is(refused.is, 'refused')
    if (refused.is === 'refused') {
      assert.is(refused.trouble.file, path)
      assert.match(refused.trouble.message, /'large' becomes more code than there is room for/)
    }
    const again = await answer({ do: 'load', path: join(directory, 'none.ts'), rate: 48_000 })
    assert.is(again.is, 'refused')
  } finally {
    if (worker.connected) worker.disconnect()
  }
})

test.run()
