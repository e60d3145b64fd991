/** Side bands, feedback and pitch of the operator. */
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { operator } from '../../src/index.ts'
import { measured } from '../measured.ts'
import { listen, peak, pitch, RATE } from '../play.ts'
import { toneOf } from '../tone.ts'

/** The Bessel function Jₙ(x), by its integral. */
function bessel(n: number, x: number): number {
  const STEPS = 2000
  let sum = 0
  for (let i = 0; i < STEPS; i++) {
    const t = Math.PI * (i + 0.5) / STEPS
    sum += Math.cos(n * t - x * Math.sin(t))
  }
  return sum / STEPS
}

for (const index of [0, 0.5, 2, 5]) {
  test(`an index of ${index}: side bands as the Bessel functions`, () => {
    // The modulator is the fundamental, the carrier its 20th harmonic: the n-th side bands are the harmonics 20 ± n.
    const build = (freq: number) => operator('carrier', { freq, ratio: 20, in: operator('modulator', { freq }), index })
    const tone = toneOf(build, 300)
    let worst = 0
    for (let n = -18; n <= 18; n++) worst = Math.max(worst, Math.abs(tone.harmonic(20 + n).a - bessel(n, index)))
    if (index === 5) measured('operator', 'side bands against the Bessel functions, index 5', worst.toExponential(1), '≤ 1e-7')
    assert.ok(worst < 1e-7, `${worst}`)
  })
}

for (const feedback of [0.3, 0.6, 0.9]) {
  test(`a feedback of ${feedback}: at a low pitch the harmonics of y = sin(x + feedback · y)`, () => {
    // Kepler's equation: the k-th is 2 Jₖ(k feedback) / (k feedback). What comes back is 1.5 samples late, which tells higher up.
    const tone = toneOf(freq => operator('it', { freq, feedback }), 30)
    for (let k = 1; k <= 6; k++) {
      const expected = 2 * bessel(k, k * feedback) / (k * feedback)
      assert.ok(Math.abs(tone.harmonic(k).size / expected - 1) < 0.02, `${k}: ${tone.harmonic(k).size}, not ${expected}`)
    }
  })
}

test('the definition, sample by sample, with feedback and modulation', () => {
  const settings = { ratio: 3, index: 2.5, feedback: 0.9, gain: 0.5 }
  const samples = listen(() => operator('it', { freq: 250, ...settings, in: operator('other', { freq: 375 }) }), 9600)
  let [last, before] = [0, 0]
  samples.forEach((sample, n) => {
    const x = Math.sin(2 * Math.PI * (375 * n / RATE % 1))
    const y = Math.sin(2 * Math.PI * (750 * n / RATE % 1) + 2.5 * x + 0.45 * (last + before))
    before = last
    last = y
    assert.ok(Math.abs(sample - y / 2) < 2e-5, `frame ${n}: ${sample}, not ${y / 2}`) // what feedback makes of 1e-8
  })
})

test('full feedback is wild, and no louder', () => {
  assert.ok(peak(listen(() => operator('it', { freq: 500, feedback: Math.PI }), RATE)) <= 1.000001)
})

for (const [freq, ratio] of [[20, 1], [440, 0.5], [440, 1.5], [1000, 14]]) {
  test(`${freq} Hz times ${ratio} is within a thousandth of a cent`, () => {
    const found = pitch(listen(() => operator('it', { freq, ratio }), RATE), freq * ratio)
    assert.ok(Math.abs(1200 * Math.log2(found / (freq * ratio))) < 0.001, `${found} Hz`)
  })
}

test('a gate starts the phase anew', () => {
  const samples = listen(() => operator('it', { freq: 321, feedback: 0.5 }), 4800, [[1600, '/gate/it', 1]])
  assert.equal(samples.slice(1600, 3200), samples.slice(0, 1600))
  const again = listen(() => operator('it', { freq: 321 }), 4800, [[1600, '/gate/it', 0.5], [2000, '/gate/it', 0.9], [2400, '/gate/it', 0]])
  assert.equal(again.slice(1600), listen(() => operator('it', { freq: 321 }), 3200))
})

test.run()
