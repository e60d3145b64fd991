/** Bundles of thousands of messages are done in pieces, and those for a time only once all of it is read. */
import type { RemoteInfo } from 'node:dgram'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import type { Planned } from '../../src/engine/ahead.ts'
import { Bundles } from '../../src/io/bundles.ts'
import { readMessages, type Group } from '../../src/io/packet.ts'
import { packet } from './osc.ts'

const FROM = {} as RemoteInfo
const packets = (count: number, address: string, ...args: number[]): Buffer[] =>
  Array.from({ length: count }, () => packet(address, ...args))

/** Does a group to its end. Gives how many messages were done in each piece, what was refused, planned, late. */
function done(group: Group, { isLate = false, most = Infinity } = {}) {
  const [pieces, refused, planned, late]: [number[], [string, number][], Planned[], number[]] = [[], [], [], []]
  let count = 0
  const bundles = new Bundles({
    read(bytes) {
      count++
      return bytes[0] === 0 ? [] : readMessages(bytes)
    },
    run: (_, { address }) => address !== '/bad',
    refuse: (_from, address, why, messages) => { refused.push([`${address} ${why}`, messages]) },
    late: messages => { late.push(messages) },
  }, {
    frameAt: time => time, isLate: () => isLate,
    plan(one) {
      if (one.messages > most) throw new Error('too much')
      planned.push(one)
    },
  })
  for (let rest: Group | null = group; rest; ) {
    count = 0
    rest = bundles.take(rest, FROM)
    pieces.push(count)
  }
  return { pieces, refused, planned, late }
}

test('simple messages are done 512 at once, questions 8, what is refused or can not be read 64', () => {
  for (const [all, pieces] of [
    [packets(1200, '/good', 1), [512, 512, 176]], [packets(20, '/good'), [8, 8, 4]], [packets(130, '/bad', 1), [64, 64, 2]],
    [Array.from({ length: 130 }, () => Buffer.alloc(4)), [64, 64, 2]],
  ] as const) assert.equal(done({ packets: [...all], time: null }).pieces, pieces)
})

test('what comes too late is done so as well, and counted once', () => {
  const { pieces, late, planned } = done({ packets: packets(1200, '/good', 1), time: 7 }, { isLate: true })
  assert.equal([pieces, late, planned], [[512, 512, 176], [1200], []])
})

test('what has a time is read in pieces, and planned as one', () => {
  const all = packets(1200, '/good', 1)
  const { pieces, planned: [{ frame, messages, bytes }] } = done({ packets: all, time: 7 })
  assert.equal([pieces, frame, messages, bytes], [[512, 512, 176], 7, 1200, 1200 * all[0].length])
})

test('of what can not be planned all is refused, by one answer', () => {
  const { pieces, refused, planned } = done({ packets: packets(1200, '/good', 1), time: 7 }, { most: 512 })
  assert.equal([pieces, refused, planned], [[512, 512, 176], [['/good too much', 1200]], []])
})

test.run()
