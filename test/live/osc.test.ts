/** Everything that can come by UDP, to the real engine while it plays: it is counted, nothing piles up, the sound is what it would
 *  have been, and what is right works. */
import { createSocket } from 'node:dgram'
import { once } from 'node:events'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { bundle, message } from '../io/fuzz.ts'
import { burst, flood, fuzz } from './flood.ts'
import { assertMemoryFlat, assertObeys, assertUndisturbed } from './judge.ts'
import { DEFAULT_PATCH, Run, type Status, pause } from './run.ts'

const FLOOD = { perSecond: 50_000, seconds: 2 }
const FUZZ = 4000

/** Runs a test with an engine that plays. */
function live(name: string, act: (run: Run) => Promise<void>): void {
  test(name, async () => {
    const run = await Run.start(DEFAULT_PATCH)
    try {
      await run.redundant()
      await act(run)
    } finally {
      await run.stop()
      run.remove()
    }
  })
}

/** Resolves with what OSC has counted once it counts no more. */
async function counted(run: Run): Promise<Status['osc']> {
  for (let before = -1; ;) {
    const { osc } = await run.status()
    if (osc.received === before) return osc
    before = osc.received
    // Longer than the engine takes to look what the system has dropped.
    await pause(1500)
  }
}

live('a flood of valid messages: each is obeyed or counted as dropped, and nothing is heard of it', async run => {
  let sent = 0
  const frame = await assertMemoryFlat(run, async () => { sent += (await flood(run.port, FLOOD.perSecond, FLOOD.seconds)).sent })
  const { received, rejected, dropped } = await counted(run)
  assert.equal([received + dropped, rejected], [sent, 0])
  assert.ok(received > 0.1 * sent, `${received} of ${sent} received`)
  assert.is(run.news.some(({ text }) => text.includes('faster than they can be taken in')), dropped > 0)
  assert.ok(run.news.filter(({ event }) => event === 'set').length < 0.05 * sent, 'not every value is told')
  await assertObeys(run)
  await assertUndisturbed(run, frame)
})

live('a gate that moves faster than sound can follow is refused, and moves again afterwards', async run => {
  const { sent } = await flood(run.port, 100_000, 1, 'gates')
  const { received, dropped } = await counted(run)
  assert.is(received + dropped, sent)
  const wanted = run.news.length
  const socket = createSocket('udp4')
  const moves = Array.from({ length: 3000 }, (_, i) => message('/gate/adsr', i % 2 ? ',T' : ',F'))
  for (let i = 0; i < 4; i++) socket.send(bundle(...moves), run.port, '127.0.0.1')
  await run.heard(({ text }) => text.includes('too many changes at once'), wanted)
  socket.close()
  await pause(500)
  for (const gate of [0, 1]) {
    await run.send('/gate/adsr', gate)
    assert.equal(await run.send('/mod/adsr/gate'), [gate])
  }
  await run.redundant()
})

live('a thousand messages in one burst: none is lost', async run => {
  const { sent } = await burst(run.port, 1000)
  const { received, rejected, dropped } = await counted(run)
  assert.equal([received, rejected, dropped], [sent, 0, 0])
  const { frame } = await run.status()
  await assertUndisturbed(run, frame)
})

live('fuzz: all of it is refused, none of it is heard', async run => {
  let seed = 1
  const frame = await assertMemoryFlat(run, () => fuzz(run.port, FUZZ, seed++))
  const { received, rejected } = await counted(run)
  assert.ok(received > FUZZ)
  assert.is(rejected, received)
  await assertObeys(run)
  await assertUndisturbed(run, frame)
})

live('thousands of questions in one datagram, from one who never reads: nothing piles up, nothing is heard', async run => {
  const socket = createSocket('udp4').bind(0, '127.0.0.1')
  await once(socket, 'listening')
  socket.setRecvBufferSize(1)
  const questions = [bundle(...Array.from({ length: 3000 }, (_, i) => message(i % 2 ? '/list' : '/status', ',')))]
  let sent = 0
  const frame = await assertMemoryFlat(run, async () => {
    const { osc } = await run.status()
    for (let i = 0; i < 5; i++) socket.send(questions, run.port, '127.0.0.1')
    sent += 15_000
    for (let now = osc; now.received < sent; now = (await run.status()).osc) await pause(20)
  })
  socket.close()
  await assertObeys(run)
  await assertUndisturbed(run, frame)
})

test.run()
