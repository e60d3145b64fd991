/** True peaks, against those that a sine has by definition, and its way of leaving out what can't matter. */
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { TruePeak } from '../../src/engine/truepeak.ts'
import { decibels } from '../play.ts'

const FRAMES = 2000
/** Until the filters are filled: the onset of a tone is higher than the tone. */
const SETTLED = 300

/** Highest reading of a sine of amplitude 1; `freq` in cycles a frame. */
function reading(freq: number, phase: number): number {
  const meter = new TruePeak(0.01)
  const found = new Float64Array(1)
  let peak = 0
  for (let n = 0; n < FRAMES; n++) {
    meter.process(Float32Array.of(0, Math.sin(2 * Math.PI * (freq * n + phase))), 0, 1, found)
    if (n > SETTLED) peak = Math.max(peak, found[0])
  }
  return decibels(peak)
}

test('a sine is read at most 0.17 dB too low, and up to 0.4 of the rate at most 0.2 dB too high', () => {
  for (let freq = 0.005; freq < 0.49; freq += 0.0073) {
    for (const phase of [0, 0.07, 0.125]) {
      const level = reading(freq, phase)
      assert.ok(level > -0.17, `${freq}: ${level} dB`)
      if (freq < 0.4) assert.ok(level < 0.2, `${freq}: ${level} dB`)
    }
  }
})

test('a quarter of the rate, sampled beside its peaks, is 3 dB above its samples', () => {
  const level = reading(0.25, 0.125)
  assert.ok(Math.abs(level) < 0.1, `${level} dB, the samples are at -3.01`)
})

test('what it leaves out is below the floor: loud and quiet parts read as by one that leaves nothing out', () => {
  const [sparing, thorough] = [new TruePeak(0.5), new TruePeak(1e-12)]
  const [some, all] = [new Float64Array(1), new Float64Array(1)]
  let random = 1
  let [left, told] = [0, 0]
  for (let n = 0; n < 50_000; n++) {
    random = (random * 1_664_525 + 1_013_904_223) % 2 ** 32
    const x = (random / 2 ** 31 - 1) * (n % 700 < 40 ? 2 : 0.1)
    const frame = Float32Array.of(x, -x / 2)
    sparing.process(frame, 0, 1, some)
    thorough.process(frame, 0, 1, all)
    const [[a], [b]] = [some, all]
    if (a === 0 && b !== 0) left++
    if (a !== 0) told++
    assert.ok(a === b || (b < 0.5 && a < 0.5), `frame ${n}: ${a}, not ${b}`)
  }
  assert.ok(left > 10_000 && told > 1000, `${left} left out, ${told} told`)
})

test.run()
