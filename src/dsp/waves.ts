/** Tables of sets of waves without the harmonics that there is no room for, to be read as cubic B-splines, as in harmonics.ts; but here
 *  waves are of any shape, so each table is a whole turn. There are two levels to the octave, down to the one with 341 harmonics. A table
 *  has six numbers at least to each harmonic, so what is left of a harmonic's images is 56 dB below it. */
import { fourier } from './fourier.ts'

/** The harmonics of a wave, from the first on: Σ sin[k] sin(2πkφ) + cos[k] cos(2πkφ), k = 1 …; index 0 counts for nothing. */
export interface Harmonics { sin: ArrayLike<number>, cos: ArrayLike<number> }

/** The highest level, with the 341 harmonics. */
const HIGHEST = 18
/** Numbers of a table beyond its turn: those that a spline reaches. */
const MARGIN = 3
/** A spline as it is read is so many times too large. */
const SPLINE = 6
/** How often a function is sampled. */
const SAMPLED = 2048
/** Numbers of a turn of silence. */
const SILENCE = 16

/** The tables of some sets, in a row whose length is a power of two; and where they are, 128 numbers for each set, 4 for each level: the
 *  beginning of the first wave's table, how far it is to the next wave's, the numbers of a turn, 0. */
export function waves(sets: readonly (readonly Harmonics[])[]) {
  // Where there is room for no harmonic all waves are the same.
  const numbers: number[] = Array(SILENCE + MARGIN).fill(0)
  const PLACES = new Float32Array(2 ** Math.ceil(Math.log2(128 * sets.length)))
  sets.forEach((set, index) => {
    const most = Math.max(...set.map(({ sin, cos }) => Math.max(sin.length, cos.length) - 1))
    let before = -1
    for (let level = 0; level <= HIGHEST + 1; level++) {
      const count = Math.min(room(Math.min(level, HIGHEST)), most)
      const at = 128 * index + 4 * level
      if (count === 0) PLACES.set([0, 0, SILENCE], at)
      else if (count === before) PLACES.copyWithin(at, at - 4, at)
      else {
        const size = sizeFor(count)
        PLACES.set([numbers.length, size + MARGIN, size], at)
        for (const wave of set) {
          const table = tableOf(wave, count, size)
          for (let n = -1; n < size + MARGIN - 1; n++) numbers.push(table[n & size - 1])
        }
      }
      before = count
    }
  })
  const WAVES = new Float32Array(2 ** Math.ceil(Math.log2(numbers.length)))
  WAVES.set(numbers)
  return { WAVES, PLACES }
}

/** Harmonics that there is room for wherever the table of a level is heard: from the level before on. */
function room(level: number): number {
  const octave = Math.ceil((level - 1) / 2)
  return level < 1 ? 0 : Math.floor(2 ** (octave + 1) / (2 * octave + 3 - level))
}

/** Few harmonics get more than six numbers each: those are strong, and so are their images. */
function sizeFor(count: number): number {
  return count <= 10 ? 128 : count <= 21 ? 256 : 2 ** Math.ceil(Math.log2(6 * count))
}

function tableOf({ sin, cos }: Harmonics, count: number, size: number): Float64Array {
  const [re, im] = [new Float64Array(size), new Float64Array(size)]
  for (let k = 1; k <= count; k++) {
    const x = Math.PI * k / size
    const gain = x / Math.sin(x)
    const scale = gain * gain * gain * gain / SPLINE
    re[k] = scale * (cos[k] ?? 0)
    im[k] = -scale * (sin[k] ?? 0)
  }
  fourier(re, im)
  return re
}

/** The harmonics of one turn of a wave, as many as there may be: numbers at even distances, or a function of the phase, 0 … 1. */
export function harmonicsOf(wave: ArrayLike<number> | ((phase: number) => number)): Harmonics {
  const samples = typeof wave === 'function' ? Float64Array.from({ length: SAMPLED }, (_, i) => wave(i / SAMPLED)) : Float64Array.from(wave)
  const { length } = samples
  const most = Math.min(Math.ceil(length / 2) - 1, room(HIGHEST))
  const [cos, sin] = (length & (length - 1)) === 0 ? transformed(samples) : summed(samples, most)
  return { sin: sin.subarray(0, most + 1).map(sum => sum * 2 / length), cos: cos.subarray(0, most + 1).map(sum => sum * 2 / length) }
}

function transformed(samples: Float64Array): [Float64Array, Float64Array] {
  const [re, im] = [samples.slice(), new Float64Array(samples.length)]
  fourier(re, im)
  return [re, im]
}

/** The sums for a length that is no power of two. */
function summed(samples: Float64Array, most: number): [Float64Array, Float64Array] {
  const angles = samples.map((_, i) => 2 * Math.PI * i / samples.length)
  const [sines, cosines] = [angles.map(Math.sin), angles.map(Math.cos)]
  const [cos, sin] = [new Float64Array(most + 1), new Float64Array(most + 1)]
  for (let k = 1; k <= most; k++) {
    for (let n = 0, at = 0; n < samples.length; n++, at = (at + k) % samples.length) {
      sin[k] += samples[n] * sines[at]
      cos[k] += samples[n] * cosines[at]
    }
  }
  return [cos, sin]
}
