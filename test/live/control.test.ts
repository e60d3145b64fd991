/** The control socket of the real engine, and clients without manners: nothing of them is heard, nothing piles up, and whoever
 *  comes after them is served at once. */
import { statSync } from 'node:fs'
import { type Socket, connect } from 'node:net'
import { dirname } from 'node:path'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { answers, connectControl, controlPath } from '../../src/io/control.ts'
import { random } from '../io/fuzz.ts'
import { assertMemoryFlat, assertObeys, assertUndisturbed } from './judge.ts'
import { DEFAULT_PATCH, Run, pause } from './run.ts'

const CROWD = 1000
/** Longer than the engine lets one be silent in a crowd; ms. */
const SILENCE = 1500

type Disturb = (path: string) => Promise<void>

/** Disturbs an engine that plays, twice; then a newcomer is served, and nothing was heard of it all. */
function live(name: string, disturb: Disturb): void {
  test(name, async () => {
    const run = await Run.start(DEFAULT_PATCH)
    const path = controlPath(run.port)
    try {
      await run.redundant()
      const frame = await assertMemoryFlat(run, () => disturb(path))
      const newcomer = await connectControl(path)
      assert.is((await newcomer.send('/status'))[0].address, '/status/reply')
      newcomer.close()
      await assertObeys(run)
      await assertUndisturbed(run, frame)
    } finally {
      await run.stop()
      run.remove()
    }
  })
}

/** One that says what it likes; it reads nothing unless it is told to. */
function rude(path: string): { socket: Socket, closed: Promise<void> } {
  const socket = connect(path).pause()
  socket.on('error', () => {})
  return { socket, closed: new Promise(resolve => socket.once('close', () => resolve())) }
}

/** Writes as fast as it is taken, until all is written or the other end has had enough. */
async function write({ socket, closed }: ReturnType<typeof rude>, parts: Iterable<string | Buffer>): Promise<void> {
  for (const part of parts) {
    if (socket.destroyed) return
    if (!socket.write(part)) await Promise.race([closed, new Promise(resolve => socket.once('drain', resolve))])
  }
}

function* repeat<T>(part: T, times: number): Generator<T> {
  for (let i = 0; i < times; i++) yield part
}

live('garbage, halves of messages, bombs of brackets and wrong types', async path => {
  const next = random(3)
  const whole = JSON.stringify({ id: 1, address: '/mod/sine/freq', args: [440] })
  const bombs = ['[', '{"a":', '{"id":['].map(open => open.repeat(8000))
  const closedBombs = [`${'['.repeat(30_000)}${']'.repeat(30_000)}`, `{"id":${'['.repeat(30_000)}${']'.repeat(30_000)},"address":"/x"}`]
  const wrong = ['null', '[]', '7', '{}', '{"address":7}', '{"address":"/x","args":{}}', '{"address":"/x","args":[{}]}',
    '{"address":"/__proto__"}', '{"__proto__":{"address":"/x"}}', '\u0000', '{"id":{},"address":"/y"}', ' ', '']
  const client = rude(path)
  client.socket.resume()
  const lines = Array.from({ length: 3000 }, (_, i) => {
    if (i % 3 === 0) return wrong[i / 3 % wrong.length]
    if (i % 3 === 1) return whole.slice(0, Math.floor(next() * whole.length))
    return String.fromCharCode(...Array.from({ length: 50 }, () => Math.floor(next() * 65_536))).replace(/\n/g, '')
  })
  await write(client, [...bombs, ...closedBombs, ...lines].map(line => `${line}\n`))
  client.socket.end('{"id":1,"addr')
  await client.closed
})

live('a line of 100 MB', async path => {
  const client = rude(path)
  await write(client, repeat(Buffer.alloc(1 << 20, 'x'), 100))
  await client.closed
})

live('many who ask all the time and never read', async path => {
  const questions = `${JSON.stringify({ id: 1, address: '/list' })}\n`.repeat(1000)
  const clients = Array.from({ length: 10 }, () => rude(path))
  for (const client of clients) void write(client, repeat(questions, 50))
  await pause(1500)
  for (const { socket } of clients) socket.destroy()
})

live('a thousand connections at once, some with half a message and then silence', async path => {
  const clients = Array.from({ length: CROWD }, () => rude(path))
  clients.forEach(({ socket }, i) => { if (i % 2) socket.write('{"id":1,') })
  await pause(SILENCE)
  const newcomer = await connectControl(path)
  assert.is((await newcomer.send('/mod/sine/freq'))[0].address, '/mod/sine/freq')
  newcomer.close()
  for (const { socket } of clients) socket.destroy()
})

live('clients that come and go as fast as they can', async path => {
  for (let i = 0; i < CROWD; i++) await answers(path)
})

test('only its owner can reach the socket', async () => {
  const run = await Run.start(DEFAULT_PATCH)
  const path = controlPath(run.port)
  assert.equal([statSync(path).mode & 0o777, statSync(dirname(path)).mode & 0o777], [0o600, 0o700])
  assert.is(statSync(path).uid, process.getuid!())
  await run.stop()
  run.remove()
})

test.run()
