/** OSC packets, byte by byte: what is right is read, what is wrong is an error with a reason, whatever the bytes. */
import { fileURLToPath } from 'node:url'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { nameOf, readMessages, unbundle } from '../../src/io/packet.ts'
import { change } from '../../src/kernel/parameters.ts'
import { loadPatch } from '../../src/patch/load.ts'
import { bundle, bundleAt, bytesOf, datagrams, message, nested } from './fuzz.ts'

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

const packetsOf = (datagram: Buffer): Buffer[] => unbundle(datagram).flatMap(({ packets }) => packets)
const int32 = (...values: number[]): Buffer => Buffer.from(Int32Array.from(values).buffer).swap32()

test('a message is read from its bytes', () => {
  assert.equal(readMessages(bytesOf('/mod/sine/freq', 0.5)), [{ address: '/mod/sine/freq', args: [0.5] }])
  assert.equal(readMessages(message('/a', ',TFs', Buffer.from('on\0\0'))), [{ address: '/a', args: [true, false, 'on'] }])
  assert.equal(readMessages(Buffer.from('/ask')), [{ address: '/ask', args: [] }])
})

test('every type that can mean something is read, the others are refused by their names', () => {
  assert.equal(readMessages(message('/a', ',IcS', int32(0x61), Buffer.from('on\0\0')))[0].args, [true, 'a', 'on'])
  assert.equal(readMessages(message('/note/a', ',m', Buffer.from([0, 0x93, 60, 127])))[0].args, [60, 1])
  assert.equal(readMessages(message('/note/a', ',m', Buffer.from([0, 0x83, 60, 127])))[0].args, [60, 0])
  for (const [tag, name] of [['N', 'nothing'], ['b', 'a blob'], ['t', 'a time tag'], ['r', 'a colour'], ['x', 'unknown to OSC']]) {
    assert.match(refusal(() => readMessages(message('/a', `,i${tag}`, int32(1, 0, 0)))), `argument 2 has type ${tag}, ${name}`)
  }
  assert.match(refusal(() => readMessages(message('/a', ',m', Buffer.from([0, 0xb0, 1, 2])))), 'only notes are understood')
})

test('an array of notes is a chord; elsewhere it is refused', () => {
  const chord = readMessages(message('/note/a', ',[iii]f', int32(60, 64, 67), Buffer.from([0x3f, 0, 0, 0])))
  assert.equal(chord.map(({ args }) => args), [[60, 0.5], [64, 0.5], [67, 0.5]])
  const zipped = readMessages(message('/note/a', ',[ii][TF]', int32(60, 64)))
  assert.equal(zipped.map(({ args }) => args), [[60, true], [64, false]])
  for (const [tags, why] of [[',[i', 'an array has no end'], [',i]', 'the end of no array'], [',[[i]]', 'an array in an array'],
    [',[]', 'the array is empty'], [',[i][ii]', 'the same length']]) {
    assert.match(refusal(() => readMessages(message('/note/a', tags, int32(1, 2, 3)))), why)
  }
  assert.match(refusal(() => readMessages(message('/mod/a/b', ',[ii]', int32(1, 2)))), 'takes no array')
})

test('time tags are read to the microsecond, and what is for one time is one group', () => {
  const time = 1_790_000_000_123.456
  const [a, b, c, d] = ['/a', '/b', '/c', '/d'].map(address => bytesOf(address, 1))
  const groups = unbundle(bundle(a, bundleAt(time, b, c, bundle(d), bundleAt(time - 5, a), bundleAt(time + 5, b)), c))
  assert.equal(groups.map(({ packets }) => packets.map(packet => readMessages(packet)[0].address).join('')), ['/a', '/b/c/d/a', '/b', '/c'])
  assert.is(groups[0].time, null)
  assert.ok(Math.abs(groups[1].time! - time) < 0.001)
  assert.ok(Math.abs(groups[2].time! - groups[1].time! - 5) < 0.001)
  // The seconds of NTP begin anew in 2036.
  const later = Date.UTC(2040, 0, 1)
  assert.ok(Math.abs(unbundle(bundleAt(later, a))[0].time! - later) < 0.001)
})

test('bundles are opened in order, as deep as programs nest them', () => {
  const [a, b, c] = ['/a', '/b', '/c'].map(address => bytesOf(address, 1))
  assert.equal(packetsOf(bundle(a, bundle(b), nested(14, c), a)).map(packet => readMessages(packet)[0].address), ['/a', '/b', '/c', '/a'])
  assert.equal(packetsOf(nested(16, a)), [a])
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
  assert.match(refusal(() => readMessages(message('/a', `,${'T'.repeat(60_000)}`))), 'more than 1000 arguments')
})

test('fuzz: every datagram is messages or an error, and no message of it changes anything', async () => {
  const { kernel: { layout } } = await loadPatch(PATCH, 48_000)
  const reasons = new Map<string, number>()
  let messages = 0
  for (const datagram of datagrams(1, FUZZ)) {
    let packets: Buffer[] = []
    const torn = refusal(() => { packets = packetsOf(datagram) })
    const refused = packets.map(packet => {
      messages++
      assert.match(nameOf(packet), /^[\x20-\x7e]{0,200}$/)
      return refusal(() => {
        for (const { address, args } of readMessages(packet)) change(layout, address, args)
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
