import { closeSync, fstatSync, writeSync } from 'node:fs'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { Ring, RING_FRAMES } from '../../src/io/ring.ts'

const REPORT_AT = 64

/** The two ends of one ring, and what the reader got. */
function pair() {
  const engine = Ring.create(), reader = new Ring(engine.fd)
  const got: number[] = []
  const take = (pcm: Float32Array, frames: number): void => {
    for (let i = 0; i < frames; i++) got.push(pcm[2 * i] === pcm[2 * i + 1] ? pcm[2 * i] : NaN)
  }
  return { engine, reader, got, take, close: () => closeSync(engine.fd) }
}

/** `frames` frames that hold their own number, which 32-bit floats do up to 2^24. */
function numbered(from: number, frames: number): Float32Array {
  return Float32Array.from({ length: 2 * frames }, (_, i) => from + (i >> 1))
}

test('gives every frame once and in order, over the end of the ring', () => {
  const { engine, reader, got, take, close } = pair()
  let consumed = 0
  for (let frame = 0; frame < 2 * RING_FRAMES; frame += 10_007) {
    engine.append(numbered(frame, 10_007), 10_007)
    consumed = reader.drain(consumed, take)
  }
  assert.is(consumed, engine.written)
  assert.is(got.length, engine.written)
  assert.is(got.findIndex((value, i) => value !== i), -1)
  close()
})

test('nothing new gives nothing', () => {
  const { engine, reader, got, take, close } = pair()
  assert.is(reader.drain(0, take), 0)
  engine.append(numbered(0, 5), 5)
  assert.is(reader.drain(5, take), 5)
  assert.equal(got, [])
  close()
})

test('a reader that is too far behind is told that frames are lost', () => {
  const { engine, reader, take, close } = pair()
  for (let frame = 0; frame <= RING_FRAMES; frame += 2 ** 14) engine.append(numbered(frame, 2 ** 14), 2 ** 14)
  assert.throws(() => reader.drain(0, take), /too slow/)
  assert.is(reader.drain(engine.written - 1000, take), engine.written)
  close()
})

test('the report arrives, once', () => {
  const { engine, reader, close } = pair()
  assert.not(engine.refresh())
  reader.report(1234, 56.75, 2)
  assert.ok(engine.refresh())
  assert.equal([engine.consumed, engine.at, engine.underruns], [1234, 56.75, 2])
  assert.not(engine.refresh())
  close()
})

test('records that are caught half-written count as not there yet', () => {
  const { engine, reader, close } = pair()
  reader.report(100, 1, 0)
  engine.refresh()
  writeSync(engine.fd, Float64Array.of(200, 2, 0), 0, 24, REPORT_AT)
  assert.not(engine.refresh())
  assert.is(engine.consumed, 100)
  engine.append(numbered(0, 10), 10)
  writeSync(engine.fd, Float64Array.of(20), 0, 8, 0)
  assert.is(new Ring(engine.fd).look(), 0)
  close()
})

test('nobody else can reach its file', () => {
  const { engine, close } = pair()
  const { mode, nlink } = fstatSync(engine.fd)
  assert.is(mode & 0o777, 0o600)
  assert.is(nlink, 0)
  close()
})

test.run()
