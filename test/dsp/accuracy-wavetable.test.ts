/** Harmonics, places and aliases of wavetable and wavetableOf. */
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { lfo, wavetable, wavetableOf } from '../../src/index.ts'
import { measured } from '../measured.ts'
import { listen, peak, pitch, RATE } from '../play.ts'
import { between, toneOf, worstAlias } from '../tone.ts'

const SETS = ['basic', 'organ', 'vocal', 'glass'] as const
const turns = (p: number) => 2 * Math.PI * p

/** A wave of known harmonics, with sines and cosines. */
const SINES = [0, 0.5, -0.25, 0, 0.125, 0.1]
const COSINES = [0, 0, 0.3, 0.2, -0.1, 0]
const known = (p: number) => SINES.reduce((y, a, k) => y + a * Math.sin(k * turns(p)) + COSINES[k] * Math.cos(k * turns(p)), 0.4)

for (const [what, wave] of [
  ['a function', known],
  ...[12, 100, 600, 2048].map(length => [`${length} numbers`, Array.from({ length }, (_, i) => known(i / length))] as const),
] as const) {
  test(`${what}: the harmonics of the wave, and not its mean`, () => {
    const kind = wavetableOf('own', [wave])
    for (const near of [30, 220, 1000, 3000]) {
      const tone = toneOf(freq => kind('it', { freq }), near)
      for (let k = 1; k <= 5; k++) {
        const { a, b } = tone.harmonic(k)
        assert.ok(Math.hypot(a - SINES[k], b - COSINES[k]) < 1e-6, `${tone.freq} Hz, harmonic ${k}: ${a}, ${b}`)
      }
      assert.ok(Math.abs(tone.mean) < 1e-7)
    }
  })
}

test('up to 341 harmonics, all that there is room for', () => {
  const sum = (p: number) => Array.from({ length: 341 }, (_, i) => Math.sin((i + 1) * turns(p)) / (i + 1)).reduce((a, b) => a + b)
  const kind = wavetableOf('bright', [sum])
  for (const near of [40, 70, 200, 440, 997, 3000]) {
    const tone = toneOf(freq => kind('it', { freq }), near)
    for (let k = 1; k <= Math.min(341, tone.count) && k * tone.freq < 15_000; k++) {
      const ratio = tone.harmonic(k).a * k
      assert.ok(Math.abs(ratio - 1) < 0.01, `${tone.freq} Hz, harmonic ${k}: ${ratio}`)
    }
  }
})

test('between two waves it goes in a straight line, and follows a signal so', () => {
  const kind = wavetableOf('fade', [p => Math.sin(turns(p)), p => -0.5 * Math.sin(turns(p)), p => 0.25 * Math.sin(turns(p))])
  const level = (position: number) => position < 0.5 ? 1 - 3 * position : -0.5 + 1.5 * (position - 0.5)
  for (const position of [0, 0.1, 0.5, 0.75, 1]) {
    const size = toneOf(freq => kind('it', { freq, position }), 440).harmonic(1).a
    assert.ok(Math.abs(size - level(position)) < 1e-6, `${position}: ${size}`)
  }
  const samples = listen(() => kind('it', { freq: 440, position: lfo('ramp', { shape: 'saw', freq: 1, min: 0, max: 1 }) }), RATE - 16)
  samples.forEach((sample, n) => {
    // A signal is looked at every 16 frames, and followed over the next 16.
    const position = Math.max(0, n - 16) / RATE
    const expected = level(position) * Math.sin(turns(440 * n / RATE % 1))
    assert.ok(Math.abs(sample - expected) < 1.1e-3, `frame ${n}: ${sample}, not ${expected}`)
  })
})

test('aliases are 85 dB below the strongest harmonic', () => {
  let worst = -Infinity
  for (const wave of SETS) for (const position of [0, 0.4, 0.67, 1]) {
    worst = Math.max(worst, worstAlias(freq => wavetable('it', { freq, wave, position }), 20, 20_000, 16, { below: 'aliasBelowAll' }))
  }
  measured('wavetable', 'highest alias below the strongest harmonic, 20 Hz to 20 kHz', `${worst.toFixed(1)} dB`, '≤ -85 dB')
  assert.ok(worst < -85, `${worst}`)
  const saw = wavetableOf('own', [p => 2 * p - 1])
  const own = worstAlias(freq => saw('it', { freq }), 20, 20_000, 30)
  measured('wavetableOf', 'highest alias of a sawtooth, 20 Hz to 20 kHz, 48 kHz', `${own.toFixed(1)} dBc`, '≤ -85 dBc')
  assert.ok(own < -85, `${own}`)
})

test('a vibrato from table to table makes no clicks', () => {
  for (const near of [750, 1500, 3000]) {
    const vibrato = (freq: number, swing: number) => lfo('vibrato', { freq: swing, min: freq * 0.998, max: freq * 1.002 })
    const floor = between((freq, swing) => wavetable('it', { position: 0.67, freq: vibrato(freq, swing) }), near, 0.5)
    assert.ok(floor < -100, `${near} Hz: ${floor}`)
  }
})

test('basic: sine, triangle, sawtooth, square', () => {
  const formulas = [
    (k: number) => k === 1 ? 1 : 0,
    (k: number) => k % 2 ? (k % 4 === 1 ? 1 : -1) / (k * k) : 0,
    (k: number) => (k % 2 ? 1 : -1) / k,
    (k: number) => k % 2 ? 1 / k : 0,
  ]
  formulas.forEach((formula, i) => {
    const tone = toneOf(freq => wavetable('it', { freq, position: i / 3 }), 150)
    for (let k = 2; k <= 60; k++) {
      const ratio = tone.harmonic(k).a / tone.harmonic(1).a
      assert.ok(Math.abs(ratio - formula(k)) < 1e-5, `wave ${i}, harmonic ${k}: ${ratio}`)
    }
  })
})

test('every set changes at once, plays in tune and is as loud as it should be', () => {
  for (const wave of SETS) {
    for (const position of [0, 0.25, 0.5, 1]) {
      const most = peak(listen(() => wavetable('it', { freq: 60, wave, position }), 4800))
      assert.ok(most > 0.4 && most < 1.05, `${wave}, ${position}: ${most}`)
    }
    const found = pitch(listen(() => wavetable('it', { freq: 440, wave }), RATE), 440)
    assert.ok(Math.abs(1200 * Math.log2(found / 440)) < 0.001, `${wave}: ${found} Hz`)
    const turned = listen(() => wavetable('it', { freq: 375 }), 4800, [[1280, '/mod/it/wave', wave]])
    assert.equal(turned.slice(1280), listen(() => wavetable('it', { freq: 375, wave }), 4800).slice(1280))
  }
})

test('what is no wave is refused', () => {
  const refused = (waves: unknown, message: RegExp) => assert.throws(() => wavetableOf('own', waves as number[][]), message)
  refused([], /1 … 64 waves/)
  refused(undefined, /1 … 64 waves/)
  refused([0, 1, 2], /Wave 0 of 'own' is none/)
  refused([[0, 1], [0, NaN]], /Wave 1 of 'own' is none/)
  refused([() => 'a'], /Wave 0 of 'own' is none/)
  refused([[1]], /Wave 0/)
})

test.run()
