/** Changing one's mind while it plays, with the real command: silence and back, one module alone, a version before. */
import { readFileSync, writeFileSync } from 'node:fs'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import type { Entry } from '../../src/engine/archive.ts'
import { edited, save, tone } from './edited.ts'
import { allowance } from './judge.ts'
import { DEFAULT_PATCH, Run, framesThatDiffer, largestStep, offline, pause } from './run.ts'

/** Frames from a message to its whole effect, at the most: 20 ms. */
const AT_ONCE = 960
/** Time to be heard, ms. */
const A_WHILE = 300

const chord = (tones = ['a', 'b'], mute = ''): string => `import { mix, patch, sine } from 'music-chronus'
export default patch(() => ${tones.map(id => `sine('${id}', { freq: ${id === 'a' ? 300 : 437}, gain: 0.3${mute} })`).join('.add(')}${tones.length > 1 ? ')' : ''})\n`

/** Sends messages, with a while after each. Gives the frames between which each one was sent and answered. */
async function act(run: Run, ...messages: [address: string, ...args: (string | number)[]][]): Promise<{ sent: number, answered: number }[]> {
  const times: { sent: number, answered: number }[] = []
  for (const message of messages) {
    const { frame: sent } = await run.status()
    await run.send(...message)
    const { frame: answered } = await run.status()
    times.push({ sent, answered })
    await pause(A_WHILE)
  }
  return times
}

test('panic silences within 20 ms; play is back where it would be, through edits and kills', () => edited(tone(300), async (run, file) => {
  const times = await act(run, ['/panic'])
  await save(run, file, `// unchanged\n${tone(300)}`)
  const deck = await run.redundant()
  process.kill(deck.slots[deck.active].pid!, 'SIGKILL')
  await run.redundant()
  times.push(...await act(run, ['/play'], ['/panic'], ['/panic'], ['/play'], ['/play']))
  const { frame, rate } = await run.status()
  const may = await allowance(run)
  await run.stop()
  const heard = run.heardSamples()
  const expected = await offline(file, frame, rate)
  const [panic, play, panic2, , play2] = times
  const between = (samples: Float32Array, from: number, to: number): Float32Array => samples.subarray(2 * from, 2 * to)
  for (const [from, to] of [[0, panic.sent], [play.answered + AT_ONCE, panic2.sent], [play2.answered + AT_ONCE, frame]])
    assert.ok(framesThatDiffer(between(heard, from, to), between(expected, from, to)) <= may, `frames ${from} to ${to} are the offline render`)
  for (const [from, to] of [[panic.answered + AT_ONCE, play.sent], [panic2.answered + AT_ONCE, play2.sent]])
    assert.ok(between(heard, from, to).every(sample => sample === 0), `frames ${from} to ${to} are silent`)
  assert.ok(largestStep(heard) <= Math.PI * 300 / rate + 0.5 / 240, 'and nothing clicks')
}))

test('after a kill of the engine it is as silent as before', () => edited(tone(300), async run => {
  await run.send('/panic')
  await run.status()
  const before = run.engine
  process.kill(before, 'SIGKILL')
  while (run.engine === before) await run.connect().catch(() => {})
  await run.redundant()
  await pause(A_WHILE)
  const [back] = await act(run, ['/play'])
  const { frame } = await run.status()
  await run.stop()
  const heard = run.heardSamples()
  const loud = (from: number, to: number): boolean => heard.subarray(2 * from, 2 * to).some(sample => Math.abs(sample) > 0.1)
  assert.not.ok(loud(back.sent - 9600, back.sent))
  assert.ok(loud(back.answered + AT_ONCE, frame))
}))

test('solo and mute: what is left is the offline render of it, and all is back as it would be', () => edited(chord(), async (run, file) => {
  const times = await act(run, ['/solo', 'b'], ['/solo'], ['/mod/b/mute', 1], ['/mod/b/mute', 0])
  await refused(run.send('/solo', 'c'), /'c'.*a, b|no module/)
  const { frame, rate } = await run.status()
  await run.stop()
  const heard = run.heardSamples()
  const stretches = [['a', 'b'], ['b'], ['a', 'b'], ['a'], ['a', 'b']].map((tones, i) => ({
    tones, from: i === 0 ? 0 : times[i - 1].answered + AT_ONCE, to: times[i]?.sent ?? frame,
  }))
  for (const { tones, from, to } of stretches) {
    writeFileSync(file, chord(tones))
    const expected = (await offline(file, frame, rate)).subarray(2 * from, 2 * to)
    assert.ok(expected.length > 2 * 4800)
    assert.is(framesThatDiffer(heard.subarray(2 * from, 2 * to), expected), 0, `${tones} alone`)
  }
  assert.ok(largestStep(heard) <= 0.3 * 2 * Math.PI * 737 / rate + 0.3 / 480, 'and nothing clicks')
}))

async function refused(promise: Promise<unknown>, why: RegExp): Promise<void> {
  assert.match(await promise.then(() => 'done', (error: Error) => error.message), why)
}

const history = async (run: Run): Promise<Entry[]> => JSON.parse(String((await run.send('/patch/history'))[0]))
const freq = async (run: Run): Promise<unknown> => (await run.send('/mod/tone/freq'))[0]

test('back to versions before: a switchover, after a kill of everything as well', () => edited(tone(300), async (run, file) => {
  await refused(run.send('/patch/rollback'), /no version before/)
  await save(run, file, tone(400))
  await save(run, file, tone(500))
  assert.equal((await history(run)).map(({ number, parent }) => [number, parent]), [[1, null], [2, 1], [3, 2]])
  const text = readFileSync(file, 'utf8')

  assert.equal(await run.send('/patch/rollback'), [file, 4])
  assert.is(await freq(run), 400)
  assert.equal(await run.send('/patch/rollback'), [file, 5])
  assert.is(await freq(run), 300)
  assert.equal(await run.send('/patch/rollback', 3), [file, 6])
  assert.is(await freq(run), 500)
  assert.is(readFileSync(file, 'utf8'), text, 'the file is left alone')
  await refused(run.send('/patch/rollback', 99), /there is no version 99/)
  await refused(run.send('/patch/rollback', 'x'), /named by its number, not x/)
  await allowance(run)
  assert.ok((await run.deck()).switchovers >= 5, 'each was a switchover')
  await run.redundant()

  const before = run.engine
  process.kill(before, 'SIGKILL')
  while (run.engine === before) await run.connect().catch(() => {})
  assert.is(await freq(run), 500)
  await run.send('/patch/rollback', 2)
  assert.is(await freq(run), 400)
  await save(run, file, tone(600))
  await run.redundant()

  // All of it is killed at once; the next session has the versions of this one.
  const played = await history(run)
  run.kill()
  const next = await Run.start(file, ['--probation', '0.3'], { state: run.folder })
  try {
    await next.redundant()
    const known = await history(next)
    assert.equal(known.map(({ number }) => number), [...played.map((_, i) => i + 1 - played.length), 1])
    assert.is(await freq(next), 600)
    await next.send('/patch/rollback')
    assert.is(await freq(next), 600, 'the last one of the session before is the same')
    await next.send('/patch/rollback', 1 - played.length)
    assert.is(await freq(next), 300)
  } finally {
    await next.stop()
    next.remove()
  }

  // A session that may not load the file does not get it by its history either.
  const other = await Run.start(DEFAULT_PATCH, [], { state: run.folder })
  try {
    await refused(other.send('/patch/rollback', 0), /outside of the folders/)
    assert.is((await other.deck()).version, 1)
  } finally {
    await other.stop()
    other.remove()
  }
}))

test('edits and rollbacks come in on the frame of their bar', () => {
  const bars = (gain: number): string => tone(301.3, gain).replace('patch(', "patch({ bpm: 240, quantise: 'bar', fade: 0 }, ")
  const BAR = 48_000
  return edited(bars(0.2), async (run, file) => {
    const since = run.news.length
    await save(run, file, bars(0.4))
    await pause(A_WHILE)
    await run.send('/patch/rollback')
    const told = run.news.slice(since).filter(({ event }) => event === 'switchover')
    assert.is(told.length, 2)
    await run.redundant()
    const { frame, rate } = await run.status()
    await run.stop()
    const heard = run.heardSamples().subarray(0, 2 * frame)
    const loud = await offline(file, frame, rate)
    writeFileSync(file, bars(0.2))
    const soft = await offline(file, frame, rate)
    const switched = heard.findIndex((sample, i) => !Object.is(sample, soft[i])) / 2
    const back = heard.findLastIndex((sample, i) => !Object.is(sample, soft[i])) / 2 + 0.5
    assert.equal([switched % BAR, back % BAR], [0, 0], `heard from frame ${switched} to ${back}`)
    assert.ok(back > switched)
    assert.is(framesThatDiffer(heard.subarray(2 * switched, 2 * back), loud.subarray(2 * switched, 2 * back)), 0)
  })
})

test('undo while an edit waits for its bar takes that back, and nothing else', () => edited(tone(300), async (run, file) => {
  await save(run, file, tone(400))
  await run.send('/quantise', '64 bars')
  writeFileSync(file, tone(500))
  await run.heard(({ text }) => /heard in [\d.]+ s/.test(text), 0)
  assert.equal(await run.send('/patch/rollback'), [file, 2])
  await run.send('/quantise', 'off')
  await pause(A_WHILE)
  assert.equal([await freq(run), (await run.deck()).version], [400, 2])
  await run.send('/patch/rollback')
  assert.is(await freq(run), 300)
}))

test('undo and undo again before the first is heard goes back twice', () => edited(tone(300), async (run, file) => {
  for (const freq of [400, 500]) await save(run, file, tone(freq))
  const replies = await Promise.allSettled([run.send('/patch/rollback'), pause(1).then(() => run.send('/patch/rollback'))])
  assert.equal(replies[1], { status: 'fulfilled', value: [file, 4] })
  assert.is(await freq(run), 300)
}))

test('when and how edits come in is asked and said by messages; an hour to wait gives way to off', () => edited(tone(300), async (run, file) => {
  assert.equal([await run.send('/quantise'), await run.send('/fade')], [['off'], [20]])
  await run.send('/quantise', '64 bars')
  await run.send('/fade', 0)
  assert.equal([await run.send('/quantise'), await run.send('/fade')], [['64 bars'], [0]])
  await refused(run.send('/quantise', 'soon'), /off.*beat.*bar.*not soon/)
  await refused(run.send('/fade', -1), /0 to \d+ ms, not -1/)
  writeFileSync(file, tone(400))
  await run.heard(({ text }) => /heard in [\d.]+ s/.test(text), 0)
  await run.send('/quantise', 'off')
  await run.heard(({ event }) => event === 'switchover', 0)
}))

test.run()
