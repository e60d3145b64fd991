import { band } from './band.ts'
import { module } from './module.ts'
import { parabola } from './parabola.ts'
import { amount, hz, number, semitones } from './units.ts'

/** Triangle oscillator: rises from -1 to 1 in `skew` of the period, falls in the rest, times gain, less the harmonics above half the sample
 *  rate. `freq` is followed every sample, `pitch` and `skew` every 16 frames and in straight lines between. Starts at 0, rising.
 *  Method: a parabola, the integral of a sawtooth, less another that is `skew` later, y = 2 / (skew (1 - skew)) · (P(φ - skew/2) -
 *  P(φ + skew/2)), from tables (band.ts).
 *  Limits: at 48 kHz aliases are below -100 dBc from 20 Hz to 20 kHz, -90 dBc at the ends of skew. Harmonics above the 409th
 *  are left out: -104 dBc, and -88 dBc at the ends of skew. */
export const triangle = module({
  name: 'triangle',
  doc: 'triangle oscillator, up to a sawtooth',
  example: `triangle('tone', { freq: 220, skew: 0.8 })`,
  inputs: {
    freq: hz(220, 20, 20_000, 'frequency'),
    pitch: semitones(0, -96, 96, 'shift of the frequency: vibrato, transposition'),
    skew: number(0.5, 0.05, 0.95, 'share of the period in which it rises; near the ends it is as bright as a sawtooth'),
    gain: amount(1, 0, 1, 'amplitude'),
  },
  state: { phase: 0, step: 0, whole: 0, at: 0, next: 0, size: 0, share: 0 },
  coefficients: { turns: 0, half: 0, slope: 0 },
  uses: () => ({ ...band, ...parabola() }),
  control: (s, { pitch, skew }, { period }) => {
    s.turns = 2 ** 32 * Math.exp(pitch * Math.LN2 / 12) * period
    const rise = Math.min(Math.max(skew, 0.05), 0.95)
    s.half = rise * 2 ** 31
    s.slope = 2 / (rise * (1 - rise))
  },
  tick: (s, { freq, gain }, { level, shareAt, even, WAVES, PLACES }) => {
    const step = freq * s.turns
    if (step !== s.step) {
      s.step = step
      s.whole = step + 0.5 | 0
      const place = level(s.whole)
      const found = place << 2
      s.share = shareAt(place)
      s.at = PLACES[found] | 0
      s.next = PLACES[found + 1] | 0
      s.size = PLACES[found + 2]
    }
    const half = s.half | 0
    const rising = even(WAVES, s.at, s.next, s.share, s.size, s.phase - half | 0)
    const falling = even(WAVES, s.at, s.next, s.share, s.size, s.phase + half | 0)
    s.phase = s.phase + s.whole | 0
    return gain * s.slope * (rising - falling)
  },
})
