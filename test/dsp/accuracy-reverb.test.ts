/** The reverberation's decay, level, density, smoothness and stereo, and what it costs when it has rung out. */
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { biquad, noise, reverb } from '../../src/index.ts'
import type { Signal } from '../../src/index.ts'
import { Instance } from '../../src/kernel/instance.ts'
import { spectrum } from '../fft.ts'
import { measured } from '../measured.ts'
import { decibels, kernelOf, left, play, RATE, right, rms } from '../play.ts'
import { impulse } from '../transfer.ts'

const wet = (settings: object, seconds: number, shape: (signal: Signal, id: string) => Signal = signal => signal, rate = RATE) => {
  const kernel = kernelOf(() => {
    const [l, r] = reverb('it', { in: impulse('click'), mix: 1, damping: 20_000, ...settings })
    return [shape(l, 'l'), shape(r, 'r')]
  }, rate)
  const pcm = play(kernel, Math.round(seconds * rate))
  return [left(pcm), right(pcm)]
}
const band = (cutoff: number, q: number) => (signal: Signal, id: string) => biquad(`${id}2`,
  { in: biquad(`${id}1`, { in: signal, mode: 'bandpass', cutoff, q }), mode: 'bandpass', cutoff, q })

const energy = (samples: Float32Array) => samples.reduce((sum, x) => sum + x * x, 0)
const correlation = (a: Float32Array, b: Float32Array) => a.reduce((sum, x, i) => sum + x * b[i], 0) / Math.sqrt(energy(a) * energy(b))

/** RT60 in seconds: of the energy that is still to come, in dB, the straight line between -5 and -35 dB (ISO 3382; M. R. Schroeder, New
 *  method of measuring reverberation time, 1965). */
function rt60(response: Float32Array, rate = RATE): number {
  const levels = new Float64Array(response.length)
  let rest = 0
  for (let i = response.length - 1; i >= 0; i--) levels[i] = rest += response[i] * response[i]
  const points = Array.from(levels, (level, i) => [i / rate, 10 * Math.log10(level / rest)]).filter(([, db]) => db <= -5 && db >= -35)
  const [t, db] = [0, 1].map(axis => points.reduce((sum, point) => sum + point[axis], 0) / points.length)
  const slope = points.reduce((sum, point) => sum + (point[0] - t) * (point[1] - db), 0)
    / points.reduce((sum, point) => sum + (point[0] - t) ** 2, 0)
  return -60 / slope
}

test('RT60 is the decay, from 125 Hz to 2 kHz, in small rooms and large', () => {
  let worst = 0
  for (const [decay, size] of [[0.5, 0.3], [1, 0.8], [2, 0.1], [2, 0.8], [5, 1]]) {
    for (const freq of [125, 500, 2000]) {
      for (const response of wet({ decay, size }, 0.9 * decay, band(freq, 1.4))) {
        const off = rt60(response) / decay - 1
        // The slope of few resonances in a band is itself a matter of chance, more so in a short time.
        assert.ok(Math.abs(off) < 0.1, `${decay} s at size ${size}, ${freq} Hz: ${(100 * off).toFixed(1)} %`)
        worst = Math.max(worst, Math.abs(off))
      }
    }
  }
  measured('reverb', 'RT60 off the decay, 0.5 … 5 s, in octaves', `${(100 * worst).toFixed(1)} %`, '≤ 10 %')
})

test('at the damping frequency the decay takes half as long', () => {
  for (const damping of [1000, 5000]) {
    const times = [3, 5].flatMap(decay => [0.96, 1, 1.04].flatMap(share =>
      wet({ decay, damping }, 0.7 * decay, band(damping * share, 12)).map(response => 2 * rt60(response) / decay)))
    const mean = times.reduce((sum, time) => sum + time) / times.length
    assert.ok(Math.abs(mean - 1) < 0.05, `${damping} Hz: ${mean}`)
    measured('reverb', `half the RT60 at a damping of ${damping} Hz, off`, `${(100 * Math.abs(mean - 1)).toFixed(1)} %`, '≤ 5 %')
  }
})

test('the decay holds at other sample rates', () => {
  for (const rate of [22_050, 96_000]) {
    const [l] = wet({ decay: 1.5 }, 1.4, band(500, 1.4), rate)
    assert.ok(Math.abs(rt60(l, rate) / 1.5 - 1) < 0.1, `${rate} Hz: ${rt60(l, rate)} s`)
  }
})

test('noise below the damping comes out as loud as it goes in, at any decay and size', () => {
  const source = () => biquad('dark', { in: noise('hiss'), cutoff: 1000 })
  const seconds = 6
  const dry = rms(left(play(source, seconds * RATE)))
  let worst = 0
  for (const [decay, size] of [[0.3, 0.8], [1, 0.2], [3, 0.8], [10, 1]]) {
    const frames = Math.round((seconds + decay) * RATE)
    const pcm = play(() => reverb('it', { in: source(), decay, size, mix: 1, damping: 20_000 }), frames)
    for (const side of [left(pcm), right(pcm)]) {
      const level = decibels(rms(side.subarray(-seconds * RATE)) / dry)
      assert.ok(Math.abs(level) < 1, `${decay} s at size ${size}: ${level.toFixed(2)} dB`)
      worst = Math.max(worst, Math.abs(level))
    }
  }
  measured('reverb', 'level of noise, 0.3 … 10 s, size 0.2 … 1', `${worst.toFixed(2)} dB`, '≤ 1 dB')
})

test('after 150 ms it is as dense as noise', () => {
  // Of Gaussian noise 31.7 % is beyond one standard deviation. Source: J. S. Abel and P. Huang, A simple, robust measure of reverberation
  // echo density (AES, 2006).
  const density = (part: Float32Array) => part.filter(x => x * x > energy(part) / part.length).length / part.length / 0.3173
  for (const size of [0.3, 0.8, 1]) {
    for (const response of wet({ size }, 0.5)) {
      const parts = Array.from({ length: 10 }, (_, i) => density(response.subarray((0.15 + i * 0.03) * RATE, (0.18 + i * 0.03) * RATE)))
      const mean = parts.reduce((sum, part) => sum + part) / parts.length
      assert.ok(mean > 0.9, `size ${size}: ${mean.toFixed(2)} of noise`)
    }
  }
})

/** The strongest frequency over its neighbours within 50 Hz, in dB, and the mean square of all over their neighbours: 10 dB and 2 for
 *  noise. 200 Hz … 5 kHz. */
function ringing(samples: ArrayLike<number>): { peak: number, spread: number } {
  const power = spectrum(samples)
  const index = (freq: number) => Math.round(freq * samples.length / RATE)
  const [reach, from, to] = [50, 200, 5000].map(index)
  let [peak, squares] = [0, 0]
  for (let k = from; k < to; k++) {
    const around = power.subarray(k - reach, k + reach + 1)
    const ratio = power[k] / (around.reduce((sum, p) => sum + p) / around.length)
    peak = Math.max(peak, ratio)
    squares += ratio * ratio
  }
  return { peak: 10 * Math.log10(peak), spread: squares / (to - from) }
}

test('no resonance stands out of a long decay', () => {
  const size = 2 ** 16
  const at = 4 * RATE
  const late = (motion: number) => wet({ decay: 10, motion }, (at + size) / RATE)
    .map(response => ringing(Float64Array.from(response.subarray(at), (x, i) => x * 10 ** (3 * i / RATE / 10))))
  const [still, moving] = [late(0), late(0.5)]
  for (const { peak, spread } of moving) {
    assert.ok(peak < 15, `${peak} dB`)
    assert.ok(spread < 5.5, `${spread}`)
  }
  assert.ok(moving.every(({ spread }, side) => spread < still[side].spread), 'it rings less than when it stands still')
  const worst = Math.max(...moving.map(({ peak }) => peak))
  measured('reverb', 'strongest resonance after 4 of 10 s, over its neighbours (noise: 10 dB)', `${worst.toFixed(1)} dB`, '≤ 15 dB')
})

test('the sides have little in common, so nothing cancels in mono; width 0 is mono, as loud', () => {
  for (const decay of [0.5, 2, 8]) {
    const [l, r] = wet({ decay }, 1.2 * decay)
    assert.ok(Math.abs(correlation(l, r)) < 0.2, `${decay} s: ${correlation(l, r)}`)
    const [mono, same] = wet({ decay, width: 0 }, 1.2 * decay)
    assert.equal(mono, same)
    const level = 10 * Math.log10(2 * energy(mono) / (energy(l) + energy(r)))
    assert.ok(Math.abs(level) < 1, `${decay} s: ${level} dB`)
  }
})

test('mix: the input alone, on its side; the reverberation alone, of all inputs', () => {
  const sources = () => [1, 2, 3].map(seed => noise(`n${seed}`, { seed }))
  const dry = play(() => {
    const [a, b, c] = sources()
    return reverb('it', { in: a, left: b, right: c, mix: 0 })
  }, 1000)
  assert.equal(dry, play(() => {
    const [a, b, c] = sources()
    return [a.add(b), a.add(c)]
  }, 1000))
  const together = play(() => reverb('it', { in: sources()[0], mix: 1 }), 20_000)
  assert.equal(play(() => {
    const [a] = sources()
    return reverb('it', { left: a, right: a, mix: 1 })
  }, 20_000), together)
})

test('predelay is exact to the sample', () => {
  const [now] = wet({ decay: 0.2 }, 0.3)
  const [later] = wet({ decay: 0.2, predelay: 125, motion: 0.5 }, 0.3)
  const first = (response: Float32Array) => response.findIndex(x => x !== 0)
  assert.is(first(later) - first(now), 0.125 * RATE)
})

test('it rings out to nothing, and silence costs no more than sound', () => {
  const instance = new Instance(kernelOf(() => reverb('it', { in: impulse('click'), mix: 1, decay: 2 })))
  const times: number[] = []
  while (instance.frame < 60 * RATE) {
    const start = process.hrtime.bigint()
    instance.render(0, 4096)
    times.push(Number(process.hrtime.bigint() - start))
  }
  // Sound is gone after 2 s · 1900 dB / 60 dB: every number that is left is 0.
  assert.ok(instance.output.subarray(0, 8192).every(x => x === 0))
  const median = (part: number[]) => part.toSorted((x, y) => x - y)[part.length >> 1]
  // Early is after the compiler has done its work; small numbers go by on the way down, so all of it is looked at.
  const early = median(times.slice(30, 130))
  for (let i = 130; i + 100 <= times.length; i += 100) {
    const ratio = median(times.slice(i, i + 100)) / early
    assert.ok(ratio < 2, `from ${(i * 4096 / RATE).toFixed(1)} s on: ${ratio.toFixed(2)} of the time at first`)
  }
})

test.run()
