/** Pitch, purity and continuity of the sine. */
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { sine } from '../../src/index.ts'
import { measured } from '../measured.ts'
import { decibels, impurity, kernelOf, left, listen, peak, pitch, play, RATE, steepest, tuned } from '../play.ts'
import type { Cue } from '../play.ts'

const CENT = 2 ** (1 / 1200)

for (const freq of [20, 27.5, 55, 110, 220, 440, 880, 1760, 5000, 10_000, 15_000]) {
  test(`${freq} Hz is within a thousandth of a cent`, () => {
    const cents = Math.abs(Math.log(pitch(listen(() => sine('it', { freq }), RATE), freq) / freq) / Math.log(CENT))
    measured('sine', `pitch at ${freq} Hz, off by`, `${cents.toExponential(0)} cents`, '< 0.001 cents')
    assert.ok(cents < 0.001, `${cents} cents`)
  })
}

for (const freq of [50, 220, 997, 5000, 15_000]) {
  test(`THD+N at ${freq} Hz is below -140 dBc in 32-bit floats`, () => {
    const ratio = decibels(impurity(listen(() => sine('it', { freq }), RATE), tuned(freq)))
    measured('sine', `THD+N at ${freq} Hz`, `${ratio.toFixed(1)} dBc`, '< -140 dBc')
    assert.ok(ratio < -140, `${ratio.toFixed(1)} dBc`)
  })
}

test('a tone is the formula, over ten seconds and any block size', () => {
  const kernel = kernelOf(() => sine('it', { freq: 441 }))
  for (const block of [1, 7, 64, 128]) {
    left(play(kernel, 10 * RATE, [], block)).forEach((sample, n) => {
      const expected = Math.sin(2 * Math.PI * (tuned(441) * n / RATE % 1))
      // 4e-9 of the polynomial, 3e-8 of a 32-bit float.
      if (Math.abs(sample - expected) > 1e-7) assert.unreachable(`block ${block}, frame ${n}: ${sample}, not ${expected}`)
    })
  }
})

test('the frequency is the nearest that there is, within 6 µHz, for as long as it plays', () => {
  const seconds = 10
  const samples = listen(() => sine('it', { freq: 441 }), seconds * RATE)
  const heard = pitch(samples, 441)
  assert.ok(Math.abs(tuned(441) - 441) < 6e-6)
  // Read from the phase between two halves of 5 s, of samples of 24 bits.
  assert.ok(Math.abs(heard - tuned(441)) < 1e-7, `${heard}`)
})

test('the phase goes on through a jump of the frequency', () => {
  const jumps: Cue[] = [[12_345, '/mod/it/freq', 1760], [30_001, '/mod/it/freq', 110]]
  const samples = listen(() => sine('it', { freq: 110 }), RATE, jumps)
  assert.ok(steepest(samples) <= 2 * Math.PI * 1760 / RATE * 1.0001)
  assert.ok(Math.abs(pitch(samples.subarray(14_000, 30_000), 1760) - 1760) < 0.01)
})

test('pitch shifts by semitones: 7 up from A is E', () => {
  const heard = pitch(listen(() => sine('it', { freq: 440, pitch: 7 }), RATE), 659.2551)
  assert.ok(Math.abs(heard - 440 * 2 ** (7 / 12)) < 1e-3, `${heard} Hz`)
})

test('gain is the amplitude, and follows a jump in a straight line over 10 ms', () => {
  const samples = listen(() => sine('it', { freq: 1000, gain: 0 }), 4800, [[960, '/mod/it/gain', 1]])
  assert.is(peak(samples.subarray(0, 960)), 0)
  const sure = samples.subarray(960 + 480)
  assert.ok(Math.abs(peak(sure) - 1) < 1e-6)
  samples.subarray(960, 960 + 480).forEach((sample, n) =>
    assert.ok(Math.abs(sample - n / 480 * Math.sin(2 * Math.PI * tuned(1000) * (960 + n) / RATE)) < 1e-6, `frame ${n}`))
})

test('a frequency that follows a signal is followed every sample', () => {
  // FM of a carrier by a 3 kHz sine: the phase is the integral of the frequency.
  const samples = listen(() => sine('it', { freq: sine('fm', { freq: 3000 }).mul(2000).add(1000) }), 4800)
  let phase = 0
  samples.forEach((sample, n) => {
    assert.ok(Math.abs(sample - Math.sin(2 * Math.PI * phase)) < 1e-6, `frame ${n}`)
    phase += (1000 + 2000 * Math.sin(2 * Math.PI * 3000 * n / RATE)) / RATE
  })
})

test.run()
