/** The measures of sounds measure what they say. */
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { correlation } from '../src/analysis/correlation.ts'
import { balance, constant, crest, truePeak } from './balance.ts'
import { offsets, onsets, onTime } from './onsets.ts'
import { RATE } from './play.ts'

const stereo = (seconds: number, at: (time: number) => readonly [number, number]): Float32Array =>
  Float32Array.from({ length: 2 * Math.round(seconds * RATE) }, (_, i) => at((i >> 1) / RATE)[i % 2])
const wave = (freq: number, time: number) => Math.sin(2 * Math.PI * freq * time)

test('the balance puts each sine into its band', () => {
  const bands = balance(stereo(2, t => [wave(40, t), 0.1 * wave(1000, t)]), RATE)
  assert.ok(bands.sub > -0.1 && Math.abs(bands.mid + 20) < 0.1 && bands.high < -60, JSON.stringify(bands))
})

test('crest, DC, correlation and true peak of a sine', () => {
  const tone = stereo(1, t => [0.5 * wave(1000, t) + 0.01, -0.5 * wave(1000, t)])
  assert.ok(Math.abs(crest(tone) - 3.1) < 0.15)
  assert.ok(Math.abs(constant(tone) - 0.01) < 1e-4)
  assert.ok(correlation(tone) < -0.99)
  const between = stereo(1, t => Array(2).fill(0.5 * Math.sin(2 * Math.PI * RATE / 4 * t + Math.PI / 4)) as [number, number])
  assert.ok(Math.abs(truePeak(between) + 6.02) < 0.2, `${truePeak(between)}`)
})

test('strokes are found where they are', () => {
  let seed = 1
  const noise = () => (seed = Math.imul(seed, 1664525) + 1013904223 | 0) * 2 ** -31
  const bpm = 174
  const [sixteenth, every] = [15 / bpm, 3]
  for (const sound of [() => noise(), (t: number) => wave(220, t)]) {
    const samples = Float32Array.from({ length: 4 * RATE }, (_, i) => {
      const since = (i / RATE) % (every * sixteenth)
      return 0.5 * sound(since) * Math.exp(-since / 0.03)
    })
    const found = onsets(samples, RATE)
    const late = offsets(found, bpm)
    assert.ok(Math.abs(found.length - 4 / (every * sixteenth)) < 2, `${found.length} are found`)
    assert.ok(late.every(ms => Math.abs(ms) < 3), `${late.map(ms => ms.toFixed(1))}`)
    assert.is(onTime(late, 3), 1)
  }
})

test.run()
