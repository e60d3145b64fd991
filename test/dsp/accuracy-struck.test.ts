/** What drums are made of: ping, metal, bursts, and the choke of ad. */
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { ad, bursts, metal, module, ping, sine } from '../../src/index.ts'
import { spectrum } from '../fft.ts'
import { measured } from '../measured.ts'
import { kernelOf, left, listen, peak, pitch, play, RATE, steepest } from '../play.ts'
import type { Cue } from '../play.ts'

const close = (actual: number, expected: number, tolerance: number, what = '') =>
  assert.ok(Math.abs(actual - expected) <= tolerance, `${what}: ${actual}, not ${expected}`)

for (const freq of [20, 49.5, 180, 1000, 9000]) {
  test(`ping: ${freq} Hz within 0.001 cents`, () => {
    const samples = listen(() => ping('it', { freq, decay: 60_000, gate: 1 }), RATE)
    const cents = 1200 * Math.log2(pitch(samples, freq) / freq)
    if (freq === 49.5) measured('ping', 'pitch at 49.5 Hz, off by', `${Math.abs(cents).toExponential(1)} cents`, '≤ 0.001 cents')
    assert.ok(Math.abs(cents) < 0.001, `${cents} cents`)
  })
}

for (const rate of [22_050, 48_000, 96_000]) {
  test(`ping at ${rate} Hz: falls by 60 dB in its decay, sweeps as the formula says`, () => {
    const [freq, sweep, sweepTime, decay, at] = [60, 24, 8, 400, 50]
    const samples = left(play(kernelOf(() => ping('it', { freq, sweep, sweepTime, decay }), rate), rate, [[at, '/gate/it', 0.8]]))
    let phase = 0
    samples.forEach((sample, frame) => {
      const t = (frame - at) / rate
      const expected = t < 0 ? 0 : 0.8 * 10 ** (-3000 * t / decay) * Math.sin(2 * Math.PI * phase)
      // The tangent's 4.5e-8 of some 30 turns.
      if (Math.abs(sample - expected) > 1e-5) assert.unreachable(`frame ${frame}: ${sample}, not ${expected}`)
      if (t >= 0) phase += freq * (1 + (2 ** (sweep / 12) - 1) * Math.exp(-1000 * t / sweepTime)) / rate
    })
  })
}

test('ping: a new stroke makes no step, and from rest it is the same again', () => {
  const [first, second, third] = [100, 3000, 40_000]
  const strokes = [first, second, third].flatMap((frame): Cue[] => [[frame, '/gate/it', 1], [frame + 1, '/gate/it', 0]])
  const samples = listen(() => ping('it', { freq: 100, decay: 300 }), 60_000, strokes)
  assert.ok(steepest(samples) < 2 * Math.PI * 100 / RATE * Math.SQRT2)
  assert.ok(peak(samples) < Math.SQRT2)
  const alone = samples.slice(first, second)
  samples.slice(third, third + alone.length).forEach((sample, i) => close(sample, alone[i], 1e-4, `frame ${i}`)) // 80 dB down by then
})

test('ping: moving its frequency adds no energy', () => {
  const wild = sine('fm', { freq: 1234 }).mul(3000).add(3000)
  const samples = listen(() => ping('it', { freq: wild, decay: 60_000, gate: 1 }), RATE)
  assert.ok(peak(samples) <= 1)
  assert.ok(peak(samples.subarray(RATE - 1000)) > 10 ** (-3 / 60) - 0.01)
})

test('bursts: strokes a gap apart, each falls by 60 dB in its decay', () => {
  const [at, gap, decay] = [333, 11.03, 20]
  const samples = listen(() => bursts('it', { count: 4, gap, decay }), 10_000, [[at, '/gate/it', 0.5], [at + 1, '/gate/it', 0]])
  samples.forEach((sample, frame) => {
    const stroke = Math.min(3, Math.floor((frame - at + 0.5) / (gap * 48)))
    const since = frame - at - Math.round(stroke * gap * 48)
    const expected = frame < at ? 0 : 0.5 * 10 ** (-3 * since / (decay * 48))
    if (Math.abs(sample - expected) > 1e-6) assert.unreachable(`frame ${frame}: ${sample}, not ${expected}`)
  })
})

test('metal: six squares, and what is none of their partials', () => {
  const size = 2 ** 16
  const powers = spectrum(listen(() => metal('it'), size))
  const bin = (freq: number) => freq * size / RATE
  const isPartial = new Uint8Array(powers.length)
  for (const freq of [205.3, 304.4, 369.6, 522.7, 540, 800]) {
    for (let n = 1; n * freq < RATE / 2; n += 2) isPartial.fill(1, Math.round(bin(n * freq)) - 5, Math.round(bin(n * freq)) + 6)
    const around = powers.subarray(Math.round(bin(freq)) - 4, Math.round(bin(freq)) + 5)
    // A square's fundamental is 4/π; all of a peak under this window is 2.004 times its top.
    const power = around.reduce((sum, p) => sum + p) / 2.004
    close(Math.sqrt(power), 4 / Math.PI / 6, 0.02 * 4 / Math.PI / 6, `${freq} Hz`)
  }
  const loudest = powers.reduce((most, p) => Math.max(most, p))
  for (const [to, limit] of [[15_000, -53], [20_000, -45]]) {
    let alias = 0
    for (let k = 0; k < bin(to); k++) if (!isPartial[k]) alias = Math.max(alias, powers[k])
    const db = 10 * Math.log10(alias / loudest)
    measured('metal', `highest alias below ${to / 1000} kHz`, `${db.toFixed(1)} dB of the loudest partial`, `≤ ${limit} dB`)
    assert.ok(db < limit, `${db} dB`)
  }
})

test('metal: frequencies within 0.001 Hz, shifted by semitones', () => {
  const samples = listen(() => metal('it', { pitch: 12 }), 4 * RATE)
  for (const freq of [205.3, 304.4, 369.6, 522.7, 540, 800]) close(pitch(samples, 2 * freq), 2 * freq, 1e-3)
})

test('ad: a choke cuts it off in 5 ms, and the next stroke sounds again', () => {
  const choke = module({
    name: 'choke', inputs: {}, state: { left: 2000 }, tick: s => { s.left -= 1; return s.left === 0 ? 1 : 0 },
  })('choke')
  const samples = listen(() => ad('it', { attack: 0, decay: 1000, curve: 0, choke }), 10_000,
    [[0, '/gate/it', 1], [1, '/gate/it', 0], [5000, '/gate/it', 1]])
  const level = (frame: number) => 1 - frame / 48_000
  samples.forEach((sample, frame) => {
    const expected = frame < 1999 ? level(frame) : frame < 5000 ? level(1998) * Math.max(0, 1 - (frame - 1999) / 240) : level(frame - 5000)
    if (Math.abs(sample - expected) > 1e-6) assert.unreachable(`frame ${frame}: ${sample}, not ${expected}`)
  })
})

test.run()
