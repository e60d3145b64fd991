/** The real command, and a patch file that is edited while it plays. */
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { Run, framesThatDiffer, offline, pause } from './run.ts'

const patch = (freq: number): string =>
  `import { patch, sine } from 'music-chronus'\nexport default patch(() => sine('tone', { freq: ${freq}, gain: 0.5 }))\n`

/** Starts with a patch of its own in a folder of its own, outside of the project. */
async function start(text: string): Promise<{ run: Run, file: string }> {
  const scratch = new Run()
  const file = join(scratch.folder, 'mine.ts')
  writeFileSync(file, text)
  return { run: await Run.start(file), file }
}

/** Zero crossings a second of the left channel. */
function frequency(samples: Float32Array, rate: number): number {
  let crossings = 0
  for (let i = 2; i < samples.length; i += 2) if (samples[i - 2] < 0 !== samples[i] < 0) crossings++
  return crossings / 2 / (samples.length / 2 / rate)
}

test('a save is heard, a broken save is not, a mended one is', async () => {
  const { run, file } = await start(patch(400))
  try {
    await run.redundant()
    writeFileSync(file, patch(600))
    await run.heard(news => news.event === 'switchover', 0)
    assert.is((await run.redundant()).version, 2)

    writeFileSync(file, patch(600).replace('))', ''))
    const refused = await run.heard(news => news.event === 'refused', 0)
    assert.match(refused.text, /mine\.ts:\d+:\d+/)
    assert.match(refused.text, /plays on/)
    assert.is((await run.deck()).version, 2)

    const since = run.news.length
    writeFileSync(file, patch(1000))
    await run.heard(news => news.event === 'switchover', since)
    const deck = await run.redundant()
    assert.is(deck.version, 3)
    assert.is(deck.switchovers, 2)
    await pause(300)
    const { rate } = await run.status()
    assert.is(await run.stop(), 0)
    const heard = run.heardSamples()
    assert.ok(Math.abs(frequency(heard.subarray(0, rate / 5 * 2), rate) - 400) < 10, 'the first version')
    assert.ok(Math.abs(frequency(heard.subarray(-rate / 5 * 2), rate) - 1000) < 10, 'the last version')
    const slope = 2 * Math.PI * 1000 / rate
    for (let i = 2; i < heard.length; i++) assert.ok(Math.abs(heard[i] - heard[i - 2]) <= slope, `a step at sample ${i}`)
  } finally {
    await run.stop()
    run.remove()
  }
})

test('what does not load changes no sample, and kills after it are masked as before', async () => {
  const { run, file } = await start(patch(400))
  try {
    await run.redundant()
    for (const text of ['nonsense(', 'for (;;) {}', 'process.exit(1)', '']) {
      const since = run.news.length
      writeFileSync(file, text)
      await run.heard(news => news.event === 'refused', since)
    }
    const deck = await run.redundant()
    process.kill(deck.slots[deck.active].pid!, 'SIGKILL')
    await run.redundant()
    const { rate } = await run.status()
    await run.stop()
    const heard = run.heardSamples()
    writeFileSync(file, patch(400))
    assert.match(readFileSync(file, 'utf8'), /400/)
    assert.is(framesThatDiffer(heard, await offline(file, heard.length / 2, rate)), 0)
  } finally {
    await run.stop()
    run.remove()
  }
})

test.run()
