/** New versions that fail: in their probation, when the version before them is kept in step, and after it. */
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { BLOCK, PATCH, RATE, type Stage, largestStep, longestSilence, offline, playing, redundant, stage, told, until } from './stage.ts'

const CUSHION = 4 * BLOCK
/** Longer than a test. */
const LONG = 60
/** Frames of the ramps at a change of hands. */
const BRIDGE = 0.005 * RATE
/** Frames over which the sound comes in again after a silence. */
const RISE = 0.01 * RATE + BLOCK

const tone = (freq: number): string =>
  `import { patch, sine } from 'music-chronus'\nexport default patch(() => sine('tone', { freq: ${freq}, gain: 0.3 }))\n`

/** A tone that from some second on needs far more time than there is. */
const bomb = (second: number): string => `import { audio, module, patch, sine } from 'music-chronus'
const bomb = module({
  name: 'bomb', inputs: { in: audio('what passes') }, state: { t: 0, y: 0 },
  tick: (s, { in: x }) => {
    s.t += 1
    if (s.t > ${second * RATE}) for (let i = 0; i < 400; i++) for (let j = 0; j < 20; j++) s.y = s.y * 0.5 + x * 0.0001
    return x
  },
})
let signal = sine('tone', { freq: 300, gain: 0.3 })
for (let i = 0; i < 5; i++) signal = bomb('bomb' + i, { in: signal })
export default patch(() => signal)
`

/** Saves a patch and plays it, and gives its file. */
async function edit({ engine, folder }: Stage, text: string): Promise<string> {
  const file = join(folder, 'next.ts')
  writeFileSync(file, text)
  await playing(engine, engine.play(file, 'next'))
  return file
}

async function refusal({ engine }: Stage, file: string): Promise<string> {
  return playing(engine, engine.play(file, 'next').then(() => '', error => error.message))
}

/** The frame from which on what was heard is to the end what was to be heard. */
function agreesFrom(heard: readonly number[], expected: Float32Array): number {
  let end = heard.length
  while (end > 0 && Object.is(heard[end - 1], expected[end - 1])) end--
  return Math.ceil(end / 2)
}

for (const signal of ['SIGABRT', 'SIGSEGV', 'SIGSTOP'] as const) {
  test(`${signal} in its probation: the version before it, kept in step, takes over`, () => stage(PATCH, async now => {
    const { engine: { deck }, output, news } = now
    const before = deck.current!
    const file = await edit(now, tone(400))
    deck.set('/mod/tone/freq', [500])
    await output.playTo(output.frames + RATE / 2)
    assert.is(deck.current!.number, 2)
    const at = output.frames
    process.kill(deck.slots[deck.active].worker!.pid, signal)
    while (deck.current !== before) await output.playTo(output.frames + 1)
    const back = now.engine.position * BLOCK
    await redundant(now.engine)
    await output.playTo(output.frames + RATE)
    assert.ok(agreesFrom(output.samples, offline(before, output.frames)) <= back + BRIDGE)
    if (signal !== 'SIGSTOP') assert.ok(back - at < RATE / 4, `after ${back - at} frames`)
    assert.ok(longestSilence(output.samples) < 3, 'no silence')
    assert.ok(largestStep(output.samples) < 0.06, 'no click')
    assert.ok(news.some(({ text }) => /version 2 failed .*version 1 of patch plays on/.test(text)), news.at(-1)?.text)

    assert.match(await refusal(now, file), /version 2 again, which failed/)
    writeFileSync(file, tone(401))
    assert.is(await refusal(now, file), '')
    assert.is(deck.current!.number, 3)
  }, RATE, BLOCK, CUSHION, LONG))
}

test('SIGKILL in its probation, which is no fault of its own: it comes back as it would be by now', () => stage(PATCH, async now => {
  const { engine: { deck }, output } = now
  const file = await edit(now, tone(400))
  const second = deck.current!
  const began = deck.slots[deck.active].from * BLOCK
  await output.playTo(output.frames + RATE / 2)
  const gone = told(now, /version 1 of patch plays until version 2 is there again/).then(() => {
    assert.is(deck.away, second)
    deck.set('/mod/tone/freq', [500])
    return output.frames
  })
  process.kill(deck.slots[deck.active].worker!.pid, 'SIGKILL')
  const without = await playing(now.engine, gone)
  while (deck.current !== second || deck.away) await output.playTo(output.frames + 1)
  const back = output.frames
  await output.playTo(back + RATE)
  assert.is(second.events.length, 1, 'what was set while it was away')
  const from = agreesFrom(output.samples, offline(second, output.frames, second.events, began))
  assert.ok(from > without - RATE && from <= back + BRIDGE, `${from} is not in ${without}–${back}`)
  assert.ok(back - without < RATE / 2)
  assert.ok(longestSilence(output.samples) < 3, 'no silence')
  assert.ok(largestStep(output.samples) < 0.06, 'no click')

  // Again at the same place: then it is.
  process.kill(deck.slots[deck.active].worker!.pid, 'SIGKILL')
  while (deck.current === second) await output.playTo(output.frames + 1)
  assert.match(await refusal(now, file), /version 2 again, which failed/)
}, RATE, BLOCK, CUSHION, LONG))

test('too slow in its probation: the version before it plays on without a gap', () => stage(PATCH, async now => {
  const { engine: { deck }, output, news } = now
  const before = deck.current!
  await edit(now, bomb(1.2))
  await output.playTo(output.frames + RATE / 2)
  assert.is(deck.current!.number, 2)
  while (!news.some(({ text }) => /version 2 failed \(too slow\)/.test(text))) await output.playTo(output.frames + 1)
  const back = now.engine.position * BLOCK
  await redundant(now.engine)
  await output.playTo(output.frames + RATE / 2)
  assert.ok(agreesFrom(output.samples, offline(before, output.frames)) <= back + BRIDGE + RISE)
  // Where the machine has no core left for the version before, it can't be there in time either.
  const short = news.some(({ event, slot }) => event === 'late' && slot === deck.active)
  assert.ok(short || longestSilence(output.samples) < 3, 'no silence')
}, RATE, BLOCK, CUSHION, LONG))

test('too slow after its probation, in both slots: the version before it comes back', () => stage(PATCH, async now => {
  const { engine: { deck }, output, news } = now
  const before = deck.current!
  const file = await edit(now, bomb(2.5))
  await redundant(now.engine)
  assert.is(deck.current!.number, 2)
  while (deck.current !== before) await output.playTo(output.frames + 1)
  await redundant(now.engine)
  await output.playTo(output.frames + RATE)
  const silence = longestSilence(output.samples) / RATE
  assert.ok(silence > 0 && silence < 2, `${silence} s of silence`)
  assert.ok(largestStep(output.samples) < 0.06, 'no click')
  assert.ok(output.samples.slice(-RATE).some(sample => Math.abs(sample) > 0.01), 'it sounds again')
  assert.ok(news.some(({ text }) => /version 2 failed .*version 1 of patch comes back/.test(text)))
  assert.match(await refusal(now, file), /version 2 again, which failed/)
}, RATE, BLOCK, CUSHION))

test('an edit in the probation of another: the one before it takes over', () => stage(PATCH, async now => {
  const { engine: { deck }, output } = now
  await edit(now, tone(400))
  const second = deck.current!
  await output.playTo(output.frames + 4800)
  await edit(now, tone(500))
  await output.playTo(output.frames + 4800)
  assert.is(deck.current!.number, 3)
  process.kill(deck.slots[deck.active].worker!.pid, 'SIGSEGV')
  await until(() => deck.current === second)
  await redundant(now.engine)
  assert.is(deck.switchovers, 2)
  assert.ok(longestSilence(output.samples) < 3, 'no silence')
}, RATE, BLOCK, CUSHION, LONG))

test('a version that comes through its probation is in both slots', () => stage(PATCH, async now => {
  const { engine: { deck } } = now
  await edit(now, tone(400))
  assert.not.ok(deck.redundant())
  assert.is(deck.standby().version!.number, 1)
  await redundant(now.engine)
  assert.is(deck.standby().version!.number, 2)
}))

test.run()
