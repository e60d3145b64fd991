/** Edits with real workers: what goes on through them, sample by sample. */
import { execFileSync } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { Superseded } from '../../src/engine/attempt.ts'
import type { Engine } from '../../src/engine/engine.ts'
import { type Version, setAt } from '../../src/engine/version.ts'
import { BLOCK, FADE, PATCH, RATE, type Stage, assertSame, largestStep, offline, playing, redundant, stage } from './stage.ts'

const TEXT = readFileSync(PATCH, 'utf8')

/** Saves the patch with another text and plays it. Gives the first block that the new version could play. */
async function save({ engine, folder }: Stage, text: string): Promise<number> {
  const file = join(folder, 'default.ts')
  writeFileSync(file, text)
  await playing(engine, engine.play(file, 'default'))
  return first(engine)
}

const first = ({ deck }: Engine): number => deck.slots[deck.active].from

/** Turns knobs, some of them still on their way when this ends. */
async function turn({ engine: { deck }, output }: Stage): Promise<void> {
  deck.set('/mod/sine/freq', [330])
  deck.set('/mod/lfo/depth', [0.5])
  await output.playTo(output.frames + 4000)
  deck.set('/gate/adsr', ['off'])
  await output.playTo(output.frames + 1000)
  deck.set('/gate/adsr', [0.8])
  deck.set('/mod/filter/cutoff', [3000])
}

/** What a version would have played on, had it gone on and something been set by hand. */
function played(version: Version, frames: number, block: number, address: string, value: number): Float32Array {
  const copy = { ...version, values: version.values.slice(), events: version.events.slice() }
  setAt(copy, address, [value], block * BLOCK, BLOCK)
  return offline(copy, frames)
}

test('saved again unchanged: every sample is what it would have been', () => stage(PATCH, async now => {
  const { engine, output } = now
  const versions = [engine.deck.current!]
  await output.playTo(output.frames + 3000)
  for (let i = 0; i < 3; i++) {
    await turn(now)
    await save(now, `// edit ${i}\n${TEXT}`)
    versions.push(engine.deck.current!)
    await output.playTo(output.frames + 500)
  }
  assert.is(engine.deck.current!.number, 4)
  const [before] = versions
  await redundant(engine)
  await output.playTo(output.frames + 9600)
  // While two versions were there both were told.
  const told = new Map(versions.flatMap(({ events }) => events.map(event => [`${event.frame} ${event.param}`, event])))
  const events = [...told.values()].sort((a, b) => a.frame - b.frame)
  assert.is(events.length, 3 * 5)
  assertSame(output.samples, offline(before, output.frames, events))
}))

test('of saves in quick succession the last one is heard, and they start a few processes and not one each', () => stage(PATCH, async now => {
  const { engine, folder } = now
  const file = join(folder, 'default.ts')
  const loads: Promise<unknown>[] = []
  let most = 0
  for (let i = 0; i < 40; i++) {
    writeFileSync(file, `// edit ${i}\n${TEXT}`)
    loads.push(engine.play(file, 'default').then(({ number }) => number, error => error.constructor))
    await pause(10)
    most = Math.max(most, execFileSync('pgrep', ['-P', String(process.pid)], { encoding: 'utf8' }).split('\n').length - 1)
  }
  // Those that play, two that come up, one that is tried out; one that was killed may not be gone yet, and there is pgrep itself.
  assert.ok(most <= 7, `${most} processes`)
  const ends = await playing(engine, Promise.all(loads))
  assert.equal(ends.slice(0, -1).filter(end => end !== Superseded), [])
  assert.is(ends.at(-1), engine.deck.current!.number)
  await redundant(engine)
}))

test('one number is changed: nothing else is heard of it', () => stage(PATCH, async now => {
  const { engine, output } = now
  const before = engine.deck.current!
  await output.playTo(output.frames + 3000)
  await turn(now)
  const block = await save(now, TEXT.replace('q: 0.707', 'q: 3'))
  await redundant(engine)
  await output.playTo(output.frames + 9600)
  const [old, by] = [offline(before, output.frames), played(before, output.frames, block, '/mod/filter/q', 3)]
  const faded = Math.ceil(FADE * RATE / 1000 / BLOCK) * BLOCK
  const switched = output.samples.findIndex((sample, i) => !Object.is(sample, old[i])) >> 1
  assert.ok(switched >= block * BLOCK && switched < (block + 20) * BLOCK, `from frame ${switched} on it differs`)
  for (let i = 2 * switched; i < 2 * (switched + faded); i++) {
    const [low, high] = [Math.min(old[i], by[i]) - 1e-6, Math.max(old[i], by[i]) + 1e-6]
    assert.ok(output.samples[i] >= low && output.samples[i] <= high, `sample ${i} is between the two`)
  }
  assertSame(output.samples.slice(2 * (switched + faded)), by.subarray(2 * (switched + faded)))
}))

test('what was set by hand stays, unless the file has changed it, which is said', () => stage(PATCH, async now => {
  const { engine, output, news } = now
  engine.deck.set('/mod/filter/cutoff', [3000])
  engine.deck.set('/mod/filter/q', [5])
  await output.playTo(output.frames + 3000)
  await save(now, TEXT.replace('q: 0.707', 'q: 3'))
  const { kernel: { layout }, values } = engine.deck.current!
  const value = (name: string): number => values[layout.modules.find(({ id }) => id === 'filter')!.inputs.find(input => input.name === name)!.param!]
  assert.is(value('cutoff'), 3000)
  assert.is(value('q'), 3)
  assert.ok(news.some(({ text }) => text === 'the file has changed filter.q = 3 (it was 5 by hand)'), news.at(-1)?.text)
  assert.not.ok(news.some(({ text }) => /cutoff/.test(text)))
}))

test('a kill around an edit: the state goes on all the same', () => stage(PATCH, async now => {
  const { engine, output } = now
  const { deck } = engine
  const before = deck.current!
  await output.playTo(output.frames + 3000)
  for (const role of ['active', 'standby'] as const) {
    process.kill(deck.slots[role === 'active' ? deck.active : 1 - deck.active].worker!.pid, 'SIGKILL')
    await save(now, `// ${role}\n${TEXT}`)
    await redundant(engine)
  }
  await output.playTo(output.frames + 9600)
  assertSame(output.samples, offline(before, output.frames))
}))

/** A patch whose bars are a second long: 4 beats. */
const onTheBar = (gain: number, settings: string): string => `import { patch, sine } from 'music-chronus'
export default patch({ bpm: 240, ${settings} }, () => sine('tone', { freq: 230.5, gain: ${gain} }))\n`

for (const [quantise, grid] of [['beat', 1], ['bar', 4], ['2 bars', 8]] as const) {
  test(`with quantise '${quantise}' an edit is heard from the very frame on`, () => stage(PATCH, async now => {
    const { engine, output } = now
    const began = await save(now, onTheBar(0.1, 'fade: 0'))
    const { since } = engine.deck
    const before = engine.deck.current!
    await output.playTo(output.frames + 5000)
    const asked = output.frames
    const block = await save(now, onTheBar(0.3, `fade: 0, quantise: '${quantise}'`))
    await output.playTo(output.frames + 4800)
    const old = offline(before, output.frames, [], began * BLOCK)
    const switched = output.samples.findIndex((sample, i) => i >= 2 * asked && !Object.is(sample, old[i])) >> 1
    // 120 beats a minute up to the first edit, 240 since.
    const beat = 2 * since / RATE + 4 * (switched - since) / RATE
    const off = Math.abs(beat - grid * Math.round(beat / grid)) * RATE / 4
    assert.ok(off <= 0.5, `heard from frame ${switched} on, ${off} frames from its beat`)
    assert.ok(switched >= asked && switched >= block * BLOCK, `asked at ${asked}, heard at ${switched}`)
    assert.is(engine.deck.since, switched)
  }))
}

test('modules come, go and change places: the others go on without a click', () => stage(PATCH, async now => {
  const { engine, output } = now
  const body = (tones: string): string => `import { mix, patch, sine } from 'music-chronus'\nexport default patch(() => ${tones})\n`
  await save(now, body(`sine('a', { freq: 200, gain: 0.2 })`))
  for (const tones of [
    `sine('b', { freq: 300, gain: 0.2 }).add(sine('a', { freq: 200, gain: 0.2 }))`,
    `sine('a', { freq: 200, gain: 0.2 }).add(sine('c', { freq: 50, gain: 0.2 })).add(sine('b', { freq: 300, gain: 0.2 }))`,
    `sine('b', { freq: 300, gain: 0.2 })`,
  ]) {
    await output.playTo(output.frames + 4000)
    await save(now, body(tones))
  }
  await redundant(engine)
  const steepest = 2 * Math.PI * 0.2 * (200 + 300 + 50) / RATE + 3 * 0.2 / (FADE * RATE / 1000)
  const from = 2 * 20_000
  assert.ok(output.samples.length > from)
  assert.ok(largestStep(output.samples.slice(from)) <= steepest, `${largestStep(output.samples.slice(from))} > ${steepest}`)
}))

test.run()
