/** A tap hears what is written, from another descriptor, and finds the ring of the next engine. */
import { closeSync, mkdtempSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { MARGIN, RING_FRAMES, Ring } from '../../src/io/ring.ts'
import { Tap } from '../../src/io/tap.ts'

const folder = mkdtempSync(join(tmpdir(), 'chronus-tap-'))
const file = join(folder, 'heard')
test.after(() => rmSync(folder, { recursive: true }))

/** `frames` frames that hold their own number on the left, and its negative on the right. */
const numbered = (from: number, frames: number): Float32Array =>
  Float32Array.from({ length: 2 * frames }, (_, i) => (i % 2 ? -1 : 1) * (from + (i >> 1)))
const firstOf = (pcm: Float32Array): number => pcm[0]

test('only its owner can read the ring', () => {
  const ring = Ring.create(0, file)
  assert.is(statSync(file).mode & 0o777, 0o600)
  closeSync(ring.fd)
})

test('latest: silence stands before the beginning; then the newest frames, over the end of the ring as well', () => {
  const ring = Ring.create(0, file)
  const tap = new Tap({ file, rate: 48_000 })
  const pcm = new Float32Array(2 * 8)
  ring.append(numbered(1, 3), 3)
  tap.latest(pcm)
  assert.equal([...pcm], [...new Float32Array(10), ...numbered(1, 3)])
  const chunk = 2 ** 12
  for (let at = 4; at < RING_FRAMES + 100; at += chunk) ring.append(numbered(at, chunk), chunk)
  tap.latest(pcm)
  assert.equal([...pcm], [...numbered(ring.written - 7, 8)])
  tap.latest(pcm, 1000)
  assert.equal([...pcm], [...numbered(ring.written - 1007, 8)])
  tap.close()
  closeSync(ring.fd)
})

test('next: each frame after the opening once, and what came too late is counted', () => {
  const ring = Ring.create(0, file)
  ring.append(numbered(0, 50), 50)
  const tap = new Tap({ file, rate: 48_000 })
  const pcm = new Float32Array(2 * 64)
  assert.is(tap.next(pcm), 0)
  ring.append(numbered(50, 100), 100)
  assert.equal([tap.next(pcm), firstOf(pcm)], [64, 50])
  assert.equal([tap.next(pcm), firstOf(pcm)], [36, 114])
  assert.is(tap.next(pcm), 0)
  const chunk = 2 ** 13
  for (let n = 0; n < RING_FRAMES; n += chunk) ring.append(numbered(ring.written, chunk), chunk)
  assert.is(tap.next(pcm), 64)
  assert.is(firstOf(pcm), ring.written - (RING_FRAMES - MARGIN))
  assert.is(tap.lost, MARGIN)
  tap.close()
  closeSync(ring.fd)
})

test('the ring of the next engine is found, and goes on with its frames', async () => {
  const first = Ring.create(0, file)
  first.append(numbered(0, 500), 500)
  const tap = new Tap({ file, rate: 48_000 })
  closeSync(first.fd)
  const second = Ring.create(1000, file)
  const pcm = new Float32Array(2 * 16)
  while (tap.written < 1000) {
    await sleep(5)
    tap.next(pcm)
  }
  second.append(numbered(1000, 16), 16)
  assert.equal([tap.next(pcm), firstOf(pcm)], [16, 1000])
  tap.close()
  closeSync(second.fd)
})

test.run()
