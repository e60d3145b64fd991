/** Tables of a wave without the harmonics that there is no room for, one for each level of band.ts. The wave is odd (a sum of sines) or
 *  even (of cosines), so half a turn of it will do, from phase 0 on: the other half is its mirror image.
 *
 *  They are read as cubic B-splines, whose spectrum is known: sinc⁴. What that takes from each harmonic is made up for here, exactly. What
 *  it leaves of the images, around the multiples of the size, is (x/(1-x))⁴ of a harmonic x times the size; the sizes keep it small.
 *
 *  Where levels of two sizes meet, their table is there in both, so that it is always two of the same size that are mixed. */
import { fourier } from './fourier.ts'

/** Octaves that have levels, and the first of those which have two instead of four. */
const [OCTAVES, FIRST_OF_TWO] = [10, 8]
/** Numbers of a half turn beyond its ends: those that a spline reaches over them. */
const MARGIN = 4
/** A spline as it is read is so many times too large. */
const SPLINE = 6
/** The highest harmonic that a table may have, over its size. */
const ROOM = 0.4

/** `sizes`: numbers of a whole turn of each octave's tables, the highest octave first; `amplitude`: that of the k-th harmonic. Gives
 *  the tables, in a row whose length is a power of two, and for each level four numbers: where its table begins, where the next one
 *  begins, their size, 0. */
export function harmonics(wave: 'sines' | 'cosines', sizes: readonly number[], amplitude: (k: number) => number) {
  const halves: number[] = []
  const PLACES = new Float32Array(256)
  let level = 0
  for (let octave = 1; octave <= OCTAVES; octave++) {
    const size = sizes[octave - 1]
    const row = size / 2 + MARGIN
    const levels = octave < FIRST_OF_TWO ? 4 : 2
    for (let i = 0; i < levels; i++) PLACES.set([halves.length + i * row, halves.length + (i + 1) * row, size * 2 ** -32], 4 * (level + i))
    for (let i = 0; i <= levels; i += 2) {
      const tables = pair(wave, size, amplitude, room(level + i), room(level + i + 1))
      for (const table of i < levels ? tables : tables.slice(0, 1)) for (let n = -1; n < row - 1; n++) halves.push(table[n & size - 1])
    }
    level += levels
    if (octave === OCTAVES) PLACES.set([halves.length - row, halves.length - row, size * 2 ** -32], 4 * level)
  }
  const WAVES = new Float32Array(2 ** Math.ceil(Math.log2(halves.length)))
  WAVES.set(halves)
  return { WAVES, PLACES }
}

/** Two tables at once, with so many harmonics each: one is the real part of the sum, the other the imaginary one. */
function pair(wave: 'sines' | 'cosines', size: number, amplitude: (k: number) => number, a: number, b: number): Float64Array[] {
  const [re, im] = [new Float64Array(size), new Float64Array(size)]
  for (let k = 1; k <= Math.min(Math.max(a, b), ROOM * size); k++) {
    const x = Math.PI * k / size
    const gain = x / Math.sin(x)
    const half = amplitude(k) / SPLINE / 2 * gain * gain * gain * gain
    const [first, second] = [k <= a ? half : 0, k <= b ? half : 0]
    if (wave === 'cosines') {
      re[k] = re[size - k] = first
      im[k] = im[size - k] = second
    } else {
      im[k] = -first
      im[size - k] = first
      re[k] = second
      re[size - k] = -second
    }
  }
  fourier(re, im)
  return [re, im]
}

/** How many harmonics there is room for below half the sample rate wherever the table of a level is heard: from the level before on. */
function room(level: number): number {
  if (level < 1) return 0
  const octave = Math.ceil((level - 1) / 4)
  if (octave < FIRST_OF_TWO) return Math.floor(2 ** (octave + 2) / (4 * octave + 5 - level))
  const lower = FIRST_OF_TWO - 1 + Math.ceil((level - 29) / 2)
  return Math.floor(2 ** (lower + 1) / (2 * lower + 17 - level))
}
