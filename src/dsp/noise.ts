import { module } from './module.ts'
import { amount, choice, hz, whole } from './units.ts'

/** Zero of the integrator that makes brown noise: with it, it falls by 6 dB/octave up to the top. */
const ZERO = 1 / 7
/** Where brown noise ceases to rise towards the bass, Hz, and how loud it is: peaks of 1 are rare. */
const [CORNER, LEVEL] = [20, 0.22]

/** Noise in colours, the same for the same seed.
 *  white: y = gain · x / 2³¹, x from a 32-bit xorshift generator, even over -1 … 1; pink: -3 dB/octave, the sum of seven filters of it;
 *  brown: -6 dB/octave, its integral, which leaks below 20 Hz; velvet: clicks of -1 and 1, one at a random place in each 1/density s.
 *  Source: G. Marsaglia, Xorshift RNGs, 2003 (13, 17, 5); the seed is spread by the finalizer of MurmurHash3. Pink: P. Kellet, refined
 *  method, music-dsp, 1999. Brown: M. A. Al-Alaoui, Novel digital integrator and differentiator, 1993. Velvet: M. Karjalainen and
 *  H. Järveläinen, Reverberation modeling using velvet noise, 2007.
 *  Limits: repeats after 2³² - 1 frames, a day at 48 kHz. From 20 Hz to 20 kHz pink is within 0.06 dB of 1/√f, brown at 44.1 kHz and up
 *  within 0.8 dB of 1/√(f² + 20²). RMS: white 0.577, pink and brown 0.22 (4.5 of it are 1), velvet √(density / rate). */
export const noise = module({
  name: 'noise',
  doc: 'noise: white, pink, brown, velvet',
  example: `noise('hiss', { seed: 7, colour: 'pink', gain: 0.3 })`,
  inputs: {
    seed: whole(1, 0, 2 ** 31 - 1, 'noises of different seeds are independent'),
    colour: choice(['white', 'pink', 'brown', 'velvet'], 'white is bright, pink even to the ear, brown dark, velvet made of clicks'),
    density: hz(2000, 1, 20_000, 'clicks per second of velvet; few of them crackle'),
    gain: amount(1, 0, 1, 'amplitude'),
  },
  state: { x: 1, p0: 0, p1: 0, p2: 0, p3: 0, p4: 0, p5: 0, last: 0, brown: 0, cell: 0, place: 0, click: 0 },
  coefficients: { keep: 0, rise: 0 },
  uses: { ZERO, CORNER, LEVEL },
  control: (s, { seed }, { period, ZERO, CORNER, LEVEL }) => {
    let h = Math.imul(seed + 1 | 0, 0x9e3779b9)
    h = Math.imul(h ^ h >>> 16, 0x85ebca6b)
    h = Math.imul(h ^ h >>> 13, 0xc2b2ae35)
    h ^= h >>> 16
    s.x = h === 0 ? 1 : h
    s.keep = Math.exp(-2 * Math.PI * CORNER * period)
    // The power of white noise is 1/3, and the integrator's gain for it a sum of squares.
    s.rise = LEVEL * Math.sqrt(3 * (1 - s.keep * s.keep) / (1 + ZERO * ZERO + 2 * s.keep * ZERO))
  },
  tick: (s, { colour, density, gain }, { period, ZERO }) => {
    let x = s.x | 0
    x ^= x << 13
    x ^= x >>> 17
    x ^= x << 5
    s.x = x
    const white = x * 2 ** -31
    if (colour === 'white') return gain * white
    if (colour === 'pink') {
      s.p0 = 0.99886 * s.p0 + 0.0555179 * white
      s.p1 = 0.99332 * s.p1 + 0.0750759 * white
      s.p2 = 0.969 * s.p2 + 0.153852 * white
      s.p3 = 0.8665 * s.p3 + 0.3104856 * white
      s.p4 = 0.55 * s.p4 + 0.5329522 * white
      s.p5 = -0.7616 * s.p5 - 0.016898 * white
      const sum = s.p0 + s.p1 + s.p2 + s.p3 + s.p4 + s.p5 + 0.5362 * white + 0.115926 * s.last
      s.last = white
      return gain * 0.125 * sum
    }
    if (colour === 'brown') {
      s.brown = s.keep * s.brown + s.rise * (white + ZERO * s.last)
      s.last = white
      return gain * s.brown
    }
    // A cell is 1 wide; its click comes where `place` is, and is 0 when it has been.
    s.cell += density * period
    let click = 0
    if (s.cell >= s.place) {
      click = s.click
      s.click = 0
    }
    if (s.cell >= 1) {
      s.cell -= 1
      s.place = (x >>> 1) * 2 ** -31
      s.click = (x & 1) * 2 - 1
    }
    return gain * click
  },
})
