/** What lfo, noise, gain, mix and pan do, against their formulas. */
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { gain, lfo, mix, noise, pan, sine } from '../../src/index.ts'
import { Instance } from '../../src/kernel/instance.ts'
import { MAX_BLOCK } from '../../src/kernel/kernel.ts'
import { measured } from '../measured.ts'
import { decibels, kernelOf, left, listen, play, RATE, right, rms, steepest, tuned } from '../play.ts'

const close = (actual: number, expected: number, tolerance: number, what = '') =>
  assert.ok(Math.abs(actual - expected) <= tolerance, `${what}: ${actual}, not ${expected}`)

const waves = {
  sine: (p: number) => Math.sin(2 * Math.PI * p),
  triangle: (p: number) => 2 / Math.PI * Math.asin(Math.sin(2 * Math.PI * p)),
  square: (p: number) => p < 0.5 ? 1 : -1,
  saw: (p: number) => 2 * p - 1,
}
for (const [shape, wave] of Object.entries(waves)) {
  test(`lfo, ${shape}: the formula, between min and max`, () => {
    const range = { min: 100, max: 500, depth: 0.5, offset: 10 }
    const samples = listen(() => lfo('it', { freq: 3, shape: shape as 'sine', ...range }), RATE)
    samples.forEach((sample, n) => {
      const phase = 3 * n / RATE % 1
      const edge = Math.min(phase % 0.5, 0.5 - phase % 0.5) < 1e-4 // where a step may fall on the next frame
      if (!edge || shape === 'sine' || shape === 'triangle') close(sample, 310 + 100 * wave(phase), 1e-4, `frame ${n}`)
    })
  })
}

for (const [freq, minutes] of [[0.01, 10], [1 / 3, 60]]) {
  test(`lfo: ${freq.toFixed(2)} Hz keep time within a frame for ${minutes} minutes`, () => {
    const instance = new Instance(kernelOf(() => lfo('it', { freq, shape: 'saw' })))
    const frames = minutes * 60 * RATE
    for (let i = 0; i < frames; i += MAX_BLOCK) instance.render(0, MAX_BLOCK)
    const turns = freq * (instance.frame - 1) / RATE
    const phase = (instance.output[2 * MAX_BLOCK - 2] + 1) / 2
    const off = phase - turns + Math.round(turns - phase)
    measured('lfo', `${freq.toFixed(2)} Hz after ${minutes} minutes, off by`, `${Math.abs(off * RATE / freq).toFixed(2)} frames`, '≤ 1 frame')
    close(off, 0, freq / RATE)
  })
}

test('lfo: at depth 0 it rests in the middle', () => {
  assert.ok(listen(() => lfo('it', { min: 200, max: 400, depth: 0 }), 1000).every(sample => sample === 300))
})

test('noise: centred, even over -1 … 1, flat within 0.5 dB from octave to octave', () => {
  const samples = listen(() => noise('it'), 2 ** 18)
  const mean = samples.reduce((sum, x) => sum + x, 0) / samples.length
  close(mean, 0, 4 / Math.sqrt(3 * samples.length), 'mean, within four deviations')
  close(rms(samples), 1 / Math.sqrt(3), 0.003, 'rms')
  const size = 256
  const power = new Float64Array(size / 2)
  for (let start = 0; start < samples.length; start += size) {
    for (let k = 1; k < size / 2; k++) {
      const c = 2 * Math.cos(2 * Math.PI * k / size)
      let [a, b] = [0, 0]
      for (let i = start; i < start + size; i++) [a, b] = [samples[i] + c * a - b, a]
      power[k] += a * a + b * b - c * a * b
    }
  }
  const octaves = [2, 4, 8, 16, 32].map(from => power.subarray(from, 2 * from).reduce((sum, p) => sum + p) / from)
  for (const octave of octaves) close(10 * Math.log10(octave / octaves[4]), 0, 0.5)
})

test('noise: the same for the same seed, another for another', () => {
  const [a, b, again] = [1, 2, 1].map(seed => listen(() => noise('it', { seed }), 20_000))
  assert.equal(a, again)
  const correlation = a.reduce((sum, x, i) => sum + x * b[i], 0) / a.length * 3
  close(correlation, 0, 4 / Math.sqrt(a.length), 'within four deviations')
})

test('gain: a factor; a jump of it is a straight line over 10 ms, so no step', () => {
  const samples = listen(() => gain('it', { in: 0.5, gain: 1 }), 4800, [[1000, '/mod/it/gain', 4]])
  assert.is(samples[999], 0.5)
  close(samples[1240], 0.5 + 1.5 * 240 / 488, 1e-6, 'on the way; the ramp ends on a multiple of 16')
  assert.is(samples[1488], 2)
  close(steepest(samples), 1.5 / 488, 1e-6, 'steepest')
})

test('gain: of two signals a ring modulator', () => {
  const samples = listen(() => gain('it', { in: sine('a', { freq: 1000 }), gain: sine('b', { freq: 300 }) }), 4800)
  const cosine = (freq: number, n: number) => Math.cos(2 * Math.PI * freq * n / RATE)
  samples.forEach((sample, n) => close(sample, (cosine(tuned(1000) - tuned(300), n) - cosine(tuned(1000) + tuned(300), n)) / 2, 1e-6, `frame ${n}`))
})

test('mix: the sum of the channels by their levels', () => {
  const channels = { in1: 0.1, gain1: 1, in2: 0.2, gain2: 2, in3: 0.3, gain3: 0, in4: 0.4, gain4: 0.5 }
  const samples = listen(() => mix('it', channels), 100)
  assert.ok(samples.every(sample => Math.abs(sample - 0.7) < 1e-7))
})

test('pan: left, middle and right at the same power', () => {
  for (const position of [-1, -0.5, 0, 0.25, 1]) {
    const pcm = play(() => pan('it', { in: 1, position }), 10)
    const [l, r] = [left(pcm)[5], right(pcm)[5]]
    close(l * l + r * r, 1, 1e-6, `power at ${position}`)
    close(Math.atan2(r, l), (position + 1) * Math.PI / 4, 1e-6, `angle at ${position}`)
  }
  const [l, r] = [left(play(() => pan('it', { in: 1, position: 0 }), 10))[5], right(play(() => pan('it', { in: 1 }), 10))[5]]
  close(decibels(l), -3.0103, 1e-3)
  close(l, r, 1e-8)
})

test('arithmetic of signals', () => {
  const at = (build: () => unknown) => listen(build, 10)[5]
  const two = () => gain('two', { in: 1, gain: 2 })
  close(at(() => two().mul(3).add(1).sub(0.5).div(2)), 3.25, 1e-9)
  const three = gain('three', { in: 1, gain: 3 })
  close(at(() => two().mul(three).add(three).sub(two.length).div(three)), 3, 1e-6)
  assert.is(at(() => two().div(0)), 0)
})

test.run()
