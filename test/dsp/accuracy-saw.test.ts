/** Harmonics, aliases and calm of saw, pulse and triangle. */
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { lfo, pulse, saw, sine, triangle } from '../../src/index.ts'
import { measured } from '../measured.ts'
import { listen, peak, pitch, RATE } from '../play.ts'
import { between, toneOf, worstAlias } from '../tone.ts'

const CENT = 2 ** (1 / 1200)
const PITCHES = [25, 55, 110, 187, 220, 440, 997, 1760, 3000, 5000, 10_000, 15_000]
/** Harmonics up to here, in Hz, are exact: above it they may be on their way out. */
const EXACT = 15_000

/** The harmonics of a wave are those of the formula, up to the `last`: for the k-th the factors of its sine and its cosine. */
function holds(build: (freq: number) => unknown, formula: (k: number) => readonly [number, number], last = Infinity): void {
  for (const near of PITCHES) {
    const tone = toneOf(build, near)
    for (let k = 1; k <= Math.min(tone.count, last) && k * tone.freq <= EXACT; k++) {
      const { a, b } = tone.harmonic(k)
      const [sin, cos] = formula(k)
      // The tables and the output are 32-bit floats; 0.1 dB is what is left of a fade.
      const off = Math.hypot(a - sin, b - cos)
      assert.ok(off < 2e-7 + 0.1 / 8.7 * Math.hypot(sin, cos), `${tone.freq} Hz, harmonic ${k}: ${a}, ${b}, not ${sin}, ${cos}`)
    }
    assert.ok(Math.abs(tone.mean) < 1e-6, `mean ${tone.mean}`)
  }
}

test('saw: its harmonics', () => {
  holds(freq => saw('it', { freq }), k => [(k % 2 ? 2 : -2) / (Math.PI * k), 0])
})

for (const width of [0.5, 0.25, 0.05]) {
  test(`pulse: its harmonics at a width of ${width}`, () => {
    const angle = 2 * Math.PI * width
    holds(freq => pulse('it', { freq, width }),
      k => [2 / (Math.PI * k) * (1 - Math.cos(k * angle)), 2 / (Math.PI * k) * Math.sin(k * angle)])
  })
}

for (const skew of [0.5, 0.25, 0.95]) {
  test(`triangle: its harmonics at a skew of ${skew}`, () => {
    const scale = 2 / (skew * (1 - skew) * Math.PI ** 2)
    holds(freq => triangle('it', { freq, skew }), k => [scale * Math.sin(Math.PI * k * skew) / (k * k), 0], 409)
  })
}

test('saw: aliases', () => {
  const at5 = toneOf(freq => saw('it', { freq }), 5000).alias
  measured('saw', 'highest alias at 5 kHz, 48 kHz', `${at5.toFixed(1)} dBc`, '≤ -125 dBc')
  assert.ok(at5 < -125, `${at5}`)
  const worst = worstAlias(freq => saw('it', { freq }), 20, 20_000, 40)
  measured('saw', 'highest alias, 20 Hz to 20 kHz, 48 kHz', `${worst.toFixed(1)} dBc`, '≤ -100 dBc')
  assert.ok(worst < -100, `${worst}`)
  for (const rate of [22_050, 44_100, 96_000]) {
    const alias = worstAlias(freq => saw('it', { freq }), 25, Math.min(20_000, rate * 0.45), 15, { rate })
    assert.ok(alias < -100, `${rate}: ${alias}`)
  }
})

for (const [width, limit] of [[0.5, -100], [0.1, -90], [0.05, -85]]) {
  test(`pulse: aliases at a width of ${width}`, () => {
    const worst = worstAlias(freq => pulse('it', { freq, width }), 20, 20_000, 30)
    measured('pulse', `highest alias at a width of ${width}, 20 Hz to 20 kHz, 48 kHz`, `${worst.toFixed(1)} dBc`, `≤ ${limit} dBc`)
    assert.ok(worst < limit, `${worst}`)
  })
}

for (const [skew, limit] of [[0.5, -100], [0.2, -100], [0.05, -90]]) {
  test(`triangle: aliases at a skew of ${skew}`, () => {
    const worst = worstAlias(freq => triangle('it', { freq, skew }), 20, 20_000, 30)
    measured('triangle', `highest alias at a skew of ${skew}, 20 Hz to 20 kHz, 48 kHz`, `${worst.toFixed(1)} dBc`, `≤ ${limit} dBc`)
    assert.ok(worst < limit, `${worst}`)
  })
}

test('a vibrato across the borders of tables makes no clicks', () => {
  // At these frequencies, and at 48 kHz, one table ends and another begins.
  for (const [near, depth] of [[1500, 0.01], [3000, 0.02], [375, 0.002], [93.75, 0.0005]]) {
    const vibrato = (freq: number, swing: number) => lfo('vibrato', { freq: swing, min: freq * (1 - depth), max: freq * (1 + depth) })
    for (const kind of [saw, pulse, triangle]) {
      const floor = between((freq, swing) => kind('it', { freq: vibrato(freq, swing) }), near, 0.5)
      if (kind === saw && near === 1500) measured('saw', 'clicks of a vibrato from table to table', `${floor.toFixed(1)} dB`, '≤ -100 dB')
      assert.ok(floor < -100, `${kind.spec.name}, ${near} Hz: ${floor}`)
    }
  }
})

test('widths and skews that move make no clicks', () => {
  const swings = (swing: number) => lfo('swing', { freq: swing, min: 0.2, max: 0.8 })
  for (const near of [1500, 2500]) {
    const floor = between((freq, swing) => pulse('it', { freq, width: swings(swing) }), near, 0.5)
    assert.ok(floor < -105, `pulse: ${floor}`)
    const other = between((freq, swing) => triangle('it', { freq, skew: swings(swing) }), near, 0.5)
    assert.ok(other < -105, `triangle: ${other}`)
  }
})

for (const freq of [20, 55, 440, 5000, 15_000]) {
  test(`${freq} Hz is within a thousandth of a cent`, () => {
    for (const kind of [saw, pulse, triangle]) {
      const found = pitch(listen(() => kind('it', { freq }), RATE), freq)
      assert.ok(Math.abs(Math.log(found / freq) / Math.log(CENT)) < 0.001, `${kind.spec.name}: ${found} Hz`)
    }
  })
}

test('a frequency that follows a signal is followed every sample', () => {
  // Above 12 kHz there is room for the first harmonic only, a sine: its phase is the integral of the frequency.
  const samples = listen(() => saw('it', { freq: sine('fm', { freq: 3000 }).mul(2000).add(15_000) }), 4800)
  let phase = 0
  samples.forEach((sample, n) => {
    const expected = 2 / Math.PI * Math.sin(2 * Math.PI * phase)
    // Images are at -119 dBc.
    assert.ok(Math.abs(sample - expected) < 2e-6, `frame ${n}: ${sample}, not ${expected}`)
    phase += (15_000 + 2000 * Math.sin(2 * Math.PI * 3000 * n / RATE)) / RATE
  })
})

test('nothing is heard of what is above half the rate, and it stays sane beyond', () => {
  for (const kind of [saw, pulse, triangle]) {
    const samples = listen(() => kind('it', { freq: 20_000, pitch: 3.1 }), 4800)
    assert.ok(peak(samples) < 0.2, `${kind.spec.name} at 23.9 kHz: ${peak(samples)}`)
    assert.ok(peak(listen(() => kind('it', { freq: 20_000, pitch: 96 }), 4800)) < 2)
  }
})

test('pulse: 2 apart, high for its width', () => {
  for (const width of [0.1, 0.5, 0.8]) {
    const samples = listen(() => pulse('it', { freq: 20, width }), 2400)
    for (const [n, level] of [[Math.round(1200 * width), 2 - 2 * width], [Math.round(2400 * width + 1200 * (1 - width)), -2 * width]]) {
      // Halfway between the edges the ripple of a wave without harmonics above 13 kHz has all but gone.
      assert.ok(Math.abs(samples[n] - level) < 0.01, `frame ${n}: ${samples[n]}, not ${level}`)
    }
  }
  assert.is(peak(listen(() => pulse('it', { width: 0 }), 1000)), 0)
})

test.run()
