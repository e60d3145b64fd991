/** OSC packets, byte by byte: what is right is read, what is wrong is an error with a reason, whatever the bytes. */
import { fileURLToPath } from 'node:url'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { nameOf, readMessage, unbundle } from '../../src/io/packet.ts'
import { change } from '../../src/kernel/parameters.ts'
import { loadPatch } from '../../src/patch/load.ts'
import { bundle, bytesOf, datagrams, message, nested } from './fuzz.ts'

const FUZZ = 20_000
const PATCH = fileURLToPath(new URL('../../patches/default.ts', import.meta.url))

/** The reason for which something is refused; '' when it isn't. */
function refusal(act: () => unknown): string {
  try {
    act()
    return ''
  } catch (error) {
    assert.is((error as Error).constructor, Error, `${error}`)
    return (error as Error).message
  }
}

test('a message is read from its bytes', () => {
  assert.equal(readMessage(bytesOf('/mod/sine/freq', 0.5)), { address: '/mod/sine/freq', args: [0.5] })
  assert.equal(readMessage(message('/a', ',TFs', Buffer.from('on\0\0'))), { address: '/a', args: [true, false, 'on'] })
  assert.equal(readMessage(Buffer.from('/ask')), { address: '/ask', args: [] })
})

test('bundles are opened in order, as deep as programs nest them', () => {
  const [a, b, c] = ['/a', '/b', '/c'].map(address => bytesOf(address, 1))
  assert.equal(unbundle(bundle(a, bundle(b), nested(14, c), a)).map(packet => readMessage(packet).address), ['/a', '/b', '/c', '/a'])
  assert.equal(unbundle(nested(16, a)), [a])
  for (const depth of [17, 1000, 3000]) assert.match(refusal(() => unbundle(nested(depth, a))), 'nested deeper than 16')
})

test('sizes that lie are a torn bundle', () => {
  for (const size of [0, -1, 9, 2 ** 31 - 1, -(2 ** 31)]) {
    const lie = Buffer.concat([bundle(), Buffer.alloc(4), bytesOf('/a', 1)])
    lie.writeInt32BE(size, 16)
    assert.match(refusal(() => unbundle(lie)), size === 9 ? 'torn' : 'the bundle is torn')
  }
  assert.match(refusal(() => unbundle(Buffer.from('#bundle\0\0\0'))), 'no time tag')
})

test('more arguments than any command takes are refused before they are read', () => {
  assert.match(refusal(() => readMessage(message('/a', `,${'T'.repeat(60_000)}`))), 'more than 1000 arguments')
})

test('fuzz: every datagram is messages or an error, and no message of it changes anything', async () => {
  const { kernel: { layout } } = await loadPatch(PATCH, 48_000)
  const reasons = new Map<string, number>()
  let messages = 0
  for (const datagram of datagrams(1, FUZZ)) {
    let packets: Buffer[] = []
    const torn = refusal(() => { packets = unbundle(datagram) })
    const refused = packets.map(packet => {
      messages++
      assert.match(nameOf(packet), /^[\x20-\x7e]{0,200}$/)
      return refusal(() => {
        const { address, args } = readMessage(packet)
        change(layout, address, args)
      })
    })
    for (const reason of torn ? [torn] : refused) {
      assert.ok(reason, `${datagram.subarray(0, 60).toString('latin1')} was obeyed`)
      const kind = reason.replace(/'.*|\d+|\/\S*/g, '…').slice(0, 40)
      reasons.set(kind, (reasons.get(kind) ?? 0) + 1)
    }
  }
  assert.ok(messages > FUZZ && reasons.size > 20, `${messages} messages, ${reasons.size} reasons`)
  for (const known of ['bundles are nested', 'takes a number (Hz), not NaN', 'the message is torn', 'names no parameter']) {
    assert.ok([...reasons.keys()].some(kind => kind.includes(known)), `nothing was refused because it ${known}`)
  }
})

test('the same seed makes the same datagrams, another one others', () => {
  const made = (seed: number): string => Buffer.concat([...datagrams(seed, 300)]).toString('latin1')
  assert.is(made(5), made(5))
  assert.is.not(made(5), made(6))
})

test.run()
