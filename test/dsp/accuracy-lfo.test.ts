/** What lfo does by the tempo, and by chance. Its other shapes are in accuracy-others.test.ts. */
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { lfo } from '../../src/index.ts'
import { compile } from '../../src/kernel/compile.ts'
import { Instance } from '../../src/kernel/instance.ts'
import { walk } from '../../src/patch/walk.ts'
import { measured } from '../measured.ts'
import { left, listen, play, RATE, steepest } from '../play.ts'
import type { Cue } from '../play.ts'

const close = (actual: number, expected: number, tolerance: number, what = '') =>
  assert.ok(Math.abs(actual - expected) <= tolerance, `${what}: ${actual}, not ${expected}`)

/** Beats that the notes take. */
const NOTES = {
  '4 bars': 16, '2 bars': 8, bar: 4, '1/2.': 3, '1/2': 2, '1/2t': 4 / 3, '1/4.': 1.5, '1/4': 1, '1/4t': 2 / 3,
  '1/8.': 0.75, '1/8': 0.5, '1/8t': 1 / 3, '1/16.': 0.375, '1/16': 0.25, '1/16t': 1 / 6,
}
const at = (bpm: number, build: () => unknown) => compile(walk(build()), RATE, bpm)

/** Frames on which a saw begins anew. */
const turns = (saw: Float32Array): number[] => [...saw.keys()].filter(i => i > 0 && saw[i] < saw[i - 1] - 1)

for (const [sync, beats] of Object.entries(NOTES)) {
  test(`sync ${sync}: every turn begins with its note, at any tempo`, () => {
    for (const bpm of [120, 174, 97.3]) {
      const frames = beats * 60 / bpm * RATE
      const kernel = at(bpm, () => lfo('it', { shape: 'saw', sync: sync as 'bar' }))
      const begins = turns(left(play(kernel, Math.ceil(Math.max(2.1 * frames, RATE)))))
      assert.ok(begins.length >= 2)
      begins.forEach((frame, n) => assert.is(frame, Math.ceil((n + 1) * frames - 1e-4), `turn ${n + 1} at ${bpm}`))
    }
  })
}

test('sync: on the beat still after an hour', () => {
  const kernel = at(137, () => lfo('it', { shape: 'saw', sync: '1/16t' }))
  const instance = new Instance(kernel)
  const frames = 3600 * RATE
  while (instance.frame < frames) instance.render(0, 4096)
  const phase = instance.frame * 137 * 6 / 60 / RATE % 1
  instance.render(0, 1)
  const astray = Math.abs((instance.output[0] + 1) / 2 - phase) * 60 / 137 / 6 * RATE
  measured('lfo', 'synced, astray after an hour', `${astray.toExponential(1)} frames`, '≤ 0.01 frames')
  assert.ok(astray < 0.01, `${astray}`)
})

test('sync: one that comes later, or is synced later, is in its place in the beat', () => {
  const kernel = at(100, () => lfo('it', { shape: 'saw', sync: '1/4' }))
  const frame = 12_345_678
  const late = new Instance(kernel)
  late.frame = frame
  late.render(0, 100)
  for (const n of [0, 50, 99]) close((late.output[2 * n] + 1) / 2, (frame + n) * 100 / 60 / RATE % 1, 1e-6)
  const cue: Cue[] = [[5000, '/mod/it/sync', '1/4']]
  const synced = left(play(at(100, () => lfo('it', { shape: 'saw', freq: 0.1 })), RATE, cue))
  for (const n of [5000, 10_000, 40_000]) close((synced[n] + 1) / 2, n * 100 / 60 / RATE % 1, 1e-6)
})

test('sync: freed again it goes on from where it is', () => {
  const samples = listen(() => lfo('it', { freq: 0.5, sync: '1/8' }), RATE, [[4000, '/mod/it/sync', 'free']])
  assert.ok(steepest(samples.subarray(3990, 4010)) < 2 * Math.PI * 4 / RATE * 1.001)
  assert.ok(steepest(samples.subarray(4010)) < 2 * Math.PI * 0.5 / RATE * 1.001)
})

test('random: a new value with each turn, even over -1 … 1, none like the one before', () => {
  const [freq, seconds] = [20, 200]
  const samples = listen(() => lfo('it', { shape: 'random', freq }), seconds * RATE)
  const values = Array.from({ length: freq * seconds }, (_, n) => samples[n * RATE / freq + 1200])
  values.forEach((value, n) => {
    for (const within of [2, 700, RATE / freq - 2]) assert.is(samples[n * RATE / freq + within], value)
  })
  const mean = (numbers: number[]) => numbers.reduce((sum, x) => sum + x) / numbers.length
  // Within four deviations of the mean of so many.
  const deviations = 4 / Math.sqrt(values.length)
  close(mean(values), 0, deviations * Math.sqrt(1 / 3), 'mean')
  close(mean(values.map(x => x * x)), 1 / 3, deviations * Math.sqrt(4 / 45), 'power')
  close(mean(values.slice(1).map((x, n) => x * values[n])), 0, deviations / 3, 'each with the next')
  assert.ok(values.every(value => Math.abs(value) <= 1) && Math.max(...values) > 0.99 && Math.min(...values) < -0.99)
})

test('random: the same for the same seed, another for another; within min … max', () => {
  const [a, b, again] = [1, 2, 1].map(seed => listen(() => lfo('it', { shape: 'random', freq: 10, seed, min: 100, max: 300 }), 10 * RATE))
  assert.equal(a, again)
  assert.ok([...a].every(x => x >= 100 && x <= 300))
  let [alike, all] = [0, 0]
  for (let i = 100; i < a.length; i += 4800) {
    all++
    if (Math.abs(a[i] - b[i]) < 1) alike++
  }
  assert.ok(alike < all / 10)
})

test('random, synced: a seed has its values on their beats, whenever it comes', () => {
  for (const phase of [0, 0.3, 0.75]) {
    const kernel = at(120, () => lfo('it', { shape: 'random', sync: '1/8', phase }))
    const whole = left(play(kernel, 4 * RATE))
    const late = new Instance(kernel)
    late.frame = 2 * RATE + 777
    late.render(0, 4000)
    for (let i = 0; i < 4000; i++) assert.is(late.output[2 * i], whole[2 * RATE + 777 + i])
  }
})

test('phase: so many turns ahead', () => {
  for (const phase of [0, 0.25, 0.5, 0.9, 1]) {
    listen(() => lfo('it', { freq: 3, phase }), RATE / 2).forEach((sample, n) => {
      const expected = Math.sin(2 * Math.PI * (3 * n / RATE + phase))
      if (Math.abs(sample - expected) > 1e-6) assert.unreachable(`frame ${n} at ${phase}: ${sample}, not ${expected}`)
    })
  }
  const back = left(play(at(120, () => lfo('it', { shape: 'square', sync: '1/2', phase: 0.5 })), 2 * RATE))
  const rises = [...back.keys()].filter(i => i > 0 && back[i] > back[i - 1])
  assert.equal(rises, [RATE / 2, 1.5 * RATE])
})

test('smooth: from each of those values to the next, without a corner', () => {
  const [steps, smooth] = (['random', 'smooth'] as const).map(shape => listen(() => lfo('it', { shape, freq: 10 }), 10 * RATE))
  for (let i = 0; i < smooth.length - 4800; i++) {
    const phase = i % 4800 / 4800
    // At the edge the step may be on the next frame.
    if (phase < 0.001 || phase > 0.999) continue
    const expected = steps[i] + (steps[i + 4800] - steps[i]) * phase * phase * (3 - 2 * phase)
    if (Math.abs(smooth[i] - expected) > 1e-6) assert.unreachable(`frame ${i}: ${smooth[i]}, not ${expected}`)
  }
  assert.ok(steepest(smooth) < 1.5 * 2 / 4800)
})

test.run()
