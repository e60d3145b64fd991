import { closeSync, mkdtempSync, openSync, readFileSync, readSync, rmSync, statSync, truncateSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { WavGatherer, WavWriter } from '../../src/io/wav.ts'
import { readWav } from '../wav.ts'
import { frameBytes, WAV_FORMATS, WAV_HEADER_BYTES as HEADER } from '../../src/io/wavheader.ts'

const FRAME = 8
const folder = mkdtempSync(join(tmpdir(), 'chronus-wav-'))
const path = join(folder, 'take.wav')
test.after(() => rmSync(folder, { recursive: true }))

/** Frames whose every sample is another float: frame n holds n and -n, in steps of 2^-23. */
function ramp(frames: number, from = 0): Float32Array {
  return Float32Array.from({ length: 2 * frames }, (_, i) => (i % 2 ? -1 : 1) * (from + (i >> 1)) / 2 ** 23)
}

test('what is written is read again, bit for bit', () => {
  const wav = new WavWriter(path, 44_100)
  wav.write(ramp(1000), 1000)
  wav.write(ramp(7, 1000), 7)
  wav.close()
  assert.equal(readWav(path), { rate: 44_100, channels: 2, data: ramp(1007) })
})

test('the header says format 3, stereo, 32 bits, and the true sizes', () => {
  const wav = new WavWriter(path, 48_000)
  wav.write(ramp(100), 100)
  wav.close()
  const file = readFileSync(path)
  const tag = (at: number): string => file.toString('latin1', at, at + 4)
  assert.is(file.length, HEADER + 100 * FRAME)
  assert.equal([tag(0), tag(8), tag(12), tag(48), tag(74), tag(86)], ['RIFF', 'WAVE', 'JUNK', 'fmt ', 'fact', 'data'])
  assert.is(file.readUInt32LE(4), file.length - 8)
  assert.is(file.readUInt16LE(56), 3)
  assert.is(file.readUInt16LE(58), 2)
  assert.is(file.readUInt32LE(60), 48_000)
  assert.is(file.readUInt32LE(64), 48_000 * FRAME)
  assert.is(file.readUInt16LE(68), FRAME)
  assert.is(file.readUInt16LE(70), 32)
  assert.is(file.readUInt32LE(82), 100)
  assert.is(file.readUInt32LE(90), 100 * FRAME)
})

test('a writer that is killed leaves a file that is true to within 0.1 s', () => {
  const wav = new WavWriter(path, 48_000)
  for (let n = 0; n < 100; n++) wav.write(ramp(128, 128 * n), 128)
  const stated = readFileSync(path).readUInt32LE(90) / FRAME
  assert.ok(stated > 12_800 - 4800 && stated <= 12_800, `${stated} of 12800 frames`)
  assert.equal(readWav(path).data, ramp(stated))
  wav.close()
})

test('an open file goes on after the frames that are good', () => {
  const fd = openSync(path, 'w')
  const killed = new WavWriter(fd, 48_000)
  killed.write(ramp(300), 300)
  const next = new WavWriter(fd, 48_000, 'float', 200)
  assert.is(statSync(path).size, HEADER + 200 * FRAME)
  next.write(ramp(100, 200), 100)
  next.close()
  closeSync(fd)
  assert.equal(readWav(path).data, ramp(300))
})

test('beyond 4 GiB it is an RF64 file, with sizes of 64 bits in the place that was kept for them', () => {
  const fd = openSync(path, 'w')
  const last = 2 ** 29 - 11
  new WavWriter(fd, 48_000, 'float', last).close()
  assert.is(headOf().toString('latin1', 0, 4), 'RIFF')
  new WavWriter(fd, 48_000, 'float', last + 1).close()
  const head = headOf()
  assert.equal([head.toString('latin1', 0, 4), head.toString('latin1', 12, 16)], ['RF64', 'ds64'])
  const bytes = (last + 1) * FRAME
  assert.equal([20, 28, 36].map(at => Number(head.readBigUInt64LE(at))), [HEADER - 8 + bytes, bytes, last + 1])
  assert.equal([4, 82, 90].map(at => head.readUInt32LE(at)), [0xffff_ffff, 0xffff_ffff, 0xffff_ffff])
  closeSync(fd)
  truncateSync(path, HEADER + 10 * FRAME)
  assert.is(readWav(path).data.length, 20)
})

test('integers are within a step and a half of what was played, and what is beyond full scale is held there', () => {
  for (const bits of ['24', '16'] as const) {
    const step = 2 ** (1 - Number(bits))
    const played = Float32Array.from({ length: 2000 }, (_, i) => Math.sin(i) * (1 - 2 * step))
    const wav = new WavWriter(path, 48_000, bits)
    wav.write(played.subarray(0, 600), 300)
    wav.write(played.subarray(600), 700)
    wav.write(Float32Array.of(2, -2, 1, -1), 2)
    wav.close()
    assert.is(statSync(path).size, HEADER + 1002 * frameBytes(bits))
    const { data, rate } = readWav(path)
    assert.is(rate, 48_000)
    assert.ok(played.every((x, i) => Math.abs(data[i] - x) < 1.5 * step + 1e-7))
    assert.equal([...data.subarray(2000, 2002)], [1 - step, -1].map(Math.fround))
  }
})

test('a file of integers that goes on after its last frame is the same as one written at once', () => {
  const whole = new WavWriter(path, 48_000, '16')
  whole.write(ramp(500), 500)
  whole.close()
  const expected = readFileSync(path)
  const fd = openSync(path, 'w')
  new WavWriter(fd, 48_000, '16').write(ramp(300), 300)
  const next = new WavWriter(fd, 48_000, '16', 200)
  next.write(ramp(300, 200), 300)
  next.close()
  closeSync(fd)
  assert.ok(readFileSync(path).equals(expected))
})

test('a file that is cut off at any byte after its head, as by a power cut, opens with every whole frame before it', () => {
  for (const format of WAV_FORMATS) {
    const wav = new WavWriter(path, 48_000, format)
    wav.write(ramp(40), 40)
    wav.close()
    const { data } = readWav(path)
    for (let size = statSync(path).size; size >= HEADER; size--) {
      truncateSync(path, size)
      const frames = Math.floor((size - HEADER) / frameBytes(format))
      assert.equal(readWav(path).data, data.subarray(0, 2 * frames), `${size} bytes of ${format}`)
    }
  }
})

test('frames that are gathered make the same file', () => {
  const pieces = [1, 128, 8192 - 129, 5, 20_000, 0, 77]
  const frames = pieces.reduce((sum, count) => sum + count)
  const gatherer = new WavGatherer(new WavWriter(path, 48_000))
  const pcm = new Float32Array(2 * 20_000)
  let done = 0
  for (const count of pieces) {
    pcm.set(ramp(count, done))
    gatherer.write(pcm, count)
    done += count
  }
  gatherer.close()
  const gathered = readFileSync(path)
  const wav = new WavWriter(path, 48_000)
  wav.write(ramp(frames), frames)
  wav.close()
  assert.ok(gathered.equals(readFileSync(path)))
})

test('a file that cannot be made is an error that names it', () => {
  assert.throws(() => new WavWriter(join(folder, 'nowhere', 'take.wav'), 48_000), /nowhere/)
})

/** The head of the file, which may be too long to read. */
function headOf(): Buffer {
  const head = Buffer.alloc(HEADER)
  const fd = openSync(path, 'r')
  readSync(fd, head, 0, HEADER, 0)
  closeSync(fd)
  return head
}

test.run()
