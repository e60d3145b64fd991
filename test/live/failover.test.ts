/** The real command, killed while it plays: what it recorded must be the offline render, bit for bit. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { everything } from '../dsp/every.ts'
import { assertUndisturbed } from './judge.ts'
import { DEFAULT_PATCH, Run, framesThatDiffer, offline, pause } from './run.ts'

async function judge(run: Run): Promise<void> {
  const { rate, frame } = await run.status()
  assert.is(await run.stop(), 0)
  const heard = run.heardSamples()
  assert.ok(heard.length / 2 >= frame, 'what was played is in the file')
  const expected = await offline(DEFAULT_PATCH, heard.length / 2, rate)
  assert.is(framesThatDiffer(heard, expected), 0)
  assert.ok(heard.some(sample => Math.abs(sample) > 0.01), 'there is something to hear')
}

for (const signal of ['SIGKILL', 'SIGSTOP'] as const) {
  test(`${signal} to the active worker, the standby, and one after the other`, async () => {
    const run = await Run.start(DEFAULT_PATCH)
    try {
      for (const turn of [0, 1, 0, 0, 1]) {
        const deck = await run.redundant()
        await pause(20 + 17 * turn)
        const { pid } = deck.slots[turn === 0 ? deck.active : 1 - deck.active]
        const since = run.news.length
        process.kill(pid!, signal)
        await run.heard(news => news.event === 'redundant', since)
        assert.ok(run.news.slice(since).some(news => news.event === (turn === 0 ? 'failover' : 'lost')))
      }
      const deck = await run.redundant()
      assert.ok(deck.failovers >= 3)
      assert.is(deck.version, 1)
      await pause(200)
      await judge(run)
    } finally {
      await run.stop()
      run.remove()
    }
  })
}

test('all modules of the registry at once, alone and in voices, go on through a failover', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'chronus-test-'))
  const patch = join(folder, 'everything.ts')
  writeFileSync(patch, everything())
  const run = await Run.start(patch)
  try {
    for (let kill = 0; kill < 3; kill++) {
      const { slots, active } = await run.redundant()
      await pause(100)
      process.kill(slots[active].pid!, 'SIGKILL')
      await run.heard(news => news.event === 'redundant', run.news.length)
    }
    // One more where the machine let a worker be late.
    assert.ok((await run.redundant()).failovers >= 3)
    const { frame } = await run.status()
    await assertUndisturbed(run, frame, patch)
  } finally {
    await run.stop()
    run.remove()
    rmSync(folder, { recursive: true, force: true })
  }
})

test('with no fault the recording is the offline render too', async () => {
  const run = await Run.start(DEFAULT_PATCH)
  try {
    await run.redundant()
    await pause(500)
    await judge(run)
  } finally {
    await run.stop()
    run.remove()
  }
})

test('every process is gone a second after the end', async () => {
  const run = await Run.start(DEFAULT_PATCH)
  const { engine, spare, output, decks: [deck] } = await run.redundant().then(() => run.status())
  const pids = [engine.pid, spare.pid, output.pid, ...deck.slots.map(slot => slot.pid)]
  await run.stop()
  await pause(1000)
  run.remove()
  for (const pid of pids) assert.throws(() => process.kill(pid!, 0), /ESRCH/)
})

test.run()
