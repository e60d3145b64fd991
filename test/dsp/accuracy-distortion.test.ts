/** Distortion: its curves, its level, what it adds that belongs there and what doesn't. */
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { amount, audio, distortion, module, sine } from '../../src/index.ts'
import type { Signal } from '../../src/index.ts'
import { spectrum } from '../fft.ts'
import { measured } from '../measured.ts'
import { decibels, listen, RATE, rms } from '../play.ts'
import { impulse, transfer } from '../transfer.ts'

const SHAPES = ['soft', 'hard', 'fold'] as const
const curves = {
  soft: (x: number) => x / Math.sqrt(1 + x * x),
  hard: (x: number) => Math.min(Math.max(x, -1), 1),
  fold: Math.sin,
}
const SIZE = 2 ** 16
/** The frequency nearest to one that has a whole number of periods in the spectrum. */
const whole = (freq: number) => Math.round(freq * SIZE / RATE) * RATE / SIZE
const settled = (build: () => Signal) => listen(build, RATE + SIZE).subarray(RATE)
const tone = (freq: number, gain = 1) => sine('tone', { freq: whole(freq), gain })

/** The strongest of what is between the harmonics of a tone up to 20 kHz, over the tone, in dB: anywhere, and below the tone. */
function aliases(samples: Float32Array, freq: number): { all: number, below: number } {
  const power = spectrum(samples)
  const step = Math.round(freq * SIZE / RATE)
  let [all, below] = [0, 0]
  for (let k = 16; k < 20_000 * SIZE / RATE; k++) {
    if (Math.min(k % step, step - k % step) < 8) continue
    all = Math.max(all, power[k])
    if (k < step) below = Math.max(below, power[k])
  }
  return { all: 10 * Math.log10(all / power[step]), below: 10 * Math.log10(below / power[step]) }
}

/** The same curves without any care. */
const plain = module({
  name: 'plain', inputs: { in: audio('signal'), drive: amount(1, 0, 1000, 'factor'), which: amount(0, 0, 2, 'curve') },
  tick: (s, { in: x, drive, which }) => {
    const u = x * drive
    return which < 0.5 ? u / Math.sqrt(1 + u * u) : which < 1.5 ? Math.min(Math.max(u, -1), 1) : Math.sin(u)
  },
})

for (const [index, shape] of SHAPES.entries()) {
  test(`${shape}: harmonics are those of the curve, within 0.1 dB`, () => {
    const drive = shape === 'fold' ? 12 : 24
    const freq = whole(200)
    const factor = 10 ** (drive / 20)
    for (const bias of [0, 0.4]) {
      const found = spectrum(settled(() => distortion('it', { in: tone(200), shape, drive, bias })))
      const right = spectrum(Float64Array.from({ length: SIZE },
        (_, n) => curves[shape](factor * Math.sin(2 * Math.PI * freq * n / RATE) + bias)))
      const step = Math.round(freq * SIZE / RATE)
      for (let k = 2; k <= 12; k++) {
        if (right[k * step] < 1e-7) continue
        const off = 10 * Math.log10(found[k * step] / found[step] / (right[k * step] / right[step]))
        assert.ok(Math.abs(off) < 0.1, `harmonic ${k}, bias ${bias}: ${off} dB`)
      }
    }
  })

  test(`${shape}: what is soft stays as it is; a tone of -12 dB stays as loud however it is driven`, () => {
    for (const mix of [0, 0.5, 1]) {
      const response = listen(() => distortion('it', { in: impulse('click').mul(1e-3), shape, drive: 0, mix }), 8192)
      for (const [freq, loss] of [[100, 0.015], [1000, 0.01], [5000, 0.12], [10_000, 0.5], [20_000, 2.1]]) {
        const level = decibels(1000 * Math.hypot(...transfer(response, freq)))
        assert.ok(level < 0.01 && level > -loss, `mix ${mix}, ${freq} Hz: ${level} dB`)
      }
    }
    for (const drive of [0, 6, 12, 24, 36, 48]) {
      const level = decibels(rms(settled(() => distortion('it', { in: tone(200, 0.25), shape, drive }))) / curves[shape](0.25) * Math.SQRT2)
      // A square wave is 3 dB stronger than a sine of its peak; what is folded may be weaker.
      assert.ok(level < 3.01 && level > (shape === 'fold' ? -3 : -0.3), `${drive} dB: ${level} dB`)
    }
  })

  test(`${shape}: little that isn't a harmonic`, () => {
    const drive = shape === 'fold' ? 18 : 30
    const factor = 10 ** (drive / 20)
    const clean = aliases(settled(() => distortion('it', { in: tone(5000), shape, drive })), whole(5000))
    const dirty = aliases(settled(() => plain('it', { in: tone(5000), drive: factor, which: index })), whole(5000))
    const limits = { soft: [-43, -65], hard: [-42, -65], fold: [-60, -65] }[shape]
    assert.ok(clean.all < limits[0] && clean.below < limits[1], `${clean.all} dBc, below ${clean.below} dBc`)
    assert.ok(clean.all < dirty.all - 20 && clean.below < dirty.below - 25, `${dirty.all} dBc without, below ${dirty.below} dBc`)
    const without = `${clean.all.toFixed(1)} dBc (${dirty.all.toFixed(1)} without)`
    measured('distortion', `${shape}, highest alias of 5 kHz driven by ${drive} dB, 48 kHz`, without, `≤ ${limits[0]} dBc`)
    measured('distortion', `${shape}, highest alias below that tone`, `${clean.below.toFixed(1)} dBc`, `≤ ${limits[1]} dBc`)
  })
}

test('silence stays silent with a bias, and nothing constant is left of a tone', () => {
  for (const shape of SHAPES) {
    assert.ok(listen(() => distortion('it', { in: 0, shape, bias: 0.7, drive: 30 }), 5000).every(x => Math.abs(x) < 1e-9))
    const samples = listen(() => distortion('it', { in: tone(1000), shape, bias: 0.7 }), 2 * RATE).subarray(RATE)
    const mean = samples.reduce((sum, x) => sum + x, 0) / samples.length
    assert.ok(Math.abs(mean) < 1e-3, `${mean}`)
  }
})

test.run()
