/** The engine with real workers and an output double: what is heard through faults and edits, judged on every sample. */
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { Fade } from '../../src/engine/fade.ts'
import {
  BLOCK, FADE, PATCH, RATE, assertSame, largestStep, longestSilence, offline, playing, redundant, stage, until,
} from './stage.ts'

for (const [fault, signal] of [['killed', 'SIGKILL'], ['stopped for ever', 'SIGSTOP'], ['crashed', 'SIGSEGV']] as const) {
  for (const role of ['active', 'standby'] as const) {
    test(`the ${role} worker is ${fault}: no sample differs`, () => stage(PATCH, async ({ engine, output, news }) => {
      await output.playTo(output.frames + 4800)
      const { deck } = engine
      const slot = role === 'active' ? deck.slots[deck.active] : deck.standby()
      const { pid } = slot.worker!
      process.kill(pid, signal)
      await output.playTo(output.frames + 9600)
      await until(() => slot.worker !== null && slot.worker.pid !== pid)
      await redundant(engine)
      await output.playTo(output.frames + 24_000)
      assertSame(output.samples, offline(deck.current!, output.frames))
      assert.ok(news.some(({ event }) => event === (role === 'active' ? 'failover' : 'lost')))
    }))
  }
}

test('one after the other, five times over: no sample differs', () => stage(PATCH, async ({ engine, output }) => {
  const { deck } = engine
  for (let turn = 0; turn < 5; turn++) {
    await output.playTo(output.frames + 2000 + 37 * turn)
    const slot = deck.slots[deck.active]
    const { pid } = slot.worker!
    process.kill(pid, 'SIGKILL')
    while (slot.worker === null || slot.worker.pid === pid) await output.playTo(output.frames + 1)
    await redundant(engine)
  }
  await output.playTo(output.frames + 4800)
  assert.ok(deck.failovers >= 5)
  assertSame(output.samples, offline(deck.current!, output.frames))
}))

for (const [rate, block] of [[44_100, 100], [192_000, 16], [22_050, 4096]]) {
  test(`at ${rate} Hz in blocks of ${block}, too`, () => stage(PATCH, async ({ engine, output }) => {
    const { deck } = engine
    await output.playTo(output.frames + 10_000)
    const slot = deck.slots[deck.active]
    const { pid } = slot.worker!
    process.kill(pid, 'SIGKILL')
    deck.set('/mod/sine/freq', [500])
    while (slot.worker === null || slot.worker.pid === pid) await output.playTo(output.frames + 1)
    await redundant(engine)
    await output.playTo(output.frames + 10_000)
    assertSame(output.samples, offline(deck.current!, output.frames))
  }, rate, block))
}

test('what is set is heard on through a failover, at the frame it was set', () => stage(PATCH, async ({ engine, output }) => {
  const { deck } = engine
  await output.playTo(output.frames + 4800)
  deck.set('/mod/sine/freq', [330])
  process.kill(deck.slots[deck.active].worker!.pid, 'SIGKILL')
  deck.set('/mod/filter/cutoff', [500])
  await output.playTo(output.frames + 9600)
  deck.set('/gate/adsr', ['off'])
  await redundant(engine)
  deck.set('/gate/adsr', ['on'])
  await output.playTo(output.frames + 24_000)
  process.kill(deck.slots[deck.active].worker!.pid, 'SIGKILL')
  await output.playTo(output.frames + 30_000)
  assert.is(deck.current!.events.length, 4)
  assertSame(output.samples, offline(deck.current!, output.frames))
}))

test('a gate that is closed and opened at once strikes again', () => stage(PATCH, async ({ engine, output }) => {
  const { deck } = engine
  await output.playTo(output.frames + 9600)
  deck.set('/gate/adsr', ['off'])
  deck.set('/gate/adsr', ['on'])
  await output.playTo(output.frames + 4800)
  const [off, on] = deck.current!.events
  assert.equal([off.value, on.value, on.frame - off.frame], [0, 1, 1])
  assertSame(output.samples, offline(deck.current!, output.frames))
}))

test('workers that die as fast as they come are given up, and the other slot plays on', () => stage(PATCH,
  async ({ engine, output, news }) => {
    const { deck } = engine
    const slot = deck.standby()
    const killed = new Set<number>()
    const givenUp = (): boolean => news.some(({ level, text }) => level === 'error' && /stays empty/.test(text))
    while (!givenUp()) {
      const pid = slot.worker?.pid
      if (pid && !killed.has(pid)) process.kill(pid, 'SIGKILL')
      if (pid) killed.add(pid)
      await new Promise(resolve => setTimeout(resolve, 2))
    }
    assert.ok(killed.size >= 5 && killed.size <= 6, `after ${killed.size} deaths`)
    await output.playTo(output.frames + 9600)
    assert.is(slot.worker, null)
    assert.is(news.filter(({ text }) => /stays empty/.test(text)).length, 1)
    assertSame(output.samples, offline(deck.current!, output.frames))

    await playing(engine, engine.play(PATCH, 'again'))
    await redundant(engine)
  }))

test('an edit: old and new are the offline renders of both, crossfaded', () => stage(PATCH, async ({ engine, output, folder }) => {
  const { deck } = engine
  const before = deck.current!
  await output.playTo(output.frames + 4800)
  const edited = output.frames
  const file = join(folder, 'next.ts')
  writeFileSync(file, `import { patch, sine } from 'music-chronus'\nexport default patch(() => sine('tone', { freq: 700, gain: 0.4 }))\n`)
  await playing(engine, engine.play(file, 'next'))
  await redundant(engine)
  await output.playTo(output.frames + 19_200)
  const heard = output.samples
  const after = deck.current!
  const old = offline(before, output.frames)
  let switched = 0
  while (Object.is(heard[switched], old[switched])) switched++
  const start = Math.floor(switched / 2 / BLOCK) * BLOCK
  assert.ok(start >= edited, `switched at frame ${start}`)

  const expected = old.slice()
  const fade = new Fade(start, FADE * RATE / 1000)
  // It plays unheard from where its worker came in; by when it is heard depends on the machine.
  const fresh = offline(after, output.frames, after.events, deck.slots[deck.active].from * BLOCK)
  for (let frame = start; frame < output.frames; frame += BLOCK) {
    const pcm = fresh.slice(2 * frame, 2 * (frame + BLOCK))
    if (!fade.over(frame)) fade.mix(old.subarray(2 * frame, 2 * (frame + BLOCK)), pcm, frame)
    expected.set(pcm, 2 * frame)
  }
  assertSame(heard, expected)
  assert.is(deck.switchovers, 1)
  assert.is(after.number, 2)
}))

const tone = (freq: number): string =>
  `import { patch, sine } from 'music-chronus'\nexport default patch(() => sine('tone', { freq: ${freq}, gain: 0.5 }))\n`

for (const signal of ['SIGKILL', 'SIGSTOP'] as const) {
  for (const who of ['outgoing', 'incoming'] as const) {
    test(`in the middle of a crossfade the ${who} worker gets ${signal}: no gap, no click`, () => stage(PATCH,
      async ({ engine, output, folder }) => {
        const { deck } = engine
        await output.playTo(output.frames + 4800)
        const file = join(folder, 'next.ts')
        writeFileSync(file, tone(300))
        const loading = engine.play(file, 'next').then(() => 'heard', () => 'refused')
        while (deck.switchovers === 0) await output.playTo(output.frames + 1)
        await output.playTo(output.frames + 2 * BLOCK)
        const slot = who === 'incoming' ? deck.slots[deck.active] : deck.standby()
        process.kill(slot.worker!.pid, signal)
        const outcome = await playing(engine, loading)
        await redundant(engine)
        await output.playTo(output.frames + 4800)
        // The worker may have finished the crossfade's last blocks before the signal reached it.
        if (who === 'outgoing') assert.is(outcome, 'heard')
        assert.is(deck.current!.number, outcome === 'heard' ? 2 : 1)
        assert.ok(largestStep(output.samples) < 0.06, `largest step ${largestStep(output.samples)}`)
        assert.ok(longestSilence(output.samples) < 3, `${longestSilence(output.samples)} frames of silence`)
      }, RATE, BLOCK, 4 * BLOCK))
  }
}

test('a fault while the next version comes in: the edit ends one way or the other, and the next one works', () => stage(PATCH,
  async ({ engine, output, folder }) => {
    const { deck } = engine
    const file = join(folder, 'next.ts')
    for (const [turn, signal] of (['SIGKILL', 'SIGSTOP', 'SIGKILL', 'SIGSTOP'] as const).entries()) {
      writeFileSync(file, tone(300 + turn))
      const before = deck.slots[turn < 2 ? deck.active : 1 - deck.active].worker!.pid
      const loading = engine.play(file, 'next').then(() => 'heard', error => error.message)
      await until(() => deck.slots.some(slot => slot.version?.kernel !== deck.current!.kernel && slot.worker !== null))
      try {
        process.kill(turn < 2 ? before : deck.standby().worker!.pid, signal)
      } catch {
        // It has gone already.
      }
      await playing(engine, loading)
      await redundant(engine)
    }
    writeFileSync(file, tone(440))
    await playing(engine, engine.play(file, 'last'))
    await redundant(engine)
    assert.is(deck.current!.name, 'last')
  }))

test('a file that does not load changes no sample and says why', () => stage(PATCH, async ({ engine, output, folder }) => {
  const { deck } = engine
  const broken = {
    'syntax.ts': 'export default patch(() => {',
    'throws.ts': `throw new Error('not today')`,
    'exits.ts': 'process.exit(0)',
    'endless.ts': 'for (;;) {}',
    'silent.ts': 'export const nothing = 1',
    'infinite.ts': `import { module, audio, patch } from 'music-chronus'
const bad = module({ name: 'bad', inputs: { in: audio('x') }, state: { y: 1 }, tick: s => (s.y = s.y * 1e9) })
export default patch(() => bad('bad'))`,
  }
  for (const [name, text] of Object.entries(broken)) {
    writeFileSync(join(folder, name), text)
    let message = ''
    await playing(engine, engine.play(join(folder, name), name)).catch(error => { message = error.message })
    assert.ok(message.length > 5, `${name}: ${message}`)
  }
  await output.playTo(output.frames + 4800)
  assert.is(deck.current!.number, 1)
  assert.is(deck.switchovers, 0)
  assertSame(output.samples, offline(deck.current!, output.frames))
}))

test('the test tone lies on top of what plays', () => stage(PATCH, async ({ engine, output }) => {
  const start = output.frames
  engine.test()
  await output.playTo(start + 3 * RATE)
  const plain = offline(engine.deck.current!, output.frames)
  const tone = output.samples.map((sample, i) => sample - plain[i])
  assert.ok(tone.slice(0, 2 * start).every(sample => sample === 0))
  let crossings = 0
  for (let i = 2; i < tone.length; i += 2) if (tone[i - 2] < -1e-4 !== tone[i] < -1e-4) crossings++
  assert.ok(Math.abs(crossings - 2 * 2 * 440) <= 2, `${crossings} zero crossings in two seconds of 440 Hz`)
}))

test.run()
