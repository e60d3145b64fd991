/** The real command with a patch that is 26 dB too loud and sits on a constant: nobody is hurt, and the render agrees. */
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { BOUND } from '../../src/engine/limiter.ts'
import { peak } from '../play.ts'
import { Run, framesThatDiffer, offline, pause } from './run.ts'

test('too loud, on a constant, and with a worker killed: limited, told once, and the offline render bit for bit', async () => {
  const scratch = new Run()
  const file = join(scratch.folder, 'loud.ts')
  writeFileSync(file, `import { adsr, patch, sine } from 'music-chronus'
export default patch(() => {
  const tone = sine('tone', { freq: 200, gain: 1 }).mul(20).add(2)
  return adsr('amp', { in: tone, attack: 3000, sustain: 1, gate: 1 })
})
`)
  const run = await Run.start(file, ['--block', '100'])
  try {
    const deck = await run.redundant()
    process.kill(deck.slots[deck.active].pid!, 'SIGKILL')
    await run.redundant()
    while ((await run.status()).frame < 48_000 * 6) await pause(50)
    await run.stop()
    const heard = run.heardSamples()
    assert.is(framesThatDiffer(heard, await offline(file, heard.length / 2, 48_000)), 0)
    assert.ok(peak(heard) <= BOUND && peak(heard) > 0.9, `peak ${peak(heard)}`)
    const last = heard.subarray(-48_000)
    assert.ok(Math.abs(last.reduce((sum, x) => sum + x, 0) / last.length) < 1e-3, 'no constant in it')
    const told = (what: RegExp): number => run.news.filter(({ text }) => what.test(text)).length
    assert.is(told(/limiter holds \d+ dB back/), 1)
    assert.is(told(/DC/), 1)
  } finally {
    await run.stop()
    run.remove()
    scratch.remove()
  }
})

test.run()
