/** Both slots lost: the sound is let go, and comes back where the music is by then. */
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { Engine } from '../../src/engine/engine.ts'
import { RENDER } from '../../src/slot/messages.ts'
import { OutputDouble } from './double.ts'
import { BLOCK, FADE, PATCH, RATE, assertSame, largestStep, offline, playing, redundant, stage, until } from './stage.ts'

/** Frames that the sound may take to go and to come, in all. */
const FADES = (0.005 + 0.01) * RATE + 2 * BLOCK

/** The one stretch of frames in which what was heard is not what was to be heard. */
function gap(heard: readonly number[], expected: Float32Array): { start: number, frames: number } {
  let start = 0
  while (start < heard.length && Object.is(heard[start], expected[start])) start++
  let end = heard.length
  while (end > start && Object.is(heard[end - 1], expected[end - 1])) end--
  return { start: start >> 1, frames: (end - start) / 2 }
}

for (const more of ['', ' and the spare']) {
  test(`both workers${more}: it goes on from the newest snapshot, exactly, with what was set`, () => stage(PATCH,
    async ({ engine, output, news }) => {
      const { deck } = engine
      engine.deck.set('/mod/sine/freq', [330])
      await output.playTo(output.frames + RATE)
      if (more) process.kill(engine.supervisor.reserve.pid!, 'SIGKILL')
      const pids = deck.slots.map(slot => slot.worker!.pid)
      for (const pid of pids) process.kill(pid, 'SIGKILL')
      await until(() => deck.slots.some(slot => slot.worker?.pid !== pids[slot.index]))
      deck.set('/mod/filter/cutoff', [700])
      await redundant(engine)
      await output.playTo(output.frames + RATE)
      const expected = offline(deck.current!, output.frames)
      const { frames } = gap(output.samples, expected)
      assert.ok(frames <= deck.framesLost + FADES, `${frames} frames differ, ${deck.framesLost} were lost`)
      assert.ok(largestStep(output.samples) <= 1.1 * largestStep([...expected]), 'no click')
      for (const index of [0, 1]) assert.ok(news.some(({ text }) => text.startsWith(`slot ${index}`) && /failed/.test(text)))
    }))
}

test('hung, both of them: silence while the music goes on in time, then it goes on where it would be', () => stage(PATCH,
  async ({ engine, output }) => {
    const { deck } = engine
    await output.playTo(output.frames + RATE)
    const pids = deck.slots.map(slot => slot.worker!.pid)
    for (const pid of pids) process.kill(pid, 'SIGSTOP')
    const replaced = () => deck.slots.every(slot => slot.worker !== null && slot.worker.pid !== pids[slot.index])
    while (!replaced()) await output.playTo(output.frames + 1)
    await redundant(engine)
    await output.playTo(output.frames + RATE)
    assert.ok(deck.framesLost > 0, 'the silence is counted')
    assert.is(deck.current!.number, 1)
    const expected = offline(deck.current!, output.frames)
    const { frames } = gap(output.samples, expected)
    assert.ok(frames <= deck.framesLost + FADES, `${frames} frames differ, ${deck.framesLost} were lost`)
    assert.ok(largestStep(output.samples) <= 1.1 * largestStep([...expected]), 'no click')
  }, RATE, BLOCK, 4 * BLOCK))

test('a slot that can not give its state at once is asked again: nothing begins afresh beside it', () => stage(PATCH,
  async ({ engine, output }) => {
    const { deck } = engine
    await output.playTo(output.frames + 4800)
    const { worker } = deck.slots[deck.active]
    const write = worker!.write.bind(worker!)
    let refused = 0
    worker!.write = (numbers, count) => {
      if (numbers[0] === RENDER || refused >= 3) return write(numbers, count)
      refused++
      return false
    }
    deck.snapshots.forget()
    process.kill(deck.standby().worker!.pid, 'SIGKILL')
    while (deck.redundant()) await output.playTo(output.frames + 1)
    await redundant(engine)
    process.kill(worker!.pid, 'SIGKILL')
    await redundant(engine)
    await output.playTo(output.frames + 4800)
    assert.ok(refused > 0)
    assertSame(output.samples, offline(deck.current!, output.frames))
  }))

test('the first worker hangs and is killed before anything was heard: another plays from the beginning', async () => {
  const output = new OutputDouble(BLOCK)
  const engine = new Engine({ rate: RATE, block: BLOCK, fade: FADE, output: async () => output, tell: () => {} })
  try {
    await engine.open()
    await engine.play(PATCH, 'patch')
    const { pid } = engine.deck.slots[0].worker!
    process.kill(pid, 'SIGSTOP')
    engine.start()
    await until(() => engine.deck.requested > 0)
    process.kill(pid, 'SIGKILL')
    await redundant(engine)
    await output.playTo(output.frames + 4800)
    assertSame(output.samples, offline(engine.deck.current!, output.frames))
  } finally {
    await engine.close()
  }
})

test('both workers die while the next version loads: that one plays, and the one after it', () => stage(PATCH, async ({ engine, output, folder }) => {
  const { deck } = engine
  const file = join(folder, 'next.ts')
  for (const freq of [300, 400, 500]) {
    writeFileSync(file, `import { patch, sine } from 'music-chronus'\nexport default patch(() => sine('tone', { freq: ${freq} }))\n`)
    const loading = engine.play(file, 'next')
    for (const { worker } of deck.slots) process.kill(worker!.pid, 'SIGKILL')
    const version = await playing(engine, loading)
    await redundant(engine)
    assert.is(deck.current, version)
    await output.playTo(output.frames + RATE / 2)
  }
}))

test.run()
