/** Patches that do harm, when they are loaded and later: what played plays on, bit by bit. */
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { PATCH, RATE, type Stage, assertSame, largestStep, longestSilence, offline, playing, redundant, stage } from './stage.ts'

const harmless = `import { patch, sine } from 'music-chronus'\nexport default patch(() => sine('tone', { freq: 300, gain: 0.3 }))\n`

/** What they do, and what the player is told of it. */
const atLoad: Record<string, [string, RegExp]> = {
  'a build function that throws': [`import { patch } from 'music-chronus'\nexport default patch(() => { throw new Error('not today') })`, /not today/],
  'a build function without end': [`import { patch } from 'music-chronus'\nexport default patch(() => { for (;;); })`, /doesn't finish loading: .*\n.*\n  Is there an endless loop in it\?/],
  'numbers without end': ['const all = []\nfor (;;) all.push(new Array(1e5).fill(0.1))', /more than 512 MB/],
  'buffers without end': ['const all = []\nfor (;;) all.push(Buffer.alloc(1e6, 1))', /more than 512 MB/],
  'an exit': ['process.exit(0)', /exit 0.*\n.*\n  It ends the program: by process\.exit/],
  'a kill': [`process.kill(process.pid, 'SIGKILL')`, /SIGKILL/],
  'a promise that is rejected': ['Promise.reject(new Error("no way"))', /no way|has no patch/],
}

async function refusal({ engine, folder }: Stage, text: string): Promise<string> {
  const file = join(folder, 'next.ts')
  writeFileSync(file, text)
  return playing(engine, engine.play(file, 'next').then(() => '', error => error.report))
}

test('harm while it is loaded', () => stage(PATCH, async now => {
  const { engine: { deck }, output } = now
  for (const [what, [text, told]] of Object.entries(atLoad)) assert.match(await refusal(now, text), told, what)
  await output.playTo(output.frames + RATE)
  assert.is(deck.switchovers + deck.failovers, 0)
  assertSame(output.samples, offline(deck.current!, output.frames))
}))

/** What the process of a version may still do once it was loaded. */
const later: Record<string, string> = {
  'exits in a timer': 'setTimeout(() => process.exit(0), 1)',
  'throws in a timer': 'setTimeout(() => { throw new Error("late") }, 1)',
  'rejects a promise': 'setTimeout(() => { Promise.reject(new Error("late")) }, 1)',
  'prints a megabyte': 'console.log("x".repeat(2 ** 20))',
  'prints in a thread for ever': `import { Worker } from 'node:worker_threads'\nnew Worker('for (;;) console.log("x".repeat(1e5))', { eval: true })`,
}

for (const [what, text] of Object.entries(later)) {
  test(`a version that ${what} after it was loaded`, () => stage(PATCH, async now => {
    const { engine, output, news } = now
    const before = engine.deck.current!
    await refusal(now, `${text}\n${harmless}`)
    await output.playTo(output.frames + RATE)
    await redundant(engine)
    await output.playTo(output.frames + RATE)
    const { current } = engine.deck
    // Once it is in a slot its timers never run, so it may as well play.
    if (current === before) assertSame(output.samples, offline(before, output.frames))
    else assert.is(current!.number, 2)
    const printed = news.reduce((sum, { text }) => sum + text.length, 0)
    assert.ok(printed < 100_000, `${printed} characters were told`)
  }))
}

test('a worker that takes more and more memory while it plays is ended, the other one carries on', () => stage(PATCH, async now => {
  const { engine, output, news } = now
  const eater = `import { Worker } from 'node:worker_threads'
new Worker('const all = []; setTimeout(() => setInterval(() => all.push(Buffer.alloc(2e7, 1)), 20), 3000)', { eval: true })
${harmless}`
  assert.is(await refusal(now, eater), '')
  const version = engine.deck.current!
  await redundant(engine)
  const start = 2 * output.frames
  while (!news.some(({ text }) => /more than 512 MB/.test(text))) await output.playTo(output.frames + 1)
  await redundant(engine)
  await output.playTo(output.frames + RATE)
  assert.is(engine.deck.current, version)
  const heard = output.samples.slice(start)
  assert.ok(longestSilence(heard) < 3, 'no silence')
  assert.ok(largestStep(heard) < 0.03, 'no click')
}))

test('a module that makes no numbers is silent, named and reset; everything else plays on, in both slots alike', () => stage(PATCH,
  async now => {
    const { engine: { deck }, engine, output, news } = now
    const text = `import { audio, module, number, patch, sine } from 'music-chronus'
const over = module({
  name: 'over', inputs: { in: audio('x'), by: number(1, -1, 1, 'divides') }, state: { y: 0 },
  tick: (s, { in: x, by }) => (s.y = 0.5 * s.y + 0.1 * x / by),
})
export default patch(() => [sine('left', { freq: 300, gain: 0.3 }), over('right', { in: sine('tone', { freq: 200 }) })])
`
    assert.is(await refusal(now, text), '')
    await redundant(engine)
    deck.set('/mod/right/by', [0])
    await output.playTo(output.frames + RATE)
    assert.ok(news.some(({ event, text }) => event === 'fault' && /right made numbers that are no sound/.test(text)))
    assert.ok(output.samples.every(Number.isFinite))
    const right = output.samples.slice(-RATE).filter((_, i) => i % 2 === 1)
    assert.ok(right.every(sample => sample === 0), 'it is silent')
    const left = output.samples.slice(-RATE).filter((_, i) => i % 2 === 0)
    assert.ok(left.some(sample => Math.abs(sample) > 0.2), 'the other side plays on')
    deck.set('/mod/right/by', [1])
    await output.playTo(output.frames + RATE)
    assert.ok(output.samples.slice(-RATE).some((sample, i) => i % 2 === 1 && Math.abs(sample) > 0.1), 'it sounds again')
    assert.not.ok(news.some(({ text }) => /no longer play the same/.test(text)))
  }))

test.run()
