/** The colours of noise. (White: accuracy-others.test.ts.) */
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { noise } from '../../src/index.ts'
import { fft } from '../fft.ts'
import { measured } from '../measured.ts'
import { kernelOf, left, play, rms } from '../play.ts'
import type { Cue } from '../play.ts'

type Colour = 'white' | 'pink' | 'brown' | 'velvet'
const listen = (colour: Colour, frames: number, rate: number, more: object = {}) =>
  left(play(kernelOf(() => noise('it', { colour, ...more }), rate), frames))

const SIZE = 2 ** 15

/** The gain in dB from white noise to a colour made of it, at k / SIZE of the rate: the mean of their cross spectra over that of the
 *  white one's own. It is exact but for the ends of the windows. */
function response(colour: Colour, rate: number, windows: number): Float64Array {
  const [x, y] = [listen('white', SIZE * windows, rate), listen(colour, SIZE * windows, rate)]
  const [re, im, own] = [new Float64Array(SIZE / 2), new Float64Array(SIZE / 2), new Float64Array(SIZE / 2)]
  const window = Float64Array.from({ length: SIZE }, (_, i) => 1 - Math.cos(2 * Math.PI * i / SIZE))
  for (let start = 0; start + SIZE <= x.length; start += SIZE / 2) {
    const [xr, yr] = [x, y].map(samples => window.map((weight, i) => weight * samples[start + i]))
    const [xi, yi] = [new Float64Array(SIZE), new Float64Array(SIZE)]
    fft(xr, xi)
    fft(yr, yi)
    for (let k = 1; k < SIZE / 2; k++) {
      re[k] += xr[k] * yr[k] + xi[k] * yi[k]
      im[k] += xr[k] * yi[k] - xi[k] * yr[k]
      own[k] += xr[k] ** 2 + xi[k] ** 2
    }
  }
  return re.map((value, k) => 20 * Math.log10(Math.hypot(value, im[k]) / own[k]))
}

/** The largest deviation in dB from a shape given in dB, over the range that is heard, in bands of a sixth of an octave. */
function deviation(colour: Colour, rate: number, shape: (freq: number) => number): number {
  const found = response(colour, rate, 8)
  const off: number[] = []
  for (let freq = 20; freq < Math.min(20_000, 0.45 * rate); freq *= 2 ** (1 / 6)) {
    const [from, to] = [freq, freq * 2 ** (1 / 6)].map(f => Math.round(f * SIZE / rate))
    const band = Array.from({ length: Math.max(1, to - from) }, (_, i) => found[from + i] - shape((from + i) * rate / SIZE))
    off.push(band.reduce((sum, db) => sum + db) / band.length)
  }
  const middle = off[Math.round(off.length / 2)]
  return Math.max(...off.map(db => Math.abs(db - middle)))
}

test('pink falls by 3 dB/octave', () => {
  for (const rate of [22_050, 48_000, 96_000]) {
    const off = deviation('pink', rate, freq => -10 * Math.log10(freq))
    if (rate === 48_000) measured('noise', 'pink against 1/√f, 20 Hz to 20 kHz', `${off.toFixed(2)} dB`, '≤ 0.15 dB')
    assert.ok(off < 0.15, `${rate}: ${off} dB`) // 0.06, and what the ends of the windows add
  }
})

test('brown falls by 6 dB/octave above its corner', () => {
  for (const rate of [44_100, 48_000, 96_000]) {
    const off = deviation('brown', rate, freq => -10 * Math.log10(freq ** 2 + 20 ** 2))
    if (rate === 48_000) measured('noise', 'brown against 1/√(f² + 20²), 20 Hz to 20 kHz', `${off.toFixed(2)} dB`, '≤ 0.9 dB')
    assert.ok(off < 0.9, `${rate}: ${off} dB`)
  }
})

test('pink and brown are at an RMS of 0.22, at any rate', () => {
  for (const rate of [22_050, 48_000, 96_000]) for (const colour of ['pink', 'brown'] as const) {
    const level = rms(listen(colour, 2 ** 20, rate))
    // Brown changes slowly: in ten seconds there are some hundred independent values.
    assert.ok(Math.abs(level / 0.22 - 1) < (colour === 'pink' ? 0.03 : 0.1), `${colour}, ${rate}: ${level}`)
  }
})

test('velvet: so many clicks in a second, one in each cell, up and down alike', () => {
  for (const [density, rate] of [[2000, 48_000], [20, 48_000], [20_000, 44_100], [333.3, 96_000]]) {
    const seconds = density < 100 ? 60 : 4
    const samples = listen('velvet', seconds * rate, rate, { density, gain: 0.5 })
    assert.ok(samples.every(x => x === 0 || x === 0.5 || x === -0.5))
    const clicks = [...samples.keys()].filter(i => samples[i] !== 0)
    assert.ok(Math.abs(clicks.length - density * seconds) < 3 + density * seconds * 0.001, `${clicks.length}`)
    const cell = rate / density
    const gaps = clicks.slice(1).map((at, i) => at - clicks[i])
    assert.ok(Math.max(...gaps) < 2 * cell + 2, `${Math.max(...gaps)}`)
    const sum = clicks.reduce((total, i) => total + 2 * samples[i], 0)
    assert.ok(Math.abs(sum) < 4 * Math.sqrt(clicks.length), `${sum} more up than down of ${clicks.length}`)
  }
})

test('velvet is white: flat within 1 dB from octave to octave', () => {
  const samples = listen('velvet', 2 ** 20, 48_000)
  const [re, im] = [Float64Array.from(samples), new Float64Array(samples.length)]
  fft(re, im)
  const octaves = [8, 7, 6, 5, 4, 3, 2].map(shift => {
    let sum = 0
    const from = samples.length >> shift
    for (let k = from; k < 2 * from; k++) sum += re[k] ** 2 + im[k] ** 2
    return 10 * Math.log10(sum / from)
  })
  for (const level of octaves) assert.ok(Math.abs(level - octaves[0]) < 1, octaves.join(' '))
})

test('another colour is another noise of the same seed, and leaves white as it was', () => {
  const build = () => noise('it')
  const plain = left(play(build, 9600))
  const turn = (frame: number, colour: Colour): Cue => [frame, '/mod/it/colour', colour]
  const turned = left(play(build, 9600, [turn(1000, 'pink'), turn(3000, 'brown'), turn(5000, 'white')]))
  assert.equal(turned.slice(5000), plain.slice(5000))
})

test.run()
