/** What the system drops is known, where it says so. */
import { createSocket } from 'node:dgram'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { dropsAt } from '../../src/io/drops.ts'

const SENT = 2000

test('of more datagrams than there is room for, those that are read and those that were dropped are all that were sent', async () => {
  const receiver = createSocket('udp4').bind(0, '127.0.0.1')
  await once(receiver, 'listening')
  receiver.setRecvBufferSize(1)
  const { port } = receiver.address()
  let read = 0
  receiver.on('message', () => read++)
  assert.is(await dropsAt(port, 'udp'), 0)

  const sender = createSocket('udp4')
  sender.connect(port, '127.0.0.1')
  await once(sender, 'connect')
  // All at once: meanwhile nobody reads.
  for (let i = 0; i < SENT; i++) sender.send('message')
  if (existsSync('/proc/net/udp')) {
    while (read + await dropsAt(port, 'udp') < SENT) await new Promise(resolve => setTimeout(resolve, 5))
    assert.is(read + await dropsAt(port, 'udp'), SENT)
    assert.ok(read < SENT, 'some were dropped')
  }
  sender.close()
  receiver.close()
})

test('of a port that nobody has, nothing is dropped', async () => {
  assert.is(await dropsAt(1, 'udp6'), 0)
})

test.run()
