/** The voices of the chorus: where they are, on which side, how loud. */
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { biquad, chorus, noise, sine } from '../../src/index.ts'
import type { Signal } from '../../src/index.ts'
import { measured } from '../measured.ts'
import { decibels, left, peak, play, RATE, right, rms } from '../play.ts'
import type { Cue } from '../play.ts'

const sides = (build: () => readonly Signal[], frames: number, cues: Cue[] = []) => {
  const pcm = play(build, frames, cues)
  return [left(pcm), right(pcm)]
}

for (const [rate, depth, delay, freq] of [[0.6, 2, 10, 440], [5, 0.3, 3, 2000], [0.05, 10, 12, 997], [0.6, 5, 1, 440]]) {
  test(`${rate} Hz, ${depth} ms, ${delay} ms: each voice is what was there so long ago, by the sine of its phase`, () => {
    const [l, r] = sides(() => chorus('it', { in: sine('tone', { freq }), rate, depth, delay, mix: 1 }), 4 * RATE)
    // A delay that is shorter than the depth is as long, and two frames for the interpolation.
    const middle = Math.max(delay / 1000, depth / 1000 + 2 / RATE)
    const voice = (n: number, k: number) => {
      const lag = middle + depth / 1000 * Math.sin(2 * Math.PI * (rate * n / RATE + k / 3))
      return Math.sin(2 * Math.PI * freq * (n / RATE - lag))
    }
    let worst = 0
    for (let n = RATE; n < 4 * RATE; n += 7) {
      const [v0, v1, v2] = [0, 1, 2].map(k => voice(n, k))
      worst = Math.max(worst, Math.abs(l[n] - 0.7 * v0 - 0.5 * v1), Math.abs(r[n] - 0.7 * v2 - 0.5 * v1))
    }
    // The cubic: 1e-5 at 440 Hz, 2e-3 at 2 kHz; the rest is how far the turning numbers are from a sine.
    assert.ok(worst < (freq > 1000 ? 3e-3 : 1e-3), `${worst}`)
    if (freq === 997) measured('chorus', 'voices off the formula, ±10 ms, tone of 1 kHz', `${decibels(worst).toFixed(0)} dB`, '≤ -60 dB')
  })
}

test('mix: the input alone, each on its side; width 0 is the same on both sides', () => {
  const dry = () => [noise('a', { seed: 1 }), noise('b', { seed: 2 })]
  const pcm = play(() => {
    const [a, b] = dry()
    return chorus('it', { left: a, right: b, mix: 0 })
  }, 5000)
  assert.equal(pcm, play(dry, 5000))
  const [l, r] = sides(() => chorus('it', { in: noise('a'), mix: 1, width: 0 }), 5000)
  l.forEach((x, n) => assert.ok(Math.abs(x - r[n]) < 1e-7, `frame ${n}`))
})

test('noise is as loud within 1.6 dB on each side, and 3 dB less in mono, as what has little in common', () => {
  // Below 4 kHz, where the interpolation takes nothing.
  const dark = () => biquad('dark', { in: noise('hiss'), cutoff: 4000 })
  const source = rms(sides(() => [dark(), noise('other')], 4 * RATE)[0])
  const [l, r] = sides(() => chorus('it', { in: dark(), mix: 1 }), 4 * RATE)
  for (const side of [l, r]) assert.ok(Math.abs(decibels(rms(side) / source)) < 1.6, `${decibels(rms(side) / source)} dB`)
  const mono = decibels(rms(l.map((x, n) => (x + r[n]) / 2)) / source)
  assert.ok(Math.abs(mono + 3) < 0.5, `${mono} dB`)
})

test('its rate may move: the swing stays as wide', () => {
  const cues = Array.from({ length: 200 }, (_, i): Cue => [i * 1000, '/mod/it/rate', i % 2 ? 10 : 0.1])
  const [l] = sides(() => chorus('it', { in: sine('tone', { freq: 100 }), depth: 2, mix: 1 }), 6 * RATE, cues)
  assert.ok(peak(l) <= 1.2001)
})

test.run()
