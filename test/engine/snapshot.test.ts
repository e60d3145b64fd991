/** Snapshots: what is asked of a worker, and what is done when there is no room for what it writes. */
import { spawnSync } from 'node:child_process'
import { closeSync, openSync, writeSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import type { Happening } from '../../src/engine/command.ts'
import type { Slot } from '../../src/engine/slot.ts'
import { Snapshots } from '../../src/engine/snapshot.ts'
import { NO_ROOM, SNAPSHOT_HEADER_BYTES, snapshotOffset } from '../../src/slot/messages.ts'
import { tsEnvironment, tsFlags } from '../../src/slot/node.ts'
import { sharedFile } from '../../src/slot/sharedfile.ts'
import { BLOCK } from './stage.ts'

const SCRIPT = fileURLToPath(new URL('noroom.ts', import.meta.url))
/** The unit of `ulimit -f`, bytes. */
const UNIT = 512
const STATE_BYTES = 100
/** For the process that plays, ms. */
const PATIENCE = 60_000
/** Longer than anything waits before it is tried again, ms. */
const LONG = 60_000

/** A slot whose worker answers by hand. */
class SlotDouble {
  readonly worker = {}
  readonly version = { kernel: { layout: { stateBytes: STATE_BYTES } } }
  readonly stream = { number: 1 }
  readonly asked: number[] = []
  next = 0

  requestSnapshot(area: number): boolean {
    this.asked.push(area)
    return true
  }
}

type Use = (snapshots: Snapshots, slot: SlotDouble & Slot, told: Happening[], answer: (bytes: number) => void) => void

function using(fd: number, use: Use): void {
  const told: Happening[] = []
  const snapshots = new Snapshots(fd, BLOCK, news => told.push(news))
  const slot = new SlotDouble()
  const answer = (bytes: number): void => {
    const header = Float64Array.of(slot.next, bytes, slot.next, bytes)
    writeSync(fd, header, 0, SNAPSHOT_HEADER_BYTES, snapshotOffset(slot.asked.at(-1)!, BLOCK))
    snapshots.poll()
  }
  try {
    use(snapshots, slot as SlotDouble & Slot, told, answer)
  } finally {
    closeSync(fd)
  }
}

const later = (times = 1): number => performance.now() + times * LONG

test('two areas in turn, and one at a time', () => using(sharedFile(0), (snapshots, slot, told, answer) => {
  for (let i = 0; i < 4; i++) {
    snapshots.keep(slot, later(i))
    snapshots.keep(slot, later(i + 1))
    snapshots.poll()
    slot.next += 10
  }
  assert.equal(slot.asked, [0])
  slot.next = 0
  for (let i = 2; i < 5; i++) {
    answer(STATE_BYTES)
    assert.equal(snapshots.of(slot.version!), {
      area: slot.asked.at(-1), block: slot.next, version: slot.version, stream: slot.stream,
    })
    slot.next += 10
    snapshots.keep(slot, later(2 * i))
  }
  assert.equal(slot.asked, [0, 1, 0, 1])
  assert.equal(told, [])
}))

test('no room: told once, tried again later, in the area that had it', () => using(sharedFile(0), (snapshots, slot, told, answer) => {
  snapshots.keep(slot, later())
  answer(STATE_BYTES)
  snapshots.keep(slot, later(2))
  answer(NO_ROOM)
  assert.ok(snapshots.full)
  assert.is(snapshots.of(slot.version!)?.area, 0)
  snapshots.keep(slot, performance.now() + 1000)
  assert.equal(slot.asked, [0, 1])

  snapshots.keep(slot, later())
  assert.equal(slot.asked, [0, 1, 0])
  assert.is(snapshots.of(slot.version!), null, 'it is being overwritten')
  answer(NO_ROOM)
  snapshots.keep(slot, later())
  assert.equal(slot.asked, [0, 1, 0, 1])
  answer(STATE_BYTES)
  assert.not.ok(snapshots.full)
  assert.is(snapshots.of(slot.version!)?.area, 1)
  assert.is(told.length, 1)
  assert.match(told[0].text, /no room in shared memory/)
}))

test('who asks while there is no room gets null at once', async () => {
  const fd = sharedFile(0)
  const slot = new SlotDouble()
  const snapshots = new Snapshots(fd, BLOCK, () => {})
  const first = snapshots.take(slot as unknown as Slot)
  const bytes = Float64Array.of(0, NO_ROOM, 0, NO_ROOM)
  writeSync(fd, bytes, 0, SNAPSHOT_HEADER_BYTES, snapshotOffset(0, BLOCK))
  snapshots.poll()
  assert.is(await first, null)
  assert.is(await snapshots.take(slot as unknown as Slot), null)
  assert.equal(slot.asked, [0])
  closeSync(fd)
})

test('where not even the request finds room the worker is not asked, and nothing throws', () =>
  using(openSync('/dev/null', 'r'), (snapshots, slot, told) => {
    snapshots.keep(slot, later())
    snapshots.poll()
    assert.ok(snapshots.full)
    assert.equal(slot.asked, [])
    assert.is(told.length, 1)
  }))

test('a real engine plays on where a state is only written in part', () => {
  const most = Math.floor((snapshotOffset(0, BLOCK) + SNAPSHOT_HEADER_BYTES) / UNIT) + 1
  const { stdout, stderr, status } = spawnSync('sh', [
    '-c', `ulimit -f ${most} && exec "$@"`, 'sh', process.execPath, ...tsFlags, SCRIPT,
  ], { encoding: 'utf8', env: tsEnvironment, timeout: PATIENCE })
  assert.is(status, 0, stderr)
  const { same, half, lost, peak, told } = JSON.parse(stdout)
  assert.ok(same && lost === 0 && peak > 0.01, stdout)
  assert.is(half, null, 'what was written in part counts for nothing')
  assert.is(told.filter((text: string) => text.includes('no room')).length, 1, told.join('\n'))
  assert.not.ok(told.some((text: string) => /failed|late/.test(text)), told.join('\n'))
})

test.run()
