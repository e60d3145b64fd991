/** The real command, and a patch file that is edited while it plays. */
import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { edited, save, tone } from './edited.ts'
import { allowance } from './judge.ts'
import { framesThatDiffer, largestStep, offline, pause } from './run.ts'

/** Zero crossings a second of the left channel. */
function frequency(samples: Float32Array, rate: number): number {
  let crossings = 0
  for (let i = 2; i < samples.length; i += 2) if (samples[i - 2] < 0 !== samples[i] < 0) crossings++
  return crossings / 2 / (samples.length / 2 / rate)
}

test('a save is heard, a broken save is not, a mended one is', () => edited(tone(400), async (run, file) => {
  await save(run, file, tone(600))
  assert.is((await run.redundant()).version, 2)

  writeFileSync(file, tone(600).replace('))', ''))
  const refused = await run.heard(news => news.event === 'refused', 0)
  assert.match(refused.text, /mine\.ts:\d+:\d+/)
  assert.match(refused.text, /plays on/)
  assert.is((await run.deck()).version, 2)

  await save(run, file, tone(1000))
  const deck = await run.redundant()
  assert.is(deck.version, 3)
  assert.is(deck.switchovers, 2)
  await pause(300)
  const { rate } = await run.status()
  assert.is(await run.stop(), 0)
  const heard = run.heardSamples()
  assert.ok(Math.abs(frequency(heard.subarray(0, rate / 5 * 2), rate) - 400) < 10, 'the first version')
  assert.ok(Math.abs(frequency(heard.subarray(-rate / 5 * 2), rate) - 1000) < 10, 'the last version')
  assert.ok(largestStep(heard) <= Math.PI * 1000 / rate + 1e-6, 'no step is larger than those of the steepest tone')
}))

test('what does not load changes no sample, and kills after it are masked as before', () => edited(tone(400), async (run, file) => {
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
  writeFileSync(file, tone(400))
  assert.is(framesThatDiffer(heard, await offline(file, heard.length / 2, rate)), 0)
}))

test('saved again and again with other comments: the recording is what it would be without', () => edited(tone(437), async (run, file) => {
  for (let i = 0; i < 3; i++) {
    await save(run, file, `// ${i}\n${tone(437)}`)
    await run.redundant()
  }
  const { rate, decks: [{ version }] } = await run.status()
  assert.is(version, 4)
  const may = await allowance(run)
  await run.stop()
  const heard = run.heardSamples()
  assert.ok(framesThatDiffer(heard, await offline(file, heard.length / 2, rate)) <= may)
}))

test('100 saves in 5 s end on the last one, with the sound intact', () => edited(tone(400, 0.1), async (run, file) => {
  const gain = (i: number): number => 0.1 + i / 250
  for (let i = 1; i <= 100; i++) {
    // Some are broken, one never ends; the last one counts.
    writeFileSync(file, i === 50 ? 'for (;;) {}' : i % 10 === 3 ? tone(400, gain(i)).slice(0, -9) : tone(400, gain(i)))
    await pause(50)
  }
  for (let last: unknown = 0; last !== gain(100);) [last] = await run.send('/mod/tone/gain')
  await run.redundant()
  await allowance(run)
  const { rate } = await run.status()
  await run.stop()
  const heard = run.heardSamples()
  // Its own slope, and what a crossfade of 5 ms adds to it.
  assert.ok(largestStep(heard) <= gain(100) * (2 * Math.PI * 400 / rate + 1 / (0.005 * rate)), String(largestStep(heard)))
  assert.ok(heard.subarray(-rate).some(sample => Math.abs(sample) > 0.99 * gain(100)))
}))

test('what a patch imports and reads is watched: a module, JSON, a WAV file', () => edited(tone(400), async (run, file) => {
  const folder = dirname(file)
  const own = (name: string, text: string): void => writeFileSync(join(folder, name), text)
  mkdirSync(join(folder, 'lib'))
  own('lib/scale.ts', 'export const root = 300\n')
  own('scale.json', '{ "up": 1 }')
  own('kick.wav', 'RIFF')
  await save(run, file, `import { readFileSync } from 'node:fs'
import { patch, sine } from 'music-chronus'
import { root } from './lib/scale.ts'
import scale from './scale.json' with { type: 'json' }
const { length } = readFileSync(new URL('./kick.wav', import.meta.url))
export default patch(() => sine('tone', { freq: root * scale.up + length }))\n`)
  for (const [name, text, freq] of [
    ['lib/scale.ts', 'export const root = 400\n', 404], ['scale.json', '{ "up": 2 }', 804], ['kick.wav', 'RIFF    WAVE', 812],
  ] as const) {
    await run.redundant()
    const since = run.news.length
    own(name, text)
    await run.heard(news => news.event === 'switchover', since)
    assert.equal(await run.send('/mod/tone/freq'), [freq])
  }
}))

test('what a patch imports is watched before it is heard, and before it is there', () => edited(tone(400), async (run, file) => {
  const freq = async (): Promise<unknown> => (await run.send('/mod/tone/freq'))[0]
  const uses = (name: string): string => `import { freq } from './${name}.ts'\n${tone(0).replace('freq: 0', 'freq')}`
  const write = (name: string, freq: number): void => writeFileSync(join(dirname(file), `${name}.ts`), `export const freq = ${freq}\n`)
  const heard = async (what: number): Promise<void> => {
    for (let waited = 0; await freq() !== what && waited < 10_000; waited += 50) await pause(50)
    assert.is(await freq(), what)
  }
  writeFileSync(file, uses('later'))
  await run.heard(news => news.event === 'refused', 0)
  write('later', 300)
  await heard(300)

  write('other', 500)
  await save(run, file, uses('other'))
  write('other', 600) // in the crossfade
  await heard(600)

  const since = run.news.length
  rmSync(join(dirname(file), 'other.ts'))
  writeFileSync(file, `// changed\n${uses('other')}`)
  await run.heard(news => news.event === 'refused', since)
  const { version } = await run.deck()
  write('other', 600)
  await run.heard(news => news.event === 'switchover', since)
  assert.is((await run.deck()).version, version + 1)
}, '--fade', '1000'))

test('what is refused for its level is told why, and force() plays it all the same', () => edited(tone(400, 0.1), async (run, file) => {
  await run.send('/patch/force').then(() => assert.unreachable(), (error: Error) => assert.match(error.message, 'nothing was refused'))
  const loud = tone(400).replace("sine('tone', { freq: 400, gain: 0.5 })", "sine('tone', { freq: 400 }).mul(100)")
  writeFileSync(file, loud)
  const refused = await run.heard(news => news.event === 'refused', 0)
  assert.match(refused.text, /40 dB too loud.*\n[^]*force\(\) plays it all the same/)
  assert.match(refused.text, /mine\.ts \(version 1\) plays on/)
  assert.is((await run.deck()).version, 1)
  await run.send('/patch/force')
  assert.is((await run.deck()).version, 2)
}))

test('a type error is told while the patch plays', () => edited(tone(400), async (run, file) => {
  await save(run, file, `const level: number = 'loud'\n${tone(500)}`)
  const warning = await run.heard(news => /types/.test(news.text), 0)
  assert.is(warning.level, 'warn')
  assert.match(warning.text, /mine\.ts \(version 2\) plays, but its types don't agree:\n[^]*mine\.ts:1:7\n.*level: number = 'loud'\n +\^/)
  assert.equal(await run.send('/mod/tone/freq'), [500])
}))

test('hold: what is saved waits for release, and only the last of it is loaded', () => edited(tone(400), async (run, file) => {
  await run.send('/hold')
  for (const freq of [500, 600]) {
    writeFileSync(file, tone(freq))
    await pause(400)
  }
  assert.equal([(await run.deck()).version, await run.send('/mod/tone/freq')], [1, [400]])
  const since = run.news.length
  await run.send('/release')
  await run.heard(news => news.event === 'switchover', since)
  assert.equal([(await run.deck()).version, await run.send('/mod/tone/freq')], [2, [600]])
}))

test.run()
