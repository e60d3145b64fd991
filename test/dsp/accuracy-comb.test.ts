/** The comb: its response against the formula, its pitch, how long it rings, that it stays within its bounds. */
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { comb, noise } from '../../src/index.ts'
import { lagrange } from '../../src/dsp/lagrange.ts'
import { measured } from '../measured.ts'
import { decibels, kernelOf, left, listen, peak, pitch, play, RATE } from '../play.ts'
import { compare, frequencies, impulse, over, plus, real, times, transfer, warped } from '../transfer.ts'
import type { Complex } from '../transfer.ts'

const size = ([re, im]: Complex) => Math.hypot(re, im)
const delayed = (freq: number, frames: number, rate = RATE): Complex => {
  const angle = -2 * Math.PI * freq * frames / rate
  return [Math.cos(angle), Math.sin(angle)]
}
const lowpass = (freq: number, cutoff: number, rate = RATE) => over(real(1), plus(real(1), warped(freq, cutoff, rate)))
/** What the interpolation makes of a tone, without the delay that it is there for. */
const interpolation = (freq: number, part: number, rate = RATE) => {
  const taps = [[1, 0, 0, 0], [0, 1, 0, 0], [0, 0, 1, 0], [0, 0, 0, 1]].map(([a, b, c, d]) => lagrange(a, b, c, d, part))
  const sum = taps.reduce((total: Complex, tap, i) => plus(total, times(real(tap), delayed(freq, i - 1, rate))), [0, 0])
  return over(sum, delayed(freq, part, rate))
}
/** Frames of the delay that is tuned to `freq`, with the lowpass and without. */
const wanted = (freq: number, feedback: number, damping: number, rate = RATE) => {
  const lowest = feedback < 0 ? freq / 2 : freq
  const [re, im] = lowpass(lowest, damping, rate)
  return rate / freq + Math.atan2(im, re) / (2 * Math.PI * lowest) * rate
}

test('interpolation: never louder, down by 0.04 dB at a tenth of the rate and by 0.5 dB at a fifth, its delay right', () => {
  for (let part = 0; part <= 1; part += 0.05) {
    for (const freq of [...frequencies(200), 22_000, 23_999]) assert.ok(size(interpolation(freq, part)) <= 1 + 1e-12, `${freq} Hz`)
    assert.ok(decibels(size(interpolation(RATE / 10, part))) > -0.04)
    assert.ok(decibels(size(interpolation(RATE / 5, part))) > -0.5)
    const [re, im] = interpolation(RATE / 20, part)
    assert.ok(Math.abs(Math.atan2(im, re) / (2 * Math.PI) * 20) < 3e-4, 'frames')
  }
})

for (const rate of [RATE, 22_050, 44_100, 96_000]) {
  test(`at ${rate} Hz magnitude and phase are those of (1 + feedforward P) / (1 - feedback P)`, () => {
    for (const [freq, feedback, feedforward, damping] of
      [[220, 0, 1, 9000], [1000, 0, -1, 5000], [317.3, 0.9, 0, 8000], [317.3, -0.9, 0.5, 1000], [3000, 0.7, -0.4, 10_000]]) {
      const frames = Math.ceil(rate * (0.01 + 180 / freq))
      // So quiet that the loop doesn't bend it.
      const build = () => comb('it', { in: impulse('in').mul(0.1), freq, feedback, feedforward, damping })
      const response = left(play(kernelOf(build, rate), frames)).map(x => 10 * x)
      const frac = wanted(freq, feedback, damping, rate) % 1
      const loop = (f: number) =>
        times(times(delayed(f, wanted(freq, feedback, damping, rate), rate), interpolation(f, frac, rate)), lowpass(f, damping, rate))
      const formula = (f: number) =>
        over(plus(real(1), times(real(feedforward), loop(f))), plus(real(1), times(real(-feedback), loop(f))))
      const { db, degrees } = compare(response, formula, { db: 0.001, degrees: 0.01, floor: -20 }, rate)
      if (rate !== RATE) continue
      measured('comb', `${freq} Hz, feedback ${feedback}, feedforward ${feedforward}: farthest from the formula`,
        `${db.toFixed(4)} dB, ${degrees.toFixed(3)}°`, '≤ 0.001 dB, 0.01°')
    }
  })
}

test('in tune: the lowest resonance within 0.1 cents, up to a tenth of the rate', () => {
  let worst = 0
  const PITCHES = [27.5, 55, 110, 440, 987.77, 1760, 3520, 4790]
  for (const freq of PITCHES) for (const feedback of [0.999, -0.999]) for (const damping of [3000, 20_000]) {
    const lowest = feedback < 0 ? freq / 2 : freq
    // It has to ring for as long as is listened.
    if (decibels(size(lowpass(lowest, damping))) < -0.05) continue
    const build = () => comb('it', { in: impulse('in').mul(0.5), freq, feedback, damping })
    const samples = listen(build, Math.round(RATE * 30 / lowest) + 100)
    const measuredPitch = pitch(samples.subarray(samples.length - Math.round(RATE * 20 / lowest)), lowest)
    const cents = Math.abs(1200 * Math.log2(measuredPitch / lowest))
    assert.ok(cents < 0.1, `${freq} Hz, feedback ${feedback}, damping ${damping}: ${cents} cents`)
    worst = Math.max(worst, cents)
  }
  measured('comb', 'lowest resonance off its pitch, 27.5 … 4790 Hz', `${worst.toFixed(3)} cents`, '≤ 0.1')
})

test('overtones of a bright string are in tune too', () => {
  const samples = listen(() => comb('it', { in: impulse('in').mul(0.5), freq: 110, feedback: 0.999, damping: 20_000 }), RATE)
  for (const overtone of [2, 5, 10, 20]) {
    const right = overtone * 110
    const cents = 1200 * Math.log2(pitch(samples.subarray(0, RATE / 2), right) / right)
    assert.ok(Math.abs(cents) < 0.5, `overtone ${overtone}: ${cents} cents`)
  }
})

test('rings by the feedback: each period it is so much quieter', () => {
  const build = () => comb('it', { in: impulse('in').mul(0.1), freq: 200, feedback: 0.95, damping: 20_000 })
  const samples = listen(build, RATE / 2)
  const at = (seconds: number) => size(transfer(samples.subarray(seconds * RATE, seconds * RATE + 2400), 200))
  // 20 periods of 200 Hz. The overtones die a little sooner, and leave their mark of 0.02 dB.
  const fall = decibels(at(0.2) / at(0.1))
  assert.ok(Math.abs(fall - 20 * decibels(0.95)) < 0.05, `${fall} dB, not ${20 * decibels(0.95)}`)
})

test('nothing runs away at full feedback', () => {
  for (const feedback of [-1, 1]) for (const input of [noise('in'), 1, noise('in').mul(1e5)]) {
    const samples = listen(() => comb('it', { in: input, freq: 331, feedback, feedforward: 0.5, damping: 20_000 }), 2 * RATE)
    const loudest = typeof input === 'number' ? 1 : peak(listen(() => input, 2 * RATE))
    // What lies between two samples is up to 1.25 times as loud.
    assert.ok(peak(samples) < (1 + 0.5 * 1.25) * (loudest + 4.001), `${peak(samples)}`)
  }
  const [freq, feedback] = [noise('up', { seed: 2 }).mul(3900).add(4000), noise('more', { seed: 3 })]
  const moved = () => comb('it', { in: noise('in'), freq, feedback })
  assert.ok(peak(listen(moved, 2 * RATE)) < 5.01)
})

test('a glide of the pitch is smooth', () => {
  // A ringing tone of 220 Hz, bent to 330: no step beyond what tones of both have, of about the amplitude there is.
  const samples = listen(() => comb('it', { in: impulse('in').mul(0.5), freq: 220, feedback: 0.999, damping: 1000 }), RATE,
    [[RATE / 4, '/mod/it/freq', 330]])
  const steepest = (from: number, to: number) => {
    let most = 0
    for (let n = from; n < to; n++) most = Math.max(most, Math.abs(samples[n] - samples[n - 1]))
    return most
  }
  assert.ok(steepest(RATE / 4, RATE / 4 + 2000) < 2 * steepest(RATE / 4 - 2000, RATE / 4))
})

test.run()
