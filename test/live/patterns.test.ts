/** Patterns and tempo in the real command: what was said by hand outlives workers, edits and the engine. */
import { writeFileSync } from 'node:fs'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { readWav } from '../wav.ts'
import { playing, status, until } from './chronus.ts'
import { pause } from './run.ts'
import { killEngine, send, stage } from './stage.ts'

/** A click of 10 ms at each event, from full level on. */
const clicks = (gain: number): string => `import { adsr, pat, patch } from 'music-chronus'
export default patch({ bpm: 240, fade: 0 }, () =>
  adsr('tick', { in: ${gain}, attack: 0, decay: 0, sustain: 1, release: 0, gate: pat('x').gate(0.01) }))\n`

const onsets = (data: Float32Array): number[] =>
  Array.from({ length: data.length / 2 }, (_, i) => i).filter(i => data[2 * i] > 0 && !(data[2 * i - 2] > 0))

test('/pattern takes over with the next bar, and outlives a worker, an edit and the engine; so does /bpm', () => stage(async ({ port, command, file, wav }) => {
  await playing(port)
  await send(port, '/pattern/tick', 'x*4')
  assert.equal(await send(port, '/pattern/tick'), ['x*4'])
  const { frame } = await status(port)
  await pause(1500)
  const { decks: [deck] } = await status(port)
  process.kill(deck.slots[deck.active].pid, 'SIGKILL')
  await until('two slots play', async () => (await status(port)).decks[0].slots.every(({ state }: { state: string }) => state === 'running'))
  const stopped = (await status(port)).frame
  writeFileSync(file, clicks(0.5))
  await until('the edit plays', async () => (await playing(port)).decks[0].version === 2)
  assert.equal(await send(port, '/pattern/tick'), ['x*4'])
  await send(port, '/bpm', 200)
  await pause(300)
  await killEngine(port)
  assert.equal(await send(port, '/pattern/tick'), ['x*4'])
  assert.equal(await send(port, '/bpm'), [200])
  const again = await playing(port)
  await pause(2500)
  assert.match((await send(port, '/pattern/tick', 'x [y').catch((error: Error) => [error.message])).join(), /never closed/)
  assert.match((await send(port, '/pattern/tik', 'x').catch((error: Error) => [error.message])).join(), /Did you mean 'tick'/)
  const { frame: last } = await status(port)
  await command.stop('SIGTERM')
  const { data, rate } = readWav(wav)
  const all = onsets(data)
  // A bar at 240 beats a minute is a second.
  const before = all.filter(at => at < stopped)
  const from = before.findIndex((at, i) => before[i + 1] - at === rate / 4)
  assert.ok(from >= 0 && before[from] % rate === 0 && before[from] <= frame + rate, 'from a bar on')
  before.forEach((at, i) => assert.is(at, i <= from ? i * rate : before[from] + (i - from) * rate / 4))
  const after = all.filter(at => at > again.frame + rate / 10 && at < last)
  assert.ok(after.length > 3)
  // 60 / 200 of a second; an engine that takes over comes in between two samples.
  after.slice(1).forEach((at, i) => assert.ok(Math.abs(at - after[i] - 0.3 * rate) <= 1, `${at - after[i]} frames apart`))
}, { text: clicks(0.6) }))

test.run()
