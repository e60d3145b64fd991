/** Loudness, by what ITU-R BS.1770-4 and EBU Tech 3341 ask for. */
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { KWeighting } from '../../src/analysis/kweighting.ts'
import { Loudness } from '../../src/analysis/loudness.ts'
import { sound, wave } from './sounds.ts'

const TOLERANCE = 0.1

function measured(pcm: Float32Array, rate: number, channels = 2, piece = 1000): Loudness {
  const meter = new Loudness(rate, channels)
  const frames = pcm.length / channels
  for (let done = 0; done < frames; done += piece) meter.take(pcm.subarray(channels * done), Math.min(piece, frames - done))
  return meter
}
const reads = (got: number, expected: number): void => assert.ok(Math.abs(got - expected) <= TOLERANCE, `${got} for ${expected}`)
/** A sine of 1 kHz on both sides, whose level at a time is `db` dBFS. */
const tone = (seconds: number, rate: number, db: (time: number) => number): Float32Array =>
  sound(seconds, rate, 2, time => 10 ** (db(time) / 20) * wave(1000, time))

test('the filters at 48 kHz are those of the recommendation', () => {
  const { shelf, highpass } = new KWeighting(48_000)
  const expected = [1.53512485958697, -2.69169618940638, 1.19839281085285, -1.69065929318241, 0.73248077421585]
  shelf.forEach((x, i) => assert.ok(Math.abs(x - expected[i]) < 1e-13, `shelf ${i}: ${x}`))
  const [a1, a2] = [-1.99004745483398, 0.99007225036621]
  assert.ok(Math.abs(highpass[3] - a1) < 1e-13 && Math.abs(highpass[4] - a2) < 1e-13, `${highpass}`)
})

test('Tech 3341, cases 1 and 2: a sine at -23 and at -33 dBFS, at all rates', () => {
  for (const rate of [22_050, 44_100, 48_000, 96_000, 192_000]) {
    for (const db of [-23, -33]) {
      const meter = measured(tone(4, rate, () => db), rate)
      for (const got of [meter.integrated, meter.momentary, meter.shortTerm]) reads(got, db)
    }
  }
})

test('Tech 3341, cases 3 and 4: what is soft before and after does not count', () => {
  reads(measured(tone(80, 8000, t => t < 10 || t >= 70 ? -36 : -23), 8000).integrated, -23)
  const db = (t: number): number => t < 10 || t >= 90 ? -72 : t < 20 || t >= 80 ? -36 : -23
  reads(measured(tone(100, 8000, db), 8000).integrated, -23)
})

test('Tech 3341, case 5: what is a little softer does count', () => {
  reads(measured(tone(60.1, 8000, t => t < 20 || t >= 40.1 ? -26 : -20), 8000).integrated, -23)
})

test('one side of 997 Hz at full scale is -3.01 LUFS, as is mono', () => {
  reads(measured(sound(2, 48_000, 2, (time, side) => side === 0 ? wave(997, time) : 0), 48_000).integrated, -3.01)
  reads(measured(sound(2, 48_000, 1, time => wave(997, time)), 48_000, 1).integrated, -3.01)
})

test('silence is -Infinity; what is shorter than a block has the loudness of what there is', () => {
  assert.is(measured(sound(1, 48_000, 2, () => 0), 48_000).integrated, -Infinity)
  for (const seconds of [0.05, 0.15, 0.39]) reads(measured(tone(seconds, 48_000, () => -20), 48_000).integrated, -20)
})

test('the pieces that it comes in change nothing', () => {
  const pcm = tone(2, 48_000, t => -20 - t)
  const all = [7, 4800, 96_000].map(piece => measured(pcm, 48_000, 2, piece).integrated)
  assert.equal(new Set(all).size, 1)
})

test.run()
