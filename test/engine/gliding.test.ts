/** Glides with real workers: through kills, edits and whatever else is set, the same bits as offline. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { knobs } from '../../src/engine/knobs.ts'
import { type Stage, assertSame, offline, playing, redundant, stage } from './stage.ts'

const music = (q: number): string => `import { biquad, patch, saw, sine, voices } from 'music-chronus'
export default patch({ fade: 0, bpm: 240 }, () => biquad('filter', { in: saw('saw', { gain: 0.1 })
  .add(voices(2, i => sine('sine', { freq: 100 + i, gain: 0.05 }))), cutoff: 300, q: ${q} }))\n`

const folder = mkdtempSync(join(tmpdir(), 'chronus-gliding-'))
const file = join(folder, 'music.ts')
test.after(() => rmSync(folder, { recursive: true }))
const staged = (use: (now: Stage) => Promise<void>) => () => {
  writeFileSync(file, music(2))
  return stage(file, use)
}

test('glides through kills of workers: the same bits as offline', staged(async ({ engine, output }) => {
  const { deck } = engine
  const version = deck.current!
  const { set } = knobs(engine)
  for (const [address, ...args] of [['/mod/filter/cutoff', 5000, '4 beats'], ['/mod/sine/freq', 'C5', '1 bar'], ['/mod/sine.1/freq', 50],
    ['/mod/filter/cutoff', 100, 0.7]] as [string, ...(string | number)[]][]) {
    set(address, args)
    await output.playTo(output.frames + 4000)
    process.kill(deck.slots[deck.active].worker!.pid, 'SIGKILL')
    await output.playTo(output.frames + 3000)
    await redundant(engine)
  }
  assert.ok(deck.failovers >= 4, `${deck.failovers}`)
  assert.is(deck.framesLost, 0)
  assertSame(output.samples, offline(version, output.frames))
}))

test('a glide goes on through an edit, to the same goal at the same frame', staged(async ({ engine, output }) => {
  const { deck } = engine
  const version = deck.current!
  knobs(engine).set('/mod/filter/cutoff', [6000, '4 beats'])
  await output.playTo(output.frames + 10_000)
  writeFileSync(file, `// saved again\n${music(2)}`)
  const before = version.events.slice()
  await playing(engine, engine.play(file, 'music'))
  await output.playTo(output.frames + 40_000)
  assert.is(deck.current!.number, 2)
  assertSame(output.samples, offline(version, output.frames, before))
}))

test.run()
