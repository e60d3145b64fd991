/** Compressor and noise gate: the static curve, the times, the side chain, against their formulas. */
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { compressor, module, noise, noisegate, sine } from '../../src/index.ts'
import { measured } from '../measured.ts'
import { decibels, impurity, kernelOf, left, listen, peak, play, RATE } from '../play.ts'

const linear = (db: number) => 10 ** (db / 20)
/** What is `before` until a frame, and `after` from it on. */
const step = (before: number, after: number, at: number, id = 'step') => module({
  name: 'step', inputs: {}, uses: { before, after, at }, tick: (s, i, { frame, before, after, at }) => frame < at ? before : after,
})(id)

/** By how many dB a level is turned down, by the paper's equation 4. */
function curve(level: number, threshold: number, ratio: number, knee: number): number {
  const over = level - threshold
  if (2 * over < -knee) return 0
  if (2 * Math.abs(over) <= knee) return (1 - 1 / ratio) * (over + knee / 2) ** 2 / (2 * knee)
  return (1 - 1 / ratio) * over
}

test('the static curve: within 0.0001 dB, for any threshold, ratio and knee', () => {
  let worst = 0
  for (const [threshold, ratio, knee] of [[-20, 4, 6], [-40, 2, 0], [-60, 100, 24], [-6, 1, 6], [-30, 1.5, 40]]) {
    for (let level = -90; level <= 20; level += 3.7) {
      const build = () => compressor('it', { in: step(linear(level), 0, 1000), threshold, ratio, knee, attack: 0 })
      const out = decibels(listen(() => build().mul(1e-3), 100)[99] * 1e3)
      const off = Math.abs(out - (level - curve(level, threshold, ratio, knee)))
      assert.ok(off < 1e-4, `${level} dB, threshold ${threshold}, ratio ${ratio}, knee ${knee}: ${out} dB`)
      worst = Math.max(worst, off)
    }
  }
  measured('compressor', 'static curve, -90 … 20 dB, five settings', `${worst.toFixed(5)} dB`, '≤ 0.0001 dB')
})

test('tones: their peaks are on the curve within 0.1 dB', () => {
  for (const freq of [100, 440, 997, 5000]) {
    const out = decibels(peak(listen(() => compressor('it', { in: sine('in', { freq }) }), 2 * RATE).subarray(RATE)))
    assert.ok(Math.abs(out + curve(0, -20, 4, 6)) < 0.1, `${freq} Hz: ${out} dB`)
  }
})

test('a tone that is turned down by 15 dB stays clean', () => {
  for (const [freq, limit] of [[100, -60], [1000, -95]]) {
    const ratio = decibels(impurity(listen(() => compressor('it', { in: sine('in', { freq }) }), 2 * RATE).subarray(RATE), freq))
    assert.ok(ratio < limit, `${freq} Hz: ${ratio} dB`)
    const what = `THD+N at ${freq} Hz, 15 dB turned down, attack 10 ms, release 100 ms`
    measured('compressor', what, `${ratio.toFixed(1)} dB`, `≤ ${limit} dB`)
  }
})

const at = 4800
const HIGH = 0
const LOW = -60
const CUT = curve(HIGH, -20, 4, 0)

test('attack: after t the cut is 1 - e^(-t / attack) of it, in dB, at any rate', () => {
  for (const rate of [22_050, RATE, 96_000]) for (const attack of [1, 10, 200]) {
    const build = () => compressor('it', { in: 1, side: step(linear(LOW), linear(HIGH), at), knee: 0, attack })
    const gain = left(play(kernelOf(build, rate), at + 20_000))
    for (let n = 0; n < 20_000; n++) {
      const right = -CUT * (1 - Math.exp(-(n + 1) / (attack * rate / 1000)))
      const off = Math.abs(decibels(gain[at + n]) - right)
      if (off > 0.001) assert.unreachable(`attack ${attack}, frame ${n}: ${off} dB`)
    }
  }
})

test('release: from the peak on, smoothed by the attack, in dB', () => {
  for (const [attack, release] of [[1, 100], [10, 300], [0, 50]]) {
    const gain = listen(() => compressor('it', { in: 1, side: step(linear(HIGH), linear(LOW), RATE), knee: 0, attack, release }), 2 * RATE)
    const [a, r] = [attack, release].map(ms => Math.exp(-1000 / (Math.max(ms, 1e-9) * RATE)))
    let held = CUT
    let done = CUT
    for (let n = 0; n < RATE; n++) {
      held *= r
      done = a * done + (1 - a) * held
      const off = Math.abs(decibels(gain[RATE + n]) + done)
      if (off > 0.001) assert.unreachable(`attack ${attack}, release ${release}, frame ${n}: ${off} dB`)
    }
    const third = decibels(gain[RATE + Math.round((release + attack) * RATE / 1000)]) / -CUT
    assert.ok(Math.abs(third - Math.exp(-1)) < 0.02, `${third} left after release and attack`)
  }
})

test('ducking: the side chain turns the signal down, and is not heard itself', () => {
  const kick = () => sine('kick', { freq: 60 }).mul(step(0, 1, RATE))
  const pad = () => sine('pad', { freq: 440, gain: 0.1 })
  const alone = listen(pad, 2 * RATE)
  const ducked = listen(() => compressor('it', { in: pad(), side: kick(), threshold: -30, ratio: 10, attack: 5, release: 500 }), 2 * RATE)
  for (let n = 0; n < RATE; n++) assert.is(ducked[n], alone[n], 'as it is while the kick is silent')
  const down = decibels(peak(ducked.subarray(1.5 * RATE)) / 0.1)
  assert.ok(Math.abs(down + curve(0, -30, 10, 6)) < 0.3, `${down} dB`)
  assert.ok(decibels(impurity(ducked.subarray(1.5 * RATE), 440)) < -40, 'nothing of the kick')
})

test('below the knee it comes through bit for bit; makeup is a gain', () => {
  const quiet = () => noise('in').mul(0.07)
  const before = listen(quiet, RATE)
  assert.equal(listen(() => compressor('it', { in: quiet() }), RATE), before)
  const louder = listen(() => compressor('it', { in: quiet(), makeup: 12 }), RATE)
  louder.forEach((x, n) => assert.ok(Math.abs(x - linear(12) * before[n]) < 1e-6))
})

test('gate: opens in the frame that is loud enough, holds, shuts; times are time constants', () => {
  const [attack, hold, release, floor] = [2, 30, 50, -60]
  const side = step(linear(-41), linear(-39), at).mul(step(1, 0, RATE, 'later'))
  const gain = listen(() => noisegate('it', { in: 1, side, threshold: -40, attack, hold, release, floor }), 2 * RATE)
  const frames = (ms: number) => ms * RATE / 1000
  const shuts = RATE + frames(hold)
  // Long shut: all but at its floor.
  assert.ok(Math.abs(gain[at - 1] - linear(floor)) < 0.02)
  const start = gain[at - 1]
  for (let n = at; n < shuts; n++) {
    const right = 1 - (1 - start) * Math.exp(-(n - at + 1) / frames(attack))
    assert.ok(Math.abs(gain[n] - right) < 1e-5, `frame ${n}: ${gain[n]}, not ${right}`)
  }
  for (let n = shuts; n < 2 * RATE; n++) {
    const right = linear(floor) + (1 - linear(floor)) * Math.exp(-(n - shuts + 1) / frames(release))
    assert.ok(Math.abs(gain[n] - right) < 1e-5, `frame ${n}: ${gain[n]}, not ${right}`)
  }
})

test('gate: between its two thresholds it stays as it is', () => {
  const open = listen(() => noisegate('it', { in: 1, side: step(linear(-39), linear(-45), at), hold: 10, attack: 0, release: 0 }), RATE)
  assert.ok(open.every(x => x === 1))
  const shut = listen(() => noisegate('it', { in: 1, side: linear(-41), floor: -60 }), RATE)
  assert.ok(Math.abs(decibels(shut[RATE - 1]) + 60) < 0.01)
})

test('gate: a tone above the threshold is let through without chatter', () => {
  const build = () => noisegate('it', { in: sine('in', { freq: 50, gain: 0.02 }), attack: 0, hold: 10 })
  const tone = listen(() => sine('in', { freq: 50, gain: 0.02 }), RATE)
  const through = listen(build, RATE)
  for (let n = RATE / 2; n < RATE; n++) assert.is(through[n], tone[n])
})

test.run()
