/** Plays the default patch for a second, in a process for which there is no room for a snapshot, and prints as JSON what came of
 *  it. */
import type { News } from '../../src/engine/command.ts'
import { Engine } from '../../src/engine/engine.ts'
import { OutputDouble } from './double.ts'
import { BLOCK, FADE, PATCH, RATE, offline, until } from './stage.ts'

const SECONDS = 1

const output = new OutputDouble(BLOCK)
const news: News[] = []
const engine = new Engine({ rate: RATE, block: BLOCK, fade: FADE, output: async () => output, tell: item => news.push(item) })
await engine.open()
const version = await engine.play(PATCH, 'patch')
engine.start()
await until(() => engine.deck.snapshots.full)
const half = engine.deck.snapshots.of(version)
await output.playTo(SECONDS * RATE)
const expected = offline(version, output.frames)
const same = output.samples.length === expected.length && output.samples.every((sample, i) => Object.is(sample, expected[i]))
console.log(JSON.stringify({
  same, half, lost: engine.deck.framesLost, peak: Math.max(...expected), told: news.map(({ text }) => text),
}))
await engine.close()
process.exit()
