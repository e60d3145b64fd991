/** What the chronicle of a take writes, with an engine and a writer by hand. */
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { Chronicle, type StatePlace } from '../../src/engine/chronicle.ts'
import { Curtain } from '../../src/engine/curtain.ts'
import type { Engine } from '../../src/engine/engine.ts'
import type { Entry, HeardEntry, TakeEntry } from '../../src/engine/entry.ts'
import { Fade } from '../../src/engine/fade.ts'
import { Master } from '../../src/engine/master.ts'
import { Seam } from '../../src/engine/seam.ts'
import type { Slot } from '../../src/engine/slot.ts'
import type { Snapshot } from '../../src/engine/snapshot.ts'
import type { Stream } from '../../src/engine/stream.ts'
import type { Version } from '../../src/engine/version.ts'

const RATE = 48_000
const BLOCK = 100
const version = (number: number): Version =>
  ({ number, name: 'a', path: '/a', texts: [], kernel: { layout: { stateBytes: 10 } }, events: [] }) as unknown as Version
const stream = (number: number, version: Version, block = 0): Stream => ({ number, version, block })
const slot = (index: number, stream: Stream, next: number): Slot => ({ index, worker: {}, stream, version: stream.version, next }) as Slot
const shot = (stream: Stream, block: number): Snapshot => ({ area: 0, block, version: stream.version, stream })

interface Scene {
  engine: Engine, chronicle: Chronicle, written: Entry[], places: StatePlace[], lost: string[], released: number
  answer: (isThere: boolean) => void
}

/** A take of what is in the slots; `position`: the block that is due. */
async function opened(slots: Slot[], position: number): Promise<Scene> {
  const lost: string[] = []
  const asked: ((isThere: boolean) => void)[] = []
  const deck = {
    slots, chronicle: null, seam: new Seam(RATE, BLOCK), way: { stream: null, over: null, fade: null },
    snapshots: { takeForLog: async (slot: Slot) => shot(slot.stream!, slot.next) },
    release: () => scene.released++,
  }
  const engine = { rate: RATE, block: BLOCK, position, deck, master: new Master(RATE), curtain: new Curtain(RATE), toneStart: -Infinity }
  const scene = { engine, written: [], places: [], lost, released: 0 } as unknown as Scene
  scene.answer = isThere => asked.shift()!(isThere)
  scene.chronicle = await Chronicle.open(scene.engine, {
    failed: () => {},
    write: entry => scene.written.push(entry),
    writeState: (entry, place, read) => {
      scene.written.push(entry)
      scene.places.push(place)
      asked.push(read)
    },
    close: async () => {},
  }, { is: 'take' } as TakeEntry, why => lost.push(why))
  scene.chronicle.begin()
  return scene
}

const kinds = ({ written }: Scene): string => written.splice(0).map(({ is }) => is).join(' ')

test('it meets what plays: a version once, a stream with its state, and gives the room back when both are read', async () => {
  const one = version(1)
  const scene = await opened([slot(0, stream(1, one), 8), slot(1, stream(2, version(2)), 9)], 10)
  assert.equal(scene.places.map(({ block, bytes }) => [block, bytes]), [[8, 10], [9, 10]])
  assert.is(kinds(scene), 'take version stream version stream start')
  scene.answer(true)
  assert.is(scene.released, 0)
  scene.answer(true)
  assert.is(scene.released, 1)
})

test('what both slots are told is written once, from the state on, in order', async () => {
  const one = stream(1, version(1))
  const scene = await opened([slot(0, one, 8), slot(1, one, 8)], 10)
  kinds(scene)
  one.version.events.push(...[700, 850, 850, 999, 1000, 1200].map((frame, param) => ({ frame, param, value: 1, ramp: 0 })))
  for (const [index, next] of [[0, 10], [1, 9], [1, 10], [1, 12], [0, 13]]) scene.chronicle.asked(slot(index, one, next))
  const events = scene.written.filter(entry => entry.is === 'event')
  assert.equal(events.map(({ frame, param }) => [frame, param]), [[850, 1], [850, 2], [999, 3], [1000, 4], [1200, 5]])
  assert.equal(events.map(({ seconds }) => seconds), [-0.0031, -0.0031, 0, 0, 0.0042])
})

test('a stream that goes on from one that is known says from which; from an older state, that state stands for itself', async () => {
  const one = stream(1, version(1))
  const scene = await opened([slot(0, one, 8)], 10)
  kinds(scene)
  scene.chronicle.seated(one, shot(one, 9))
  assert.is(kinds(scene), '', 'a replica is nothing new')
  scene.chronicle.seated(stream(2, version(2)), shot(one, 20))
  assert.equal(scene.written.at(-1), { is: 'stream', stream: 2, version: 2, block: 20, from: 1 })
  kinds(scene)
  scene.chronicle.seated(stream(3, version(3)), shot(one, 5))
  assert.is(kinds(scene), 'stream version stream')
  assert.is(scene.places.at(-1)!.block, 5)
  scene.chronicle.seated(stream(4, version(3), 30), null)
  assert.equal(scene.written, [{ is: 'stream', stream: 4, version: 3, block: 30 }])
  assert.equal(scene.lost, [])
})

test('what is heard is written where it changes, and how far it has come ten times a second', async () => {
  const one = stream(1, version(1))
  const scene = await opened([slot(0, one, 8)], 10)
  kinds(scene)
  const { engine: { deck, curtain }, engine, chronicle } = scene
  deck.way.stream = one
  for (let n = 10; n < 110; n++) chronicle.heard(n)
  assert.is(kinds(scene), 'heard mark mark')
  Object.assign(deck.way, { over: one, stream: stream(2, version(2)), fade: new Fade(11_000, 300) })
  chronicle.heard(110)
  assert.equal(scene.written, [{ is: 'heard', block: 110, stream: 2, over: 1, fade: { start: 11_000, frames: 300 } }])
  kinds(scene)
  curtain.closed = true
  engine.toneStart = 11_100
  deck.seam.began = true
  deck.seam.jump()
  chronicle.heard(111)
  assert.equal(scene.written.slice(1), [{ is: 'tone', block: 111, start: 11_100 }, { is: 'curtain', block: 111, closed: true }])
  assert.is((scene.written[0] as HeardEntry).jump, true)
  kinds(scene)
  chronicle.heard(112)
  assert.is(kinds(scene), '')
})

test('a state that is gone before it was read ends it, once', async () => {
  const scene = await opened([slot(0, stream(1, version(1)), 8)], 10)
  scene.answer(false)
  assert.equal(scene.lost, ['a state that it needs was gone before it was read'])
  assert.is(scene.engine.deck.chronicle, null)
  scene.chronicle.fail('again')
  assert.is(scene.lost.length, 1)
})

test.run()
