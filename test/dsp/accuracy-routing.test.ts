/** Where signals go: crossfade, width, balance, sends. */
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { balance, crossfade, lfo, noise, sends, sine, width } from '../../src/index.ts'
import { kernelOf, left, listen, play, right, rms, RATE, steepest } from '../play.ts'

const close = (actual: number, expected: number, tolerance: number, what = '') =>
  assert.ok(Math.abs(actual - expected) <= tolerance, `${what}: ${actual}, not ${expected}`)

test('crossfade: the gains of both laws', () => {
  for (const position of [0, 0.1, 0.25, 0.5, 0.8, 1]) {
    const at = (law: 'power' | 'linear', a: number, b: number) => listen(() => crossfade('it', { a, b, position, law }), 1)[0]
    close(at('linear', 1, 0), 1 - position, 1e-7)
    close(at('linear', 0, 1), position, 1e-7)
    close(at('power', 1, 0), Math.cos(position * Math.PI / 2), 1e-7)
    close(at('power', 0, 1), Math.sin(position * Math.PI / 2), 1e-7)
  }
})

test('crossfade: of two noises the power stays, of one signal and itself the amplitude when it is linear', () => {
  const fade = lfo('fade', { freq: 1, shape: 'saw', min: 0 })
  const noises = listen(() => crossfade('it', { a: noise('a', { seed: 1 }), b: noise('b', { seed: 2 }), position: fade }), RATE)
  for (let part = 0; part < 4; part++) { // over 12,000 frames the power of noise fluctuates by about 1 %
    close(rms(noises.subarray(part * 12_000, (part + 1) * 12_000)), Math.sqrt(1 / 3), 0.02)
  }
  const same = listen(() => crossfade('it', { a: 0.5, b: 0.5, position: fade, law: 'linear' }), RATE)
  assert.ok(same.every(sample => Math.abs(sample - 0.5) < 1e-7))
})

test('crossfade: a jump of the position is no click', () => {
  const samples = listen(() => crossfade('it', { a: 1, b: -1, position: 0 }), 4800, [[1000, '/mod/it/position', 1]])
  assert.is(samples[999], 1)
  close(samples[1600], -1, 1e-7)
  // Of sin θ + cos θ over 480 frames and what control's grid adds to it.
  assert.ok(steepest(samples) < Math.SQRT2 * Math.PI / 2 / 480 * 1.05, `${steepest(samples)}`)
})

test('width: mono, as it is, twice the difference', () => {
  const at = (wide: number) => play(() => width('it', { left: 0.3, right: 0.1, width: wide }), 1)
  for (const [wide, l, r] of [[0, 0.2, 0.2], [1, 0.3, 0.1], [2, 0.4, 0]]) {
    const pcm = at(wide)
    close(pcm[0], l, 1e-7)
    close(pcm[1], r, 1e-7)
  }
})

test('balance: in the middle nothing changes, towards a side the other becomes quieter', () => {
  for (const [position, l, r] of [[0, 0.5, 0.4], [-1, 0.5, 0], [1, 0, 0.4], [0.25, 0.375, 0.4], [-0.5, 0.5, 0.2]]) {
    const pcm = play(() => balance('it', { left: 0.5, right: 0.4, position }), 1)
    close(left(pcm)[0], l, 1e-7)
    close(right(pcm)[0], r, 1e-7)
  }
})

test('sends: the sum by the amounts, and each has an address', () => {
  const build = () => sends('room', { low: [sine('low', { freq: 110 }), 0.25], high: [sine('high', { freq: 1000 }), 0] })
  const [low, high] = [listen(() => sine('low', { freq: 110 }), RATE), listen(() => sine('high', { freq: 1000 }), RATE)]
  const samples = listen(build, RATE, [[1000, '/mod/room-high/gain', 2], [2000, '/mod/room-low/gain', 0]])
  samples.forEach((sample, frame) => {
    if (frame < 1000) close(sample, 0.25 * low[frame], 1e-7)
    if (frame > 2600) close(sample, 2 * high[frame], 1e-6)
  })
})

test('sends: one signal into two effects; what follows a signal; nothing', () => {
  const tone = sine('tone')
  const slow = lfo('slow', { freq: 1, min: 0 })
  const one = sends('one', { tone: [tone, 0.5] })
  const two = sends('two', { tone: [tone, slow], again: [one, 1] })
  const ids = kernelOf(() => one.add(two)).layout.modules.map(({ id }) => id)
  assert.equal(ids.sort(), ['one-tone', 'slow', 'tone', 'two-again', 'two-tone'])
  assert.throws(() => sends('none', {}), /takes what is sent/)
})

test.run()
