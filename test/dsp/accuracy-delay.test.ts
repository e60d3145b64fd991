/** Echoes: where they are, how loud, how dark; what happens when their time moves. */
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { delay, lfo, module, noise, pingpong, sine } from '../../src/index.ts'
import { compile } from '../../src/kernel/compile.ts'
import { walk } from '../../src/patch/walk.ts'
import { measured } from '../measured.ts'
import { decibels, left, listen, peak, play, RATE, right, steepest, tuned } from '../play.ts'
import type { Cue } from '../play.ts'
import { impulse, transfer } from '../transfer.ts'

const CLEAR = { damping: 20_000, mix: 1 }
const near = (x: number, y: number, tolerance: number, what = '') => assert.ok(Math.abs(x - y) <= tolerance, `${what}: ${x}, not ${y}`)
/** The frames that are not 0, and what is there. */
const echoes = (samples: Float32Array) => Array.from(samples, (x, frame) => [frame, x]).filter(([, x]) => x !== 0)

test('echoes are exact to the sample, and each is the feedback times the one before', () => {
  for (const [time, rate] of [[1, 48_000], [20, 44_100], [375, 48_000], [500, 22_050], [2700, 48_000], [375, 96_000]]) {
    const kernel = compile(walk(delay('it', { in: impulse('click'), time, feedback: 0.6, ...CLEAR })), rate)
    const frames = time * rate / 1000
    const found = echoes(left(play(kernel, 4 * frames + 1)))
    assert.equal(found.map(([frame]) => frame), [1, 2, 3, 4].map(k => k * frames), `${time} ms at ${rate} Hz`)
    found.forEach(([, x], k) => near(x, 0.6 ** k, 1e-6, `${time} ms, echo ${k + 1}`))
  }
  measured('delay', 'echoes off their frames, 1 … 2700 ms, 22.05 … 96 kHz', '0 frames', '0')
})

test('notes of the tempo', () => {
  const notes = { bar: 4, '1/2.': 3, '1/2': 2, '1/2t': 4 / 3, '1/4.': 1.5, '1/4': 1, '1/4t': 2 / 3, '1/8.': 0.75, '1/8': 0.5,
    '1/8t': 1 / 3, '1/16.': 0.375, '1/16': 0.25, '1/16t': 1 / 6, '1/32': 0.125 }
  for (const bpm of [174, 120, 67]) {
    for (const [sync, beats] of Object.entries(notes)) {
      const kernel = compile(walk(delay('it', { in: impulse('click'), sync: sync as '1/4', ...CLEAR })), RATE, bpm)
      const seconds = beats * 60 / bpm
      const [[frame, x]] = echoes(left(play(kernel, 3 * RATE)))
      assert.is(frame, Math.round((seconds > 2.7 ? seconds / 2 : seconds) * RATE), `${sync} at ${bpm}`)
      assert.is(x, 1)
    }
  }
})

test('mix: the input alone, and in between', () => {
  const dry = listen(() => noise('hiss'), 2000)
  assert.equal(listen(() => delay('it', { in: noise('hiss'), mix: 0 }), 2000), dry)
  const both = listen(() => delay('it', { in: noise('hiss'), mix: 0.25, time: 10, feedback: 0 }), 2000)
  both.forEach((x, n) => near(x, 0.75 * dry[n] + (n < 480 ? 0 : 0.25 * dry[n - 480]), 1e-6, `frame ${n}`))
})

test('damping: 3 dB more from echo to echo', () => {
  for (const damping of [200, 1000, 6000, 15_000]) {
    const samples = listen(() => delay('it', { in: impulse('click'), time: 500, feedback: 1, damping, mix: 1 }), 2.1 * RATE)
    for (const freq of [50, damping, Math.min(3 * damping, 20_000)]) {
      const [first, ...later] = [1, 2, 3, 4].map(k => Math.hypot(...transfer(samples.subarray(k * RATE / 2, k * RATE / 2 + 4000), freq)))
      const b = 1 - later[0] / first
      later.forEach((level, k) => {
        const turn = 2 * Math.PI * damping / RATE
        const pole = 2 - Math.cos(turn) - Math.sqrt((2 - Math.cos(turn)) ** 2 - 1)
        const passed = (1 - pole) / Math.hypot(1 - pole * Math.cos(2 * Math.PI * freq / RATE), pole * Math.sin(2 * Math.PI * freq / RATE))
        near(decibels(level / first), (k + 1) * decibels(passed), 0.01, `${damping} Hz, at ${freq} Hz, echo ${k + 2}, ${b}`)
        if (freq === damping) near(decibels(level / first), (k + 1) * -3.0103, 0.01, `${damping} Hz, echo ${k + 2}`)
      })
    }
  }
})

test('a short time is exact between the samples too', () => {
  for (const time of [4.5454, 22.731, 49.99]) {
    const delayed = listen(() => delay('it', { in: sine('tone', { freq: 1000 }), time, feedback: 0, mix: 1 }), 9600)
    delayed.subarray(4800).forEach((x, i) =>
      near(x, Math.sin(2 * Math.PI * 1000 * ((4800 + i) / RATE - time / 1000)), 2e-4, `${time} ms, frame ${4800 + i}`))
  }
})

test('half way between two samples the highs lose little', () => {
  const samples = listen(() => delay('it', { in: impulse('click'), time: 10 + 0.5 / 48, feedback: 0, mix: 1 }), 2000)
  for (const [freq, limit] of [[1000, 0.001], [5000, 0.05], [10_000, 0.8]]) {
    const loss = -decibels(Math.hypot(...transfer(samples, freq)))
    assert.ok(loss >= 0 && loss < limit, `${loss} dB at ${freq} Hz`)
  }
})

test('a time that moves is a tape: what is heard is what was there at that time', () => {
  const [freq, depth] = [997, 2]
  const wobble = () => lfo('wobble', { freq: 1, min: 100 - depth, max: 100 + depth })
  const samples = listen(() => delay('it', { in: sine('tone', { freq }), time: wobble(), feedback: 0, mix: 1 }), 2 * RATE)
  let worst = 0
  samples.forEach((x, n) => {
    if (n < RATE) return
    // A signal that control reads arrives 16 frames later.
    const back = (100 + depth * Math.sin(2 * Math.PI * (n - 16) / RATE)) / 1000
    worst = Math.max(worst, Math.abs(x - Math.sin(2 * Math.PI * freq * (n / RATE - back))))
  })
  // The cubic is 2e-4 off, the straight lines from one control point to the next less.
  assert.ok(worst < 1e-3, `${worst}`)
  measured('delay', 'error of a moving time (±2 ms at 1 Hz), tone of 1 kHz', `${decibels(worst).toFixed(0)} dB`, '≤ -60 dB')
})

test('a jump of the time fades over, a small one glides; both end exactly', () => {
  const tone = { freq: 440 }
  const slope = 2 * Math.PI * 440 / RATE
  for (const to of [374, 372.3, 250, 1, 2000]) {
    const jump: Cue[] = [[2.5 * RATE, '/mod/it/time', to]]
    const samples = listen(() => delay('it', { in: sine('tone', tone), time: 375, feedback: 0, mix: 1 }), 3 * RATE, jump)
    // A glide is up to 1.5 times as fast, a fade adds the distance of two sines over its 30 ms.
    assert.ok(steepest(samples.subarray(2.4 * RATE)) < 1.5 * slope + 2 / (0.03 * RATE), `to ${to} ms`)
    assert.ok(peak(samples) < 1.001, `to ${to} ms`)
    const frames = to > 50 ? Math.round(to * 48) : to * 48
    samples.subarray(2.7 * RATE).forEach((x, i) =>
      near(x, Math.sin(2 * Math.PI * tuned(440) * (2.7 * RATE + i - frames) / RATE), 1e-6, `to ${to} ms, frame ${i}`))
  }
})

test('feedback 1 keeps an echo for good, and what is too loud is rounded off', () => {
  const kept = listen(() => delay('it', { in: impulse('click'), time: 100, feedback: 1, ...CLEAR }), 60 * RATE)
  assert.is(kept[599 * 4800], 1)
  const burst = module({ name: 'burst', inputs: {}, state: { n: 0 }, tick: s => ++s.n < 9600 ? 100_000 : 0 })
  for (const kind of [delay, pingpong] as any[]) {
    const pcm = play(() => {
      const made = kind('it', { in: burst('loud'), time: 100, feedback: 1, ...CLEAR })
      return Array.isArray(made) ? made : [made, made]
    }, 2 * RATE)
    for (const side of [left(pcm), right(pcm)]) assert.ok(peak(side.subarray(RATE)) <= 4)
  }
})

const sides = (build: () => readonly unknown[], frames: number) => {
  const pcm = play(build, frames)
  return [left(pcm), right(pcm)]
}

test('ping-pong: a sound in the middle begins on the left and changes sides', () => {
  const [l, r] = sides(() => pingpong('it', { in: impulse('click'), time: 250, feedback: 0.7, ...CLEAR }), 2 * RATE)
  const expected = [1, 2, 3, 4, 5, 6, 7].map(k => [k * 12_000, Math.fround(0.7 ** (k - 1))])
  const compare = (found: number[][], odd: number) => {
    const right = expected.filter((_, k) => k % 2 === odd)
    assert.equal(found.map(([frame]) => frame), right.map(([frame]) => frame))
    found.forEach(([, x], k) => near(x, right[k][1], 1e-6))
  }
  compare(echoes(l), 0)
  compare(echoes(r), 1)
})

test('ping-pong: each side begins where it is; with cross 0 there are two delays side by side', () => {
  const one = (settings: object) => delay('it', { in: noise('a'), time: 20, feedback: 0.5, ...settings })
  const [a, b] = [1, 2].map(seed => listen(() => delay('it', { in: noise('n', { seed }), time: 20, feedback: 0.5 }), 5000))
  const [l, r] = sides(() => pingpong('it',
    { left: noise('m', { seed: 1 }), right: noise('n', { seed: 2 }), time: 20, feedback: 0.5, cross: 0 }), 5000)
  assert.equal([l, r], [a, b])
  const both = listen(() => one({}), 5000)
  assert.equal(sides(() => pingpong('it', { in: noise('a'), time: 20, feedback: 0.5, cross: 0 }), 5000), [both, both])
  const [first, second] = sides(() => pingpong('it', { right: impulse('click'), time: 20, feedback: 0.5, ...CLEAR }), 2000)
  assert.equal(echoes(second), [[960, 1]])
  assert.equal(echoes(first), [[1920, 0.5]])
})

test.run()
