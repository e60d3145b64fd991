/** The seven saws of supersaw: where they are, how loud, and what else there is. */
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { supersaw } from '../../src/index.ts'
import { spectrum } from '../fft.ts'
import { measured } from '../measured.ts'
import { decibels, left, play, RATE, right, rms } from '../play.ts'

const RATIOS = [-0.11002313, -0.06288439, -0.01952356, 0, 0.01991221, 0.06216538, 0.10745242]
/** Szabo's polynomial for the knob, from the highest power down. */
const CURVE = [10028.7312891634, -50818.8652045924, 111363.4808729368, -138150.6761080548, 106649.6679158292, -53046.9642751875,
  17019.951858008, -3425.0836591318, 404.2703938388, -24.1878824391, 0.6717417634, 0.0030115596]
const spread = (x: number) => CURVE.reduce((sum, c) => sum * x + c, 0)
const levels = (mix: number) => {
  const [centre, sides] = [0.99785 - 0.55366 * mix, 0.044372 + 1.2841 * mix - 0.73764 * mix * mix]
  const whole = Math.hypot(centre, Math.sqrt(6) * sides)
  return { centre: centre / whole, side: sides / whole }
}

const SIZE = 2 ** 17
/** Half the width of a peak of the window, in steps of its frequency. */
const PEAK = 5

/** Frequency and amplitude of the peak near a frequency: the sum of its power over that of the window, and its middle. */
function peakAt(power: Float64Array, freq: number): { freq: number, size: number } {
  const at = Math.round(freq * SIZE / RATE)
  let [sum, moment] = [0, 0]
  for (let i = at - PEAK; i <= at + PEAK; i++) {
    sum += power[i]
    moment += i * power[i]
  }
  // The noise bandwidth of the Blackman-Harris window is 2.0044 steps.
  return { freq: moment / sum * RATE / SIZE, size: Math.sqrt(sum / 2.0044) }
}

for (const [freq, detune, mix] of [[1000, 1, 0.75], [4000, 0.5, 1], [3000, 0.7, 0.2]]) {
  test(`at ${freq} Hz, detune ${detune}, mix ${mix}: each saw is at its place, and as loud as it should be`, () => {
    const power = spectrum(left(play(() => supersaw('it', { freq, detune, mix, width: 0 }), SIZE)))
    const { centre, side } = levels(mix)
    for (const ratio of RATIOS) {
      const expected = freq * (1 + spread(detune) * ratio)
      const found = peakAt(power, expected)
      assert.ok(Math.abs(found.freq / expected - 1) < 1e-4, `${found.freq} Hz, not ${expected}`)
      const size = 2 / Math.PI * (ratio === 0 ? centre : side)
      assert.ok(Math.abs(decibels(found.size / size)) < 0.05, `${ratio}: ${found.size}, not ${size}`)
    }
  })
}

test('what is none of their harmonics is below -85 dBc', () => {
  for (const [freq, detune] of [[2500, 0.6], [5000, 0.8]]) {
    const power = spectrum(left(play(() => supersaw('it', { freq, detune }), SIZE)))
    for (const ratio of RATIOS) {
      for (let k = 1; k * freq * (1 + spread(detune) * ratio) < RATE / 2; k++) {
        const at = Math.round(k * freq * (1 + spread(detune) * ratio) * SIZE / RATE)
        power.fill(0, at - PEAK, at + PEAK + 1)
      }
    }
    const alias = decibels(Math.sqrt(power.reduce((most, p) => Math.max(most, p), 0)) / (2 / Math.PI))
    // The side lobes of the window are at -92 dB.
    if (freq === 5000) measured('supersaw', 'highest alias at 5 kHz, 48 kHz', `${alias.toFixed(1)} dBc`, '≤ -85 dBc')
    assert.ok(alias < -85, `${freq}: ${alias}`)
  }
})

test('as loud as one saw at any mix, on both sides', () => {
  for (const mix of [0, 0.3, 0.75, 1]) for (const width of [0, 0.5, 1]) {
    const pcm = play(() => supersaw('it', { freq: 333, detune: 0.8, mix, width }), 4 * RATE)
    // They beat, so it is no more exact than this in four seconds.
    for (const side of [left(pcm), right(pcm)]) {
      assert.ok(Math.abs(decibels(rms(side) * Math.sqrt(3))) < 0.3, `${mix}, ${width}: ${rms(side)}`)
    }
  }
})

test('at width 0 both sides are the same, at width 1 they have only the middle in common', () => {
  const narrow = play(() => supersaw('it', { width: 0 }), 4800)
  const off = left(narrow).reduce((most, x, i) => Math.max(most, Math.abs(x - right(narrow)[i])), 0)
  assert.ok(off < 1e-6, `${off}`)
  const wide = play(() => supersaw('it', { freq: 1000, detune: 0.8, mix: 1, width: 1 }), SIZE)
  const [l, r] = [spectrum(left(wide)), spectrum(right(wide))]
  const sides = RATIOS.filter(ratio => ratio !== 0).map(ratio => {
    const freq = 1000 * (1 + spread(0.8) * ratio)
    return decibels(peakAt(l, freq).size / peakAt(r, freq).size)
  })
  assert.is(sides.filter(db => db > 60).length, 3)
  assert.is(sides.filter(db => db < -60).length, 3)
})

test.run()
