import { band } from './band.ts'
import { module } from './module.ts'
import { sawtooth } from './sawtooth.ts'
import { amount, hz, semitones } from './units.ts'

/** How far the seven saws are apart for a knob of 0 … 1: slowly at first, then steeply. Measured, and fitted by a polynomial. */
const spread = (x: number): number => 0.0030115596 + x * (0.6717417634 + x * (-24.1878824391 + x * (404.2703938388
  + x * (-3425.0836591318 + x * (17019.951858008 + x * (-53046.9642751875 + x * (106649.6679158292 + x * (-138150.6761080548
  + x * (111363.4808729368 + x * (-50818.8652045924 + x * 10028.7312891634))))))))))

const { odd } = band

/** Three saws with the same tables. */
const three = (row: ArrayLike<number>, at: number, next: number, share: number, size: number, p: number, q: number, r: number): number =>
  odd(row, at, next, share, size, p) + odd(row, at, next, share, size, q) + odd(row, at, next, share, size, r)

/** Seven sawtooth oscillators, one in tune, three below it and three above: the sound of the Roland JP-8000.
 *    freq · (1 + spread(detune) · r), r = -0.1100, -0.0629, -0.0195, 0, 0.0199, 0.0622, 0.1075
 *    y = gain (centre · y₀ + sides · Σ yᵢ) / √(centre² + 6 sides²)
 *    centre = 0.99785 - 0.55366 mix, sides = 0.044372 + 1.2841 mix - 0.73764 mix²
 *  so it is as loud as one saw of that gain at any mix, though its peaks reach 2.65. Three of the sides go to the left and three to the
 *  right, at equal power. The original takes away what is below the pitch, to hide its aliases; here there are none to hide.
 *  Each starts elsewhere in its period, always at the same place. Source: A. Szabo, How to Emulate the Super Saw, KTH, 2010.
 *  Limits: frequencies and levels by these formulas, within 0.01 % and 0.05 dB; aliases as those of saw, below -85 dBc of the whole. All
 *  seven end where the highest one must. */
export const supersaw = module({
  name: 'supersaw',
  doc: 'seven detuned saws, left and right',
  example: `supersaw('lead', { freq: 220, detune: 0.3, mix: 0.7, gain: 0.3 })`,
  inputs: {
    freq: hz(220, 20, 20_000, 'frequency of the saw in the middle'),
    pitch: semitones(0, -96, 96, 'shift of the frequency: vibrato, transposition'),
    detune: amount(0.4, 0, 1, 'how far the saws are apart; above 0.9 very far'),
    mix: amount(0.75, 0, 1, 'how loud those at the sides are; at 0 there is hardly more than the middle one'),
    width: amount(1, 0, 1, 'how far they are placed to left and right; at 0 both are the same'),
    gain: amount(1, 0, 1, 'amplitude'),
  },
  outputs: ['left', 'right'],
  // Phases by the golden ratio, so that none are near each other at the start.
  state: {
    p0: -(2 ** 31), p1: 506952115, p2: -1133094932, p3: 1521825317, p4: -626203000, p5: 1400749115, p6: -126189950,
    w0: 0, w1: 0, w2: 0, w3: 0, w4: 0, w5: 0, w6: 0, step: 0, at: 0, next: 0, size: 0, share: 0,
  },
  coefficients: { t0: 0, t1: 0, t2: 0, t3: 0, t4: 0, t5: 0, t6: 0, centre: 0, near: 0, far: 0 },
  uses: () => ({ ...band, ...sawtooth(), spread, three }),
  control: (s, { pitch, detune, mix, width }, { period, spread }) => {
    const turns = 2 ** 32 * Math.exp(pitch * Math.LN2 / 12) * period
    const apart = turns * spread(Math.min(Math.max(detune, 0), 1))
    s.t0 = turns
    s.t1 = turns - 0.11002313 * apart
    s.t2 = turns + 0.01991221 * apart
    s.t3 = turns + 0.06216538 * apart
    s.t4 = turns - 0.01952356 * apart
    s.t5 = turns - 0.06288439 * apart
    s.t6 = turns + 0.10745242 * apart
    const centre = 0.99785 - 0.55366 * mix
    const sides = 0.044372 + mix * (1.2841 - 0.73764 * mix)
    const scale = 1 / Math.sqrt(centre * centre + 6 * sides * sides)
    const angle = (1 - width) * Math.PI / 4
    s.centre = centre * scale
    s.near = sides * scale * Math.SQRT2 * Math.cos(angle)
    s.far = sides * scale * Math.SQRT2 * Math.sin(angle)
  },
  tick: (s, { freq, gain }, { level, shareAt, odd, three, WAVES, PLACES }) => {
    const step = freq * s.t6
    if (step !== s.step) {
      s.step = step
      s.w0 = freq * s.t0 | 0
      s.w1 = freq * s.t1 | 0
      s.w2 = freq * s.t2 | 0
      s.w3 = freq * s.t3 | 0
      s.w4 = freq * s.t4 | 0
      s.w5 = freq * s.t5 | 0
      s.w6 = step | 0
      const place = level(s.w6)
      const found = place << 2
      s.share = shareAt(place)
      s.at = PLACES[found] | 0
      s.next = PLACES[found + 1] | 0
      s.size = PLACES[found + 2]
    }
    const middle = s.centre * odd(WAVES, s.at, s.next, s.share, s.size, s.p0)
    const a = three(WAVES, s.at, s.next, s.share, s.size, s.p1, s.p2, s.p3)
    const b = three(WAVES, s.at, s.next, s.share, s.size, s.p4, s.p5, s.p6)
    s.p0 = s.p0 + s.w0 | 0
    s.p1 = s.p1 + s.w1 | 0
    s.p2 = s.p2 + s.w2 | 0
    s.p3 = s.p3 + s.w3 | 0
    s.p4 = s.p4 + s.w4 | 0
    s.p5 = s.p5 + s.w5 | 0
    s.p6 = s.p6 + s.w6 | 0
    return [-gain * (middle + s.near * a + s.far * b), -gain * (middle + s.far * a + s.near * b)]
  },
})
