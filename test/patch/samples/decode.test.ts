/** Every format, to the bit where it keeps every bit; and whatever is none. The files in test/fixtures were made of 10129 frames of
 *  `sox -r 44100 -b 16 -c 2 synth sine 441 sine 882 gain -6`: by sox 14.4 (FLAC, Vorbis -C 5) and lame 3.100 (MP3, -b 128; mono -b 64). */
import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { decode } from '../../../src/patch/samples/decode.ts'
import { Unreadable } from '../../../src/patch/samples/sound.ts'
import type { Sound } from '../../../src/patch/samples/sound.ts'
import { aiff, wav } from './write.ts'

const RATE = 44_100
const FRAMES = 10_129
const fixture = (name: string) => readFileSync(new URL(`../../fixtures/${name}`, import.meta.url))

/** Numbers that each format of so many bits can hold exactly. */
const exact = (bits: number, count: number, frames = 50): number[][] =>
  Array.from({ length: count }, (_, c) => Array.from({ length: frames }, (_, i) =>
    i === 0 ? -1 : Math.round(Math.sin(i * (c + 1)) * (2 ** (Math.min(bits, 24) - 1) - 1)) / 2 ** (Math.min(bits, 24) - 1)))

function holds({ rate, channels, flaw }: Sound, given: readonly number[][], what: string): void {
  assert.is(rate, RATE, what)
  assert.is(flaw, undefined, what)
  assert.equal(channels.map(channel => [...channel]), given, what)
}

test('WAV: integers and floats of all sizes, mono to 8 channels, plain, extensible and big-endian, to the bit', async () => {
  for (const [bits, float] of [[8, false], [16, false], [24, false], [32, false], [32, true], [64, true]] as const) {
    for (const count of [1, 2, 8]) for (const form of [{}, { extensible: true }, { big: true }]) {
      const given = exact(bits, count)
      holds(await decode(wav(given, RATE, bits, float, form)), given, `${bits} ${float} ${count} ${JSON.stringify(form)}`)
    }
  }
})

test('AIFF and AIFF-C, to the bit', async () => {
  for (const [bits, type] of [[8, ''], [16, ''], [24, ''], [32, ''], [16, 'sowt'], [24, 'NONE'], [32, 'fl32'], [64, 'fl64']] as const) {
    for (const count of [1, 2, 6]) {
      const given = exact(bits, count)
      holds(await decode(aiff(given, RATE, bits, type)), given, `${bits} ${type} ${count}`)
    }
  }
})

/** How far a channel is from a sine in its place, dB, whatever its level; the first and the last 200 frames are those of the encoder's
 *  window. A sine of 882 Hz that is a frame off its place is -18 dB apart. */
function apart(channel: Float32Array, freq: number): number {
  const sine = (i: number) => Math.sin(2 * Math.PI * freq * i / RATE)
  let [both, own, rest] = [0, 0, 0]
  for (let i = 200; i < FRAMES - 200; i++) {
    both += channel[i] * sine(i)
    own += sine(i) ** 2
  }
  const gain = both / own
  assert.ok(Math.abs(20 * Math.log10(gain) + 6) < 0.6, String(gain))
  for (let i = 200; i < FRAMES - 200; i++) rest += (channel[i] - gain * sine(i)) ** 2
  return 10 * Math.log10(rest / own / gain ** 2)
}

for (const [file, limit, why] of [
  ['tone.flac', -75, '16 bits, and dither'], ['tone.ogg', -34, 'quality 5'], ['tone.mp3', -40, '128 kbit/s, and lame takes 0.4 dB'],
] as const) {
  test(`${file}: the sound, frame for frame, without silence at its ends (${why})`, async () => {
    const { rate, channels, flaw } = await decode(fixture(file))
    assert.equal([rate, channels.length, flaw], [RATE, 2, undefined])
    for (const channel of channels) assert.is(channel.length, FRAMES)
    const distance = [apart(channels[0], 441), apart(channels[1], 882)]
    assert.ok(Math.max(...distance) < limit, distance.join())
  })
}

test('a FLAC file is the WAV file that it was made of, to the bit', async () => {
  const { channels } = await decode(fixture('tone.flac'))
  for (const channel of channels) assert.ok(channel.every(x => Number.isInteger(x * 2 ** 15)))
})

test('an MP3 file of one channel is mono', async () => {
  const { channels } = await decode(fixture('mono.mp3'))
  assert.equal(channels.map(({ length }) => length), [FRAMES])
})

async function refusal(bytes: Uint8Array): Promise<string> {
  try {
    await decode(bytes)
  } catch (error) {
    assert.instance(error, Unreadable)
    return (error as Error).message
  }
  return 'no error'
}

test('what can\'t be played is named', async () => {
  const some = exact(16, 2)
  for (const [bytes, said] of [
    [Buffer.alloc(0), /^is empty/],
    [Buffer.from('just a text, no sound at all'), /^is no sound that is known here/],
    [Buffer.from('%PDF-1.7 and so on'), /it is PDF/],
    [wav([[]], RATE), /^has no frame of sound/],
    [wav(some, RATE, 16, false, {}, { tag: 2 }), /ADPCM inside/],
    [wav(some, RATE, 16, false, {}, { channels: 60 }), /^has 60 channels/],
    [wav(some, RATE, 16, false, {}, { rate: 0 }), /sample rate is 0 Hz/],
    [wav(some, RATE, 16, false, {}, { rate: 0xffff_ffff }), /sample rate is 4294967295 Hz/],
    [wav(some, RATE).subarray(0, 30), /without a format/],
    [wav(some, RATE).subarray(0, 40), /has no samples/],
    [aiff(some, RATE, 16, 'ima4'), /"ima4" inside/],
    [aiff(some, RATE, 16).subarray(0, 14), /without a format/],
    [Buffer.from([...fixture('tone.ogg').subarray(0, 28), ...Buffer.from('OpusHead........')]), /has Opus inside/],
    [fixture('tone.flac').subarray(0, 60), /^has no sound in it that can be decoded/],
  ] as const) assert.match(await refusal(bytes), said)
})

test('what is cut off is played as far as it goes, and named', async () => {
  const given = exact(16, 2, 1000)
  const whole = wav(given, RATE)
  const { channels, flaw } = await decode(whole.subarray(0, whole.length - 2000))
  assert.is(channels[0].length, 500)
  assert.match(flaw!, /^ends after 0.01 s; its header promises 0.02 s/)
  const bytes = fixture('tone.flac')
  assert.match((await decode(bytes.subarray(0, 0.7 * bytes.length))).flaw!, /ends after 0.[01]\d s; its header promises 0.23 s/)
})

test('a WAV file whose writer was killed is played to its end', async () => {
  const given = exact(16, 2, 100)
  for (const size of [0, 0xffff_ffff]) holds(await decode(wav(given, RATE, 16, false, {}, { size })), given, String(size))
})

test('numbers that are none become silence, and are counted', async () => {
  const { channels, flaw } = await decode(wav([[0.5, NaN, Infinity, 1e30, -0.5]], RATE, 32, true))
  assert.equal([...channels[0]], [0.5, 0, 0, 0, -0.5])
  assert.match(flaw!, /3 samples that are no numbers/)
})

test('ten hours are refused by how long they are', async () => {
  const flac = Buffer.from(fixture('tone.flac'))
  assert.match(await refusal(wav(exact(8, 1), 8, 8)), /sample rate is 8 Hz/)
  const long = wav([new Uint8Array(30_000_000)], 1000, 8)
  assert.match(await refusal(long), /^lasts 8:20:00, and there is room for 6:59:/)
  // A header that lies about it is no reason: what is there counts.
  flac[22] = 0xff
  assert.match((await decode(flac)).flaw!, /its header promises/)
})

test('whatever the bytes are it is a sound or refused: it never hangs, and nothing is no number', async () => {
  const files: Uint8Array[] = [...['tone.flac', 'tone.ogg', 'tone.mp3'].map(fixture), wav(exact(16, 2), RATE), aiff(exact(24, 1), RATE, 24)]
  const bad = fc.record({
    file: fc.nat(files.length - 1), end: fc.double({ min: 0, max: 1, noNaN: true }),
    changes: fc.array(fc.tuple(fc.nat(9000), fc.nat(255)), { maxLength: 20 }), early: fc.boolean(),
  })
  await fc.assert(fc.asyncProperty(bad, async ({ file, end, changes, early }) => {
    const bytes = Buffer.from(files[file].subarray(0, Math.ceil(end * files[file].length)))
    for (const [at, value] of changes) if (bytes.length > 0) bytes[early ? at % Math.min(60, bytes.length) : at % bytes.length] = value
    try {
      const { channels, rate } = await decode(bytes)
      assert.ok(rate >= 1000 && channels.length >= 1 && channels.length <= 8)
      for (const channel of channels) assert.ok(channel.length > 0 && channel.every(Number.isFinite))
    } catch (error) {
      assert.instance(error, Unreadable, (error as Error).stack)
    }
  }), { numRuns: 100 })
})

test.run()
