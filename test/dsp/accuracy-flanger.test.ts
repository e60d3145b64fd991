/** Flanger and phaser: their notches and peaks by the formulas, at rest and on the way. */
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { flanger, noise, phaser, sine } from '../../src/index.ts'
import type { Signal } from '../../src/index.ts'
import { measured } from '../measured.ts'
import { left, peak, play, RATE, right } from '../play.ts'
import { compare, impulse, over, plus, real, times, warped } from '../transfer.ts'
import type { Complex } from '../transfer.ts'

const sides = (build: () => readonly Signal[], frames: number) => {
  const pcm = play(build, frames)
  return [left(pcm), right(pcm)]
}
const delayed = (freq: number, frames: number): Complex =>
  [Math.cos(2 * Math.PI * freq * frames / RATE), -Math.sin(2 * Math.PI * freq * frames / RATE)]
const scaled = (c: number, [re, im]: Complex): Complex => [c * re, c * im]

test('flanger at rest: notches and peaks where the formula has them', () => {
  for (const [frames, feedback, mix] of [[96, 0, 0.5], [96, 0.7, 0.5], [240, -0.9, 0.4], [48, 0.95, 1]]) {
    const build = () => flanger('it', { in: impulse('click'), delay: frames / 48, depth: 0, feedback, mix })
    const comb = (freq: number) => over(delayed(freq, frames), plus(real(1), scaled(-feedback, delayed(freq, frames))))
    for (const side of sides(build, 2 ** 16)) {
      compare(side, freq => plus(real(1 - mix), scaled(mix, comb(freq))), { db: 0.01, degrees: 0.1, floor: -60 })
    }
  }
})

test('flanger on its way: what is there twice, the second a swing behind, on the right a quarter ahead', () => {
  const [freq, rate] = [440, 0.7]
  for (const width of [1, 0.5, 0]) {
    const [l, r] = sides(() => flanger('it', { in: sine('tone', { freq }), delay: 5, depth: 0.6, rate, feedback: 0, width }), 3 * RATE)
    const tone = (seconds: number) => Math.sin(2 * Math.PI * freq * seconds)
    let worst = 0
    for (let n = RATE; n < 3 * RATE; n += 5) {
      const t = n / RATE
      const [sin, cos] = [Math.sin(2 * Math.PI * rate * t), Math.cos(2 * Math.PI * rate * t)]
      // The swing leaves the two frames that the interpolation needs.
      const lag = (swing: number) => 0.005 + 0.6 * (0.005 - 2 / RATE) * swing
      worst = Math.max(worst, Math.abs(l[n] - 0.5 * (tone(t) + tone(t - lag(sin)))),
        Math.abs(r[n] - 0.5 * (tone(t) + tone(t - lag(sin + width * (cos - sin))))))
    }
    assert.ok(worst < 1e-3, `width ${width}: ${worst}`)
  }
})

/** (1 - s)/(1 + s) to the power of the stages, in a circle of one frame. */
const row = (at: number, stages: number, feedback: number) => (freq: number): Complex => {
  const s = warped(freq, at)
  let all: Complex = real(1)
  for (let i = 0; i < stages; i++) all = times(all, over(plus(real(1), scaled(-1, s)), plus(real(1), s)))
  return over(all, plus(real(1), scaled(-feedback, times(delayed(freq, 1), all))))
}

test('phaser at rest: notches and peaks where the formula has them', () => {
  let worst = 0
  for (const [stages, freq, feedback, mix] of [[4, 800, 0, 0.5], [6, 300, 0.7, 0.5], [8, 5000, -0.9, 0.3], [4, 100, 0.5, 1]]) {
    const build = () => phaser('it',
      { in: impulse('click'), freq, octaves: 0, stages: String(stages) as '4', feedback, mix })
    for (const side of sides(build, 2 ** 16)) {
      const formula = (f: number) => plus(real(1 - mix), scaled(mix, row(freq, stages, feedback)(f)))
      worst = Math.max(worst, compare(side, formula, { db: 0.01, degrees: 0.1, floor: -60 }).db)
    }
  }
  measured('phaser', 'magnitude off the formula, 20 Hz … 20 kHz', `${worst.toFixed(4)} dB`, '≤ 0.01 dB')
})

test('phaser on its way: the notches are where the sine has taken them', () => {
  const [rate, octaves, freq] = [0.05, 2, 600]
  for (const tone of [150, 600, 1000, 2400]) {
    const [l, r] = sides(() => phaser('it', { in: sine('tone', { freq: tone }), rate, octaves, freq, feedback: 0 }), 16 * RATE)
    for (const seconds of [2, 5, 8, 15]) {
      const phase = 2 * Math.PI * rate * seconds
      for (const [side, swing] of [[l, Math.sin(phase)], [r, Math.cos(phase)]] as const) {
        const found = peak(side.subarray(seconds * RATE - 300, seconds * RATE + 300))
        const right = Math.hypot(...plus(real(0.5), scaled(0.5, row(freq * 2 ** (octaves * swing), 4, 0)(tone))))
        // It moves on in the time that a period takes.
        assert.ok(Math.abs(found - right) < 0.04, `${tone} Hz after ${seconds} s: ${found}, not ${right}`)
      }
    }
  }
})

for (const [name, kind] of [['flanger', flanger], ['phaser', phaser]] as const) {
  test(`${name}: mix 0 is the input, each on its side; width 0 is the same on both; the circle never gets beyond 4`, () => {
    const dry = () => [noise('a', { seed: 1 }), noise('b', { seed: 2 })]
    const pcm = play(() => {
      const [a, b] = dry()
      return kind('it', { left: a, right: b, mix: 0 })
    }, 5000)
    assert.equal(pcm, play(dry, 5000))
    const [l, r] = sides(() => kind('it', { in: noise('a'), rate: 5, width: 0 }), 20_000)
    assert.equal(l, r)
    for (const feedback of [-0.95, 0.95]) {
      const [loud] = sides(() => kind('it', { in: noise('a').mul(100), rate: 5, feedback, mix: 1 }), 20_000)
      assert.ok(peak(loud) < (name === 'flanger' ? 1.3 : 8) * 104, `${peak(loud)}`)
    }
  })
}

test.run()
