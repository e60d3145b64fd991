import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { Pitch } from '../../src/analysis/pitch.ts'
import { pitchName } from '../../src/analysis/pitchname.ts'
import { noise, saw, wave } from './sounds.ts'

const RATE = 48_000
const stretch = (pitch: Pitch, at: (n: number) => number): Float64Array => Float64Array.from({ length: pitch.size }, (_, n) => at(n))
const cents = (a: number, b: number): number => 1200 * Math.log2(a / b)

for (const [name, shape] of [['sines', wave], ['saws', saw]] as const) {
  test(`${name} of 25 Hz to 8 kHz, within 1 cent`, () => {
    const pitch = new Pitch(RATE)
    // A saw of samples repeats only as exactly as its period is a number of them.
    for (let freq = 25; freq < (shape === saw ? 1000 : 8000); freq *= 1.37) {
      const got = pitch.of(stretch(pitch, n => 0.3 * shape(freq, n / RATE)))
      assert.ok(got !== null && Math.abs(cents(got, freq)) < 1, `${freq} Hz: ${got}`)
    }
  })
}

test('at other rates, with a constant in it, and very soft', () => {
  for (const rate of [22_050, 44_100, 96_000, 192_000]) {
    const pitch = new Pitch(rate)
    const got = pitch.of(stretch(pitch, n => 0.5 + 1e-4 * wave(440, n / rate)))
    assert.ok(got !== null && Math.abs(cents(got, 440)) < 1, `${rate}: ${got}`)
  }
})

test('the fundamental is heard where it is missing', () => {
  const pitch = new Pitch(RATE)
  const got = pitch.of(stretch(pitch, n => [3, 4, 5].reduce((sum, k) => sum + 0.2 * wave(110 * k, n / RATE), 0)))
  assert.ok(got !== null && Math.abs(cents(got, 110)) < 1, `${got}`)
})

test('noise, silence and a click have none', () => {
  const pitch = new Pitch(RATE)
  const hiss = noise()
  for (let i = 0; i < 20; i++) assert.is(pitch.of(stretch(pitch, () => hiss())), null)
  assert.is(pitch.of(stretch(pitch, () => 0)), null)
  assert.is(pitch.of(stretch(pitch, n => n === 1000 ? 1 : 0)), null)
})

test('notes by name', () => {
  assert.equal([440, 261.63, 445, 27.5, 25.9].map(pitchName), ['A4', 'C4', 'A4 +20 cents', 'A0', 'G#0 -4 cents'])
})

test.run()
