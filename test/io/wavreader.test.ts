/** WAV files are read piece by piece, whatever is in them; and what is wrong with one is said. */
import { closeSync, ftruncateSync, mkdtempSync, openSync, rmSync, writeFileSync, writeSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { WavWriter } from '../../src/io/wav.ts'
import { WavReader } from '../../src/io/wavreader.ts'

const folder = mkdtempSync(join(tmpdir(), 'chronus-wavreader-'))
const path = join(folder, 'take.wav')
test.after(() => rmSync(folder, { recursive: true }))

/** All samples of a file. */
function all(file = path): number[] {
  const reader = new WavReader(file)
  const samples: number[] = []
  reader.each((pcm, frames) => samples.push(...pcm.subarray(0, frames * reader.channels)))
  reader.close()
  return samples
}

/** A file of samples that `put` writes. */
function file({ tag = 1, channels = 1, rate = 8000, bytes = 2, promised = 0 }, data: Buffer): Buffer {
  const head = Buffer.alloc(44)
  head.write('RIFF\0\0\0\0WAVEfmt \x10\0\0\0', 'latin1')
  head.writeUInt16LE(tag, 20)
  head.writeUInt16LE(channels, 22)
  head.writeUInt32LE(rate, 24)
  head.writeUInt16LE(bytes * channels, 32)
  head.writeUInt16LE(8 * bytes, 34)
  head.write('data', 36, 'latin1')
  head.writeUInt32LE(promised || data.length, 40)
  return Buffer.concat([head, data])
}
const integers = (bytes: number, values: number[]): Buffer => {
  const data = Buffer.alloc(bytes * values.length)
  values.forEach((value, i) => data.writeIntLE(value, i * bytes, bytes))
  return data
}

test('what was recorded, in more than one piece', () => {
  const wav = new WavWriter(path, 48_000)
  const pcm = Float32Array.from({ length: 2 * 40_000 }, (_, i) => i / 2 ** 20)
  wav.write(pcm, 40_000)
  wav.close()
  const reader = new WavReader(path)
  assert.equal([reader.rate, reader.channels, reader.frames, reader.full], [48_000, 2, 40_000, 1])
  reader.close()
  assert.equal(Float32Array.from(all()), pcm)
})

test('integers of 8 to 32 bits, floats of 32 and 64, and the highest that they can say', () => {
  for (const bytes of [2, 3, 4]) {
    const full = 2 ** (8 * bytes - 1)
    writeFileSync(path, file({ bytes }, integers(bytes, [0, full / 2, -full, full - 1])))
    assert.equal(all(), [0, 0.5, -1, Math.fround((full - 1) / full)])
    const reader = new WavReader(path)
    assert.is(reader.full, (full - 1) / full)
    reader.close()
  }
  writeFileSync(path, file({ bytes: 1 }, Buffer.from([128, 192, 0])))
  assert.equal(all(), [0, 0.5, -1])
  writeFileSync(path, file({ tag: 3, bytes: 4 }, Buffer.from(Float32Array.of(0.25, -2).buffer)))
  assert.equal(all(), [0.25, -2])
  writeFileSync(path, file({ tag: 3, bytes: 8 }, Buffer.from(Float64Array.of(0.25, -2).buffer)))
  assert.equal(all(), [0.25, -2])
})

test('what is there of a file that was cut off; chunks that nobody knows are skipped', () => {
  const whole = file({}, integers(2, [1, 2, 3, 4]))
  const extra = Buffer.from('LIST\x03\x00\x00\x00abc\x00', 'latin1')
  writeFileSync(path, Buffer.concat([whole.subarray(0, 12), extra, whole.subarray(12, -3)]))
  assert.equal(all(), [1 / 32_768, 2 / 32_768])
  for (const promised of [0xffff_ffff, 1000]) {
    writeFileSync(path, file({ promised }, integers(2, [1, 2])))
    assert.equal(all(), [1 / 32_768, 2 / 32_768])
  }
})

test('beyond 4 GiB: a file with a hole in it', () => {
  const fd = openSync(path, 'w')
  const frames = 2 ** 29 + 5
  new WavWriter(fd, 48_000, 'float', frames).close()
  closeSync(fd)
  const reader = new WavReader(path)
  assert.is(reader.frames, frames)
  reader.close()
})

test('what is wrong with a file is said, with its name', () => {
  const wrong: [bytes: string | Buffer, says: RegExp][] = [
    ['', /is no WAV file/], ['RIFF', /is no WAV file/], ['x'.repeat(100), /is no WAV file/],
    ['RIFF....WAVE', /header without a format/], ['RIFF....WAVEfmt \x02\x00\x00\x00', /header without a format/],
    [file({}, Buffer.alloc(0)).subarray(0, 36), /has no samples in it/],
    [file({ tag: 2 }, Buffer.alloc(8)), /ADPCM inside/], [file({ channels: 6 }, Buffer.alloc(24)), /has 6 channels/],
    [file({ rate: 3 }, Buffer.alloc(8)), /sample rate is 3 Hz/], [file({ bytes: 5 }, Buffer.alloc(20)), /40 bits/],
    [file({ channels: 0 }, Buffer.alloc(8)), /has 0 channels/],
  ]
  for (const [bytes, says] of wrong) {
    writeFileSync(path, bytes)
    assert.throws(() => new WavReader(path), (error: Error) => error.message.startsWith(path) && says.test(error.message), String(says))
  }
  assert.throws(() => new WavReader(join(folder, 'none.wav')), /can't read .*none\.wav: no such file/)
  assert.throws(() => new WavReader(folder), /chronus-wavreader-\w+ is no file/)
  writeFileSync(path, file({ tag: 3, bytes: 4 }, Buffer.from(Float32Array.of(0, NaN).buffer)))
  assert.throws(() => all(), /at 0\.000 s there is a sample that is no number/)
})

test('a file that becomes shorter while it is read is an error and no endless loop', () => {
  const wav = new WavWriter(path, 48_000)
  wav.write(new Float32Array(2 * 40_000), 40_000)
  wav.close()
  const reader = new WavReader(path)
  const fd = openSync(path, 'r+')
  ftruncateSync(fd, 1000)
  writeSync(fd, '')
  closeSync(fd)
  assert.throws(() => reader.each(() => {}), /became shorter/)
  reader.close()
})

test.run()
