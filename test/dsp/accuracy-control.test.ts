/** What slew, hold, quantise, follower, scale and clip make of signals, against their formulas. */
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { clip, follower, hold, lfo, module, noise, quantise, scale, sine, slew } from '../../src/index.ts'
import { measured } from '../measured.ts'
import { decibels, kernelOf, left, listen, play, RATE } from '../play.ts'

const close = (actual: number, expected: number, tolerance: number, what = '') =>
  assert.ok(Math.abs(actual - expected) <= tolerance, `${what}: ${actual}, not ${expected}`)

/** `low` before frame `at`, `high` from then on. */
const step = (at: number, low: number, high: number) => module({
  name: 'step', inputs: {}, uses: { at, low, high }, tick: (s, i, { frame, at, low, high }) => frame < at ? low : high,
})('step')

/** From `from` by `by` every frame. */
const ramp = (from: number, by: number) => module({
  name: 'ramp', inputs: {}, uses: { from, by }, tick: (s, i, { frame, from, by }) => from + by * frame,
})('ramp')

test('slew: begins where its input is', () => {
  assert.ok(listen(() => slew('it', { in: 440, rise: 1000 }), 100).every(sample => sample === 440))
})

for (const rate of [22_050, 48_000, 96_000]) {
  test(`slew at ${rate} Hz, exponential: 99 % of the way after the time, up and down`, () => {
    const [at, ms] = [100, 50]
    for (const [low, high] of [[0, 1], [5, -3]]) {
      const samples = left(play(kernelOf(() =>
        slew('it', { in: step(at, low, high), [high > low ? 'rise' : 'fall']: ms, [high > low ? 'fall' : 'rise']: 1 }), rate), 20_000))
      samples.forEach((sample, frame) => {
        const expected = frame < at ? low : high + (low - high) * 0.01 ** ((frame - at + 1) / (ms * rate / 1000))
        if (Math.abs(sample - expected) > 1e-6) assert.unreachable(`frame ${frame}: ${sample}, not ${expected}`)
      })
    }
  })
}

test('slew, linear: the span in the time, whatever the step; then exactly there', () => {
  const build = () => slew('it', { in: step(100, 60, 72), shape: 'linear', span: 24, rise: 100 })
  listen(build, 5000).forEach((sample, frame) =>
    close(sample, frame < 100 ? 60 : Math.min(72, 60 + 24 * (frame - 99) / 4800), 1e-5, `frame ${frame}`)) // of a 32-bit float near 64
})

test('slew: without time it is its input', () => {
  for (const shape of ['linear', 'exponential'] as const) {
    const it = listen(() => slew('it', { in: noise('hiss'), rise: 0, fall: 0, shape }), 1000)
    assert.equal(it, listen(() => noise('hiss'), 1000))
  }
})

test('slew: a knob turned by hand glides', () => {
  const samples = listen(() => slew('it', { in: 220, rise: 100 }), RATE, [[100, '/mod/it/in', 440]])
  close(samples[100 + 4800 + 488], 440, 0.011 * 220, '99 % after the time and the 10 ms that every knob takes')
  close(samples[RATE - 1], 440, 1e-3)
})

test('hold: its clock samples the first frame, then so many times a second, each on the nearest frame', () => {
  for (const freq of [1, 3, 440, 10_000]) {
    const held = listen(() => hold('it', { in: ramp(0, 1), freq }), RATE)
    const taken = [...new Set(held)]
    assert.is(taken[0], 0)
    taken.forEach((frame, n) => close(frame, n * RATE / freq, 1, `tick ${n} of ${freq} Hz`))
    held.forEach((sample, frame) => assert.ok(sample <= frame && frame - sample < RATE / freq + 1))
    assert.is(new Set(held).size, freq, 'samples in a second')
  }
})

test('hold: samples with every pulse of the trigger, be it a single frame', () => {
  const pulse = module({
    name: 'pulse', inputs: {}, state: { left: 700 },
    tick: s => { s.left = s.left > 0 ? s.left - 1 : 1000; return s.left === 1000 ? 1 : 0 },
  })('pulse')
  listen(() => hold('it', { in: ramp(5, 1), trigger: pulse }), 10_000).forEach((sample, frame) =>
    assert.is(sample, frame < 700 ? 0 : 5 + 700 + 1001 * Math.floor((frame - 700) / 1001)))
})

test('hold: a trigger by hand samples once, on its frame', () => {
  const samples = listen(() => hold('it', { in: ramp(0, 1) }), 2000, [[777, '/gate/it', 1], [1500, '/gate/it', 0], [1600, '/gate/it', 1]])
  samples.forEach((sample, frame) => assert.is(sample, frame < 777 ? 0 : frame < 1600 ? 777 : 1600))
})

const SCALES: [any, number[]][] = [
  ['major', [0, 2, 4, 5, 7, 9, 11]], ['minor', [0, 2, 3, 5, 7, 8, 10]], ['harmonic minor', [0, 2, 3, 5, 7, 8, 11]],
  ['dorian', [0, 2, 3, 5, 7, 9, 10]], ['phrygian', [0, 1, 3, 5, 7, 8, 10]], ['lydian', [0, 2, 4, 6, 7, 9, 11]],
  ['mixolydian', [0, 2, 4, 5, 7, 9, 10]], ['major pentatonic', [0, 2, 4, 7, 9]], ['minor pentatonic', [0, 3, 5, 7, 10]],
  ['blues', [0, 3, 5, 6, 7, 10]], ['whole tone', [0, 2, 4, 6, 8, 10]], ['chromatic', [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11]],
]
for (const [name, degrees] of SCALES) {
  test(`quantise, ${name}: of every pitch the nearest note, on every root`, () => {
    for (const root of [0, 1, 7, 11]) {
      const notes = Array.from({ length: 300 }, (_, i) => i - 150).filter(note => degrees.includes((((note - root) % 12) + 12) % 12))
      const [from, by] = [-30.01, 0.0371]
      listen(() => quantise('it', { in: ramp(from, by), scale: name, root }), 3000).forEach((sample, frame) => {
        const x = from + by * frame
        const distance = Math.min(...notes.map(note => Math.abs(note - x)))
        if (!notes.includes(sample)) assert.unreachable(`${x}: ${sample} is no note of the scale`)
        if (Math.abs(sample - x) > distance + 1e-9) assert.unreachable(`${x}: ${sample} is not the nearest`)
      })
    }
  })
}

test('quantise: halfway goes to the upper note; what is in the scale stays', () => {
  const at = (x: number) => listen(() => quantise('it', { in: x }), 1)[0]
  assert.equal([60, 61, 61.5, 63, 64.5, 71.5, -1, -128].map(at), [60, 62, 62, 64, 65, 72, -1, -128])
})

test('quantise: Hz in equal temperament', () => {
  let most = 0
  for (let note = 0; note < 128; note++) {
    const hz = listen(() => quantise('it', { in: note, scale: 'chromatic', out: 'Hz' }), 1)[0]
    most = Math.max(most, Math.abs(1200 * Math.log2(hz / (440 * 2 ** ((note - 69) / 12)))))
  }
  measured('quantise', 'notes 0 … 127 in Hz, off by', `${most.toExponential(1)} cents`, '≤ 0.0002 cents')
  assert.ok(most < 2e-4, `${most}`) // two roundings to 32 bits, 1e-4 cents each
})

test('follower, peak: 63 % of the way in the time of attack and release', () => {
  for (const [attack, release] of [[5, 100], [20, 10]]) {
    const samples = listen(() => follower('it', { in: step(100, 0, 0.8).sub(module({
      name: 'end', inputs: {}, tick: (s, i, { frame }) => frame < 24_100 ? 0 : 0.8,
    })('end')), attack, release }), RATE)
    const [up, down] = [attack * 48, release * 48]
    samples.forEach((sample, frame) => {
      const rising = frame < 100 ? 0 : 0.8 * (1 - Math.exp(-(frame - 99) / up))
      const expected = frame < 24_100 ? rising : 0.8 * Math.exp(-(frame - 24_099) / down)
      if (Math.abs(sample - expected) > 1e-6) assert.unreachable(`frame ${frame}: ${sample}, not ${expected}`)
    })
  }
})

test('follower: with no attack the peaks of a sine are exact', () => {
  const samples = listen(() => follower('it', { in: sine('tone', { freq: 997, gain: 0.5 }), attack: 0, release: 5000 }), RATE)
  assert.ok(samples.subarray(RATE / 2).every(sample => Math.abs(decibels(sample / 0.5)) < 0.01)) // the peak is between two samples
})

test('follower, RMS: of sines and noise it is the RMS', () => {
  let most = 0
  for (const freq of [100, 440, 5000]) {
    const samples = listen(() => follower('it', { in: sine('tone', { freq, gain: 0.5 }), mode: 'RMS', attack: 50, release: 50 }), RATE)
    for (const sample of samples.subarray(RATE / 2)) most = Math.max(most, Math.abs(decibels(sample / (0.5 * Math.SQRT1_2))))
  }
  measured('follower', 'RMS of sines, 100 Hz and above, off by', `${most.toFixed(3)} dB`, '≤ 0.1 dB')
  assert.ok(most < 0.1, `${most}`)
  const noisy = listen(() => follower('it', { in: noise('hiss'), mode: 'RMS', attack: 200, release: 200 }), 2 * RATE).subarray(RATE)
  // A mean over 0.2 s of noise fluctuates by about 1 %.
  close(noisy.reduce((sum, x) => sum + x, 0) / noisy.length, Math.sqrt(1 / 3), 0.01)
})

test('scale: both curves, in every frame, also downwards; outside it stays at the ends', () => {
  const input = lfo('slow', { freq: 3, min: -2, max: 2 })
  const x = listen(() => input, 20_000)
  for (const [toMin, toMax, curve] of [[0, 10, 'linear'], [10, -5, 'linear'], [20, 20_000, 'exponential'], [8000, 50, 'exponential'],
    [-100, -200, 'exponential'], [0.001, 16_000, 'exponential']] as const) {
    const samples = listen(() => scale('it', { in: input, min: -1, max: 1, toMin, toMax, curve }), 20_000)
    samples.forEach((sample, frame) => {
      const t = Math.min(Math.max((x[frame] + 1) / 2, 0), 1)
      const expected = curve === 'linear' ? toMin + (toMax - toMin) * t : toMin * (toMax / toMin) ** t
      // The reference itself is worked out from an input rounded to 32 bits: 6e-8 of t, times ln(toMax / toMin) up to 17.
      const tolerance = curve === 'linear' ? 2e-6 : 7e-6 * Math.abs(expected)
      if (Math.abs(sample - expected) > tolerance) assert.unreachable(`frame ${frame}: ${sample}, not ${expected}`)
    })
  }
})

test('scale: exponential within 0.01 cents', () => {
  let most = 0
  for (let i = 0; i <= 50; i++) {
    const hz = listen(() => scale('it', { in: i / 50, toMin: 16, toMax: 16_384, curve: 'exponential' }), 1)[0]
    most = Math.max(most, Math.abs(1200 * Math.log2(hz / (16 * 2 ** (10 * i / 50)))))
  }
  measured('scale', 'exponential over 10 octaves, off by', `${most.toFixed(4)} cents`, '≤ 0.01 cents')
  assert.ok(most < 0.01, `${most}`)
})

test('scale: an empty range, and a way through 0 that can\'t be exponential', () => {
  assert.is(listen(() => scale('it', { in: 3, min: 2, max: 2, toMin: 5, toMax: 6 }), 1)[0], 5)
  close(listen(() => scale('it', { in: 0.25, toMin: -100, toMax: 100, curve: 'exponential' }), 1)[0], -50, 1e-6)
})

test('clip: between the limits its input, beyond them the limit', () => {
  const x = listen(() => noise('hiss'), 1000)
  listen(() => clip('it', { in: noise('hiss'), min: -0.25, max: 0.5 }), 1000).forEach((sample, frame) =>
    assert.is(sample, Math.min(Math.max(x[frame], -0.25), 0.5)))
})

test.run()
