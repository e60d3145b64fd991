/** The inbox: order, and what becomes of what is torn or too much. */
import type { RemoteInfo } from 'node:dgram'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { Inbox } from '../../src/io/inbox.ts'
import { readMessages } from '../../src/io/packet.ts'
import { bundle, bytesOf } from './fuzz.ts'

const from = (port: number): RemoteInfo => ({ address: '127.0.0.1', family: 'IPv4', port, size: 0 })

/** An inbox, what was read of it, and a wait for so much. */
function open(): { inbox: Inbox, read: string[], count: (n: number) => Promise<void> } {
  const read: string[] = []
  return {
    read,
    inbox: new Inbox({
      // Two at a time: the rest is to come again.
      group({ packets, time }, { port }) {
        read.push(...packets.slice(0, 2).map(packet => `${port} ${readMessages(packet)[0].address}`))
        return packets.length > 2 ? { packets: packets.slice(2), time } : null
      },
      torn: (error, { port }) => read.push(`${port} ${error.message}`),
    }),
    async count(n) { while (read.length < n) await new Promise(resolve => setImmediate(resolve)) },
  }
}

test('messages are read in the order in which they came, those of a bundle among them', async () => {
  const { inbox, read, count } = open()
  inbox.add(bytesOf('/a', 1), from(1))
  inbox.add(bundle(bytesOf('/b', 1), bytesOf('/c', 1)), from(2))
  inbox.add(bundle().subarray(0, 12), from(3))
  inbox.add(bundle(), from(4))
  inbox.add(bytesOf('/d', 1), from(5))
  assert.equal(read, [], 'nothing is read while it comes in')
  await count(5)
  assert.equal(read, ['1 /a', '2 /b', '2 /c', '3 the bundle is torn: it has no time tag', '5 /d'])
  inbox.add(bytesOf('/e', 1), from(6))
  await count(6)
  assert.is(read[5], '6 /e')
})

test('when there is no room it drops and counts what comes, and has room again later', async () => {
  const { inbox, read, count } = open()
  const large = bundle(...Array.from({ length: 1000 }, () => bytesOf('/mod/sine/freq', 1)))
  const came = 1000
  for (let i = 0; i < came; i++) inbox.add(large, from(1))
  const taken = came - inbox.dropped
  assert.ok(taken > 10 && taken * large.length < 1 << 23, `${taken} taken`)
  await count(1000 * taken)
  const { dropped } = inbox
  inbox.add(bytesOf('/a', 1), from(2))
  await count(1000 * taken + 1)
  assert.equal([read.at(-1), inbox.dropped], ['2 /a', dropped])
})

test.run()
