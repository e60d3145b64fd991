import { band } from './band.ts'
import { module } from './module.ts'
import { sawtooth } from './sawtooth.ts'
import { amount, hz, semitones } from './units.ts'

/** Pulse oscillator: high for `width` of the period, low for the rest, 2 gain apart, less the harmonics above half the sample rate. Its
 *  mean is 0 at any width, as behind a capacitor, so a width that moves makes no thump: high is 2 (1 - width), low is -2 width.
 *  `freq` and `width` are followed every sample. Starts where it rises.
 *  Method: a sawtooth less another that is `width` later (band.ts); what slopes in them is the same, and goes.
 *  Limits: at 48 kHz aliases are below -100 dBc from 20 Hz to 20 kHz for a square; of a thin pulse every harmonic is weak, the first too,
 *  so there it is -85 dBc at a width of 0.05. No clicks while the width moves: -105 dB. */
export const pulse = module({
  name: 'pulse',
  doc: 'pulse oscillator: square, and thinner',
  example: `pulse('tone', { freq: 110, width: lfo('pwm', { freq: 0.5, min: 0.1, max: 0.9 }), gain: 0.5 })`,
  inputs: {
    freq: hz(220, 20, 20_000, 'frequency'),
    pitch: semitones(0, -96, 96, 'shift of the frequency: vibrato, transposition'),
    width: amount(0.5, 0, 1, 'share of the period in which it is high; 0.5 is a square'),
    gain: amount(1, 0, 1, 'amplitude'),
  },
  state: { phase: 0, step: 0, whole: 0, at: 0, next: 0, size: 0, share: 0 },
  coefficients: { turns: 0 },
  uses: () => ({ ...band, ...sawtooth() }),
  control: (s, { pitch }, { period }) => { s.turns = 2 ** 32 * Math.exp(pitch * Math.LN2 / 12) * period },
  tick: (s, { freq, width, gain }, { level, shareAt, odd, WAVES, PLACES }) => {
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
    // Half a turn is taken from the width, so that it is less than 2³¹, and added again.
    const falls = s.phase - ((width - 0.5) * 2 ** 32 | 0) ^ 1 << 31
    const y = gain * (odd(WAVES, s.at, s.next, s.share, s.size, s.phase) - odd(WAVES, s.at, s.next, s.share, s.size, falls))
    s.phase = s.phase + s.whole | 0
    return y
  },
})
