/** Bits and rates: the noise, the images, the times. */
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { crush, noise, sine } from '../../src/index.ts'
import { spectrum } from '../fft.ts'
import { measured } from '../measured.ts'
import { decibels, impurity, listen, RATE } from '../play.ts'

for (const bits of [4, 6, 8, 12, 16]) {
  test(`${bits} bits: the noise is that of rounding, and all levels are steps`, () => {
    // A frequency that has no short period in frames, so that all levels are met.
    const freq = 997.13
    const samples = listen(() => crush('it', { in: sine('tone', { freq }), bits, rate: 48_000 }), 2 * RATE)
    const ratio = -decibels(impurity(samples, freq))
    assert.ok(Math.abs(ratio - (6.0206 * bits + 1.76)) < 0.5, `${ratio} dB`)
    assert.ok(samples.every(x => Number.isInteger(x * 2 ** (bits - 1))))
    if (bits === 8) measured('crush', 'tone of full scale over the noise, 8 bits', `${ratio.toFixed(1)} dB`, '49.9 ± 0.5 dB')
  })
}

test('the rate: each value is held to the next, and images are as strong as holding makes them', () => {
  const samples = listen(() => crush('it', { in: sine('tone', { freq: 1000 }), bits: 24, rate: 8000 }), 2 ** 16)
  samples.forEach((x, n) => { if (n % 6 !== 0) assert.is(x, samples[n - n % 6], `frame ${n}`) })
  const [at, image] = [1000, 7000].map(freq => {
    const k = Math.round(freq * 2 ** 16 / RATE)
    return Math.max(...spectrum(samples).subarray(k - 4, k + 5))
  })
  const held = (freq: number) => Math.sin(Math.PI * freq / 8000) / Math.sin(Math.PI * freq / RATE)
  assert.ok(Math.abs(10 * Math.log10(image / at) - decibels(Math.abs(held(7000) / held(1000)))) < 0.1)
  // A rate that doesn't divide the sample rate is right on average.
  const odd = listen(() => crush('it', { in: noise('hiss'), bits: 24, rate: 7001 }), RATE)
  const changes = odd.filter((x, n) => n > 0 && x !== odd[n - 1]).length
  assert.ok(Math.abs(changes - 7001) <= 2, `${changes}`)
})

test('mix 0 is the input, silence stays silent, and beyond ±1 it clips', () => {
  const dry = listen(() => sine('tone'), 1000)
  assert.equal(listen(() => crush('it', { in: sine('tone'), mix: 0, bits: 2, rate: 100 }), 1000), dry)
  assert.ok(listen(() => crush('it', { in: 0, bits: 1 }), 1000).every(x => x === 0))
  const loud = listen(() => crush('it', { in: sine('tone').mul(5), bits: 8 }), 5000)
  assert.is(Math.max(...loud), 1)
  assert.is(Math.min(...loud), -1)
})

test.run()
