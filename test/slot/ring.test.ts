import { closeSync, writeSync } from 'node:fs'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { RingReader, RingWriter, ringBlocks, ringBytes } from '../../src/slot/ring.ts'
import { sharedFile } from '../../src/slot/sharedfile.ts'

const FRAMES = 16
const BLOCKS = ringBlocks(FRAMES)

function ring(use: (writer: RingWriter, reader: RingReader, fd: number) => void, offset = 0): void {
  const fd = sharedFile(offset + ringBytes(FRAMES))
  try {
    use(new RingWriter(fd, offset, FRAMES), new RingReader(fd, offset, FRAMES), fd)
  } finally {
    closeSync(fd)
  }
}

const samples = (seed: number): Float32Array => Float32Array.from({ length: 2 * FRAMES }, (_, i) => Math.fround(Math.sin(seed + i)))

test('a block comes out as it went in, with its load and its faults', () => ring((writer, reader) => {
  writer.write(5, 1, 0.25, 7, 0, samples(5))
  assert.ok(reader.has(5, 1))
  assert.equal([reader.load, reader.fault], [0.25, 7])
  const pcm = new Float32Array(2 * FRAMES)
  reader.read(5, pcm)
  assert.equal(pcm, samples(5))
}, 4096))

test('a block that was not written is not there, not even block 0 of an empty ring', () => ring((writer, reader) => {
  assert.not.ok(reader.has(0, 1))
  writer.write(0, 1, 0, 0, 0, samples(0))
  assert.ok(reader.has(0, 1))
  assert.not.ok(reader.has(1, 1))
}))

test('a block of an earlier worker is not taken for the same block of the present one', () => ring((writer, reader) => {
  writer.write(7, 1, 0, 0, 0, samples(7))
  assert.not.ok(reader.has(7, 2))
}))

test('the ring holds its length of blocks; older ones are gone', () => ring((writer, reader) => {
  const pcm = new Float32Array(2 * FRAMES)
  for (let block = 0; block <= BLOCKS; block++) writer.write(block, 1, 0, 0, 0, samples(block))
  assert.not.ok(reader.has(0, 1))
  for (let block = 1; block <= BLOCKS; block++) {
    assert.ok(reader.has(block, 1))
    reader.read(block, pcm)
    assert.equal(pcm, samples(block))
  }
}))

test('a header that was caught half-written counts as not there', () => ring((writer, reader, fd) => {
  writer.write(3, 1, 0, 0, 0, samples(3))
  const at = 3 * ringBytes(FRAMES) / BLOCKS
  writeSync(fd, Float64Array.of(3 + BLOCKS, 1, 0, 0), 0, 32, at)
  assert.not.ok(reader.has(3 + BLOCKS, 1))
  assert.not.ok(reader.has(3, 1))
}))

test.run()
