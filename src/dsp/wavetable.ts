import { fourier } from './fourier.ts'
import { module } from './module.ts'
import { morphing } from './morph.ts'
import { choice } from './units.ts'
import { waves } from './waves.ts'
import type { Harmonics } from './waves.ts'

/** A wave of sines that begin together, from the amplitudes of its harmonics; its peak is 1. */
function sines(amplitudes: readonly number[]): Harmonics {
  const [re, im] = [new Float64Array(512), new Float64Array(512)]
  amplitudes.forEach((a, i) => im[i + 1] = -a)
  fourier(re, im)
  const peak = re.reduce((most, y) => Math.max(most, Math.abs(y)), 0)
  return { sin: [0, ...amplitudes.map(a => a / peak)], cos: [] }
}
const series = (count: number, amplitude: (k: number) => number) => sines(Array.from({ length: count }, (_, i) => amplitude(i + 1)))
/** A wave of the harmonics named. */
const only = (harmonics: Record<number, number>) => series(Math.max(...Object.keys(harmonics).map(Number)), k => harmonics[k] ?? 0)

const isOdd = (k: number) => k % 2 === 1
/** Resonances in Hz of a, e, i, o and u. */
const VOWELS = [[730, 1090, 2440], [530, 1840, 2480], [270, 2290, 3010], [570, 840, 2410], [300, 870, 2240]]
/** They are where they should be when this is sung, in Hz. */
const [SUNG, BANDWIDTH] = [110, 90]

const basic = () => [
  sines([1]),
  series(128, k => isOdd(k) ? (k % 4 === 1 ? 1 : -1) / (k * k) : 0),
  series(128, k => (isOdd(k) ? 1 : -1) / k),
  series(128, k => isOdd(k) ? 1 / k : 0),
]
const organ = () => [
  only({ 1: 1, 2: 0.2 }), only({ 1: 1, 2: 0.7, 3: 0.5 }), only({ 1: 1, 3: 0.8, 4: 0.5, 8: 0.5 }),
  only({ 1: 1, 2: 1, 3: 1, 4: 1, 5: 1, 6: 1, 8: 1 }),
]
const vocal = () => VOWELS.map(vowel => series(42, k => {
  const resonance = (hz: number, i: number) => 0.5 ** i / (1 + ((k * SUNG - hz) / BANDWIDTH) ** 2)
  return vowel.reduce((sum, hz, i) => sum + resonance(hz, i), 0.02) / Math.sqrt(k)
}))
const glass = () => [only({ 1: 1 }), only({ 1: 1, 5: 0.5 }), only({ 1: 1, 5: 0.5, 11: 0.4 }), only({ 1: 0.7, 5: 0.5, 11: 0.5, 19: 0.4 })]

const { inputs, state, coefficients, uses, tick } = morphing

/** Sets of waves, and a place between them that may move: from the first (0) to the last (1), each turning into the next in a straight
 *  line. basic: sine, triangle, sawtooth, square; organ: four registrations of drawbars, from a flute to full; vocal: a, e, i, o, u, of
 *  which the resonances go with the pitch; glass: a sine and ever more of the 5th, 11th and 19th harmonic. Peaks are 1.
 *  `freq` is followed every sample, the others every 16 frames and in straight lines between.
 *  Method: band-limited tables (morph.ts, waves.ts). Source of the vowels: G. E. Peterson and H. L. Barney, Control Methods Used in a Study
 *  of the Vowels, 1952, men.
 *  Limits: at 48 kHz aliases are 85 dB below the strongest harmonic at least, from 20 Hz to 20 kHz. A wave has 128 harmonics at the most:
 *  all of them below 187 Hz, and all that there is room for above. */
export const wavetable = module({
  name: 'wavetable',
  doc: 'waves that turn into each other',
  example: `wavetable('pad', { wave: 'vocal', freq: 110, position: lfo('sweep', { freq: 0.2, min: 0, max: 1 }), gain: 0.5 })`,
  inputs: { ...inputs, wave: choice(['basic', 'organ', 'vocal', 'glass'], 'set of waves; wavetableOf makes others') },
  state, coefficients,
  uses: () => ({ ...uses, ...waves([basic(), organ(), vocal(), glass()]) }),
  control: (s, { pitch, position, wave }, { period }) => {
    s.turns = 2 ** 32 * Math.exp(pitch * Math.LN2 / 12) * period
    const last = wave === 'vocal' ? 4 : 3
    s.place = Math.min(Math.max(position, 0), 1) * last
    const set = wave === 'basic' ? 0 : wave === 'organ' ? 32 : wave === 'vocal' ? 64 : 96
    // A step that there can't be, so that its tables are looked up.
    if (set !== s.set) s.step = 2 ** 60
    s.set = set
  },
  tick,
})
