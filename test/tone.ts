/** Tones that repeat exactly: a whole and odd number of turns in a power of two of frames, so that each harmonic, and each alias, is at a
 *  frequency of its own of the discrete Fourier transform, with nothing beside it. */
import { fft } from './fft.ts'
import { kernelOf, left, play, RATE } from './play.ts'

const SIZE = 2 ** 14

export interface Tone {
  /** The frequency in Hz, close to the one that was asked for. */
  freq: number
  /** How many harmonics there are below half the rate. */
  count: number
  /** The k-th harmonic, a sin(2πkφ) + b cos(2πkφ), φ from 0 at the first frame on. */
  harmonic(k: number): { a: number, b: number, size: number }
  mean: number
  /** The strongest of whatever is no harmonic, in dB relative to the fundamental, and to the strongest harmonic. */
  alias: number
  aliasBelowAll: number
}

/** The tone that a patch makes of a frequency near `near` Hz. `skip`: frames to leave out at the beginning. */
export function toneOf(build: (freq: number) => unknown, near: number, { rate = RATE, skip = 0 } = {}): Tone {
  const turns = 2 * Math.floor(near * SIZE / rate / 2) + 1
  const freq = turns * rate / SIZE
  const re = Float64Array.from(left(play(kernelOf(() => build(freq), rate), SIZE + skip)).subarray(skip))
  const im = new Float64Array(SIZE)
  fft(re, im)
  const harmonic = (k: number) => {
    const [a, b] = [-im[k * turns] * 2 / SIZE, re[k * turns] * 2 / SIZE]
    return { a, b, size: Math.hypot(a, b) }
  }
  let alias = 0
  for (let i = 1; i < SIZE / 2; i++) if (i % turns !== 0) alias = Math.max(alias, Math.hypot(re[i], im[i]) * 2 / SIZE)
  const count = Math.ceil(SIZE / 2 / turns) - 1
  const strongest = Array.from({ length: count }, (_, i) => harmonic(i + 1).size).reduce((a, b) => Math.max(a, b))
  const [one, all] = [harmonic(1).size, strongest].map(size => 20 * Math.log10(alias / size))
  return { freq, count, harmonic, mean: re[0] / SIZE, alias: one, aliasBelowAll: all }
}

/** The strongest alias over a range of pitches, in dB relative to the fundamental, or to the strongest harmonic. */
export function worstAlias(
  build: (freq: number) => unknown, from: number, to: number, count: number,
  { rate = RATE, below = 'alias' }: { rate?: number, below?: 'alias' | 'aliasBelowAll' } = {},
): number {
  const pitches = Array.from({ length: count }, (_, i) => from * (to / from) ** ((i + 0.5) / count))
  return Math.max(...pitches.map(near => toneOf(build, near, { rate })[below]))
}

/** What is between the harmonics of a tone whose frequency or shape swings, in dB relative to the strongest frequency there is: the
 *  most outside of a band around each harmonic, `width` times as wide as they are apart. Steps and clicks would be there. */
export function between(build: (freq: number, swing: number) => unknown, near: number, width: number): number {
  const size = 4 * SIZE
  const turns = Math.round(near * size / RATE / 2) * 2 + 1
  const swings = 8
  const samples = left(play(kernelOf(() => build(turns * RATE / size, swings * RATE / size)), 2 * size)).subarray(size)
  const re = Float64Array.from(samples)
  const im = new Float64Array(size)
  fft(re, im)
  let [inside, outside] = [0, 0]
  for (let i = 1; i < size / 2; i++) {
    const away = Math.abs(i / turns - Math.round(i / turns))
    const amplitude = Math.hypot(re[i], im[i])
    if (away > width / 2) outside = Math.max(outside, amplitude)
    else inside = Math.max(inside, amplitude)
  }
  return 20 * Math.log10(outside / inside)
}
