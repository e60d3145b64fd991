/** What is planned for frames to come: order, and what is too much. */
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { Ahead } from '../../src/engine/ahead.ts'

const RATE = 48_000

/** A plan, and what was done of it; `plan` for a frame, with a name. */
function open() {
  const ahead = new Ahead(RATE)
  const did: string[] = []
  const plan = (frame: number, name: string, messages = 1, bytes = 20) =>
    ahead.add({ frame, messages, bytes, act: at => did.push(`${name}${at}`) }, 0)
  return { ahead, did, plan }
}

test('it is done in the order of frames, and of arrival where frames are the same', () => {
  const { ahead, did, plan } = open()
  for (const [frame, name] of [[300, 'a'], [100, 'b'], [300, 'c'], [200, 'd'], [100, 'e']] as const) plan(frame, name)
  assert.is(ahead.next, 100)
  ahead.run(100)
  assert.equal(did, [])
  ahead.run(300)
  assert.equal(did, ['b100', 'e100', 'd200'])
  ahead.run(301)
  assert.equal(did.slice(3), ['a300', 'c300'])
  assert.equal([ahead.next, ahead.messages], [Infinity, 0])
})

test('what is done may plan more, for the same moment too', () => {
  const { ahead, did, plan } = open()
  ahead.add({ frame: 10, messages: 1, bytes: 1, act: () => plan(20, 'later') }, 0)
  ahead.run(128)
  assert.equal(did, ['later20'])
})

test('too far, too much at once, too much in all is refused, and what was planned is done', () => {
  const { ahead, did, plan } = open()
  assert.throws(() => plan(61 * RATE, 'x'), /its time is 61.0 s away, and 60 s is the most/)
  assert.throws(() => plan(NaN, 'x'), /NaN/)
  plan(1000, 'a', 500)
  assert.throws(() => plan(1300, 'x', 13), /too much for one moment/)
  plan(1300, 'b', 12)
  plan(1481, 'c', 500)
  for (let i = 0; i < 14; i++) plan(10_000 * (i + 1), 'd', 500)
  assert.throws(() => plan(200_000, 'x', 500), /too much waits for its time: 8012 messages/)
  assert.throws(() => plan(200_000, 'x', 1, 1 << 22), /too much waits/)
  ahead.run(2000)
  assert.equal(did, ['a1000', 'b1300', 'c1481'])
  plan(200_000, 'x', 500)
})

test.run()
