/** What is told of what somebody says: orders, in words; not questions, nor what is refused at once. */
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import type { Command } from '../../src/engine/command.ts'
import { telling } from '../../src/engine/telling.ts'

/** What is told when this is said. */
async function told(address: string, args: (number | string)[] = [], command: Command = () => []): Promise<string[]> {
  const texts: string[] = []
  try {
    await telling(({ event, from, text }) => texts.push(`${event} ${from}: ${text}`), command)(address, args, { from: 'ada' })
  } catch { /* who said it is told */ }
  return texts
}

test('orders are told in words', async () => {
  assert.equal(await told('/panic'), ['said ada: panic'])
  assert.equal(await told('/solo', ['sine']), ['said ada: solo sine'])
  assert.equal(await told('/bpm', [174, '8 bars']), ['said ada: bpm 174 8 bars'])
  assert.equal(await told('/patch/load', [`${process.cwd()}/patches/acid.ts`]), ['said ada: load patches/acid.ts'])
  assert.equal(await told('/patch/rollback', [3]), ['said ada: rollback 3'])
  assert.equal(await told('/record/start', ['take1']), ['said ada: record start take1'])
  assert.equal(await told('/pattern/hats', ['x*8']), ["said ada: hats plays 'x*8'"])
  assert.equal(await told('/pattern/filter.cutoff', ['{"tree":["sine"]}']), ['said ada: filter.cutoff plays a pattern'])
})

test('questions are not, nor knobs, which have news of their own, nor what nobody by a name has said', async () => {
  for (const address of ['/status', '/list', '/who', '/patch/text', '/patch/history', '/record/status', '/bpm', '/pattern/hats'])
    assert.equal(await told(address), [])
  assert.equal(await told('/mod/sine/freq', [330]), [])
  const texts: string[] = []
  telling(({ text }) => texts.push(text), () => [])('/panic', [])
  assert.equal(texts, [])
})

test('what comes from anywhere is told in one line, without what a terminal would obey', async () => {
  assert.equal(await told('/record/start', ['a\x1b[2J\nb']), ['said ada: record start a?[2J?b'])
  const [long] = await told('/pattern/hats', ['x'.repeat(10_000)])
  assert.ok(long.length < 150)
})

test('what is refused at once is not told, and what fails later is', async () => {
  assert.equal(await told('/patch/load', ['x.ts'], () => { throw new Error('no') }), [])
  const failing: Command = async () => { throw new Error('x.ts:3: no\nthe line') }
  assert.equal(await told('/patch/load', ['x.ts'], failing), ['said ada: load x.ts', 'said ada: load x.ts: refused'])
})

test.run()
