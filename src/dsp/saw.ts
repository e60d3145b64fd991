import { band } from './band.ts'
import { module } from './module.ts'
import { sawtooth } from './sawtooth.ts'
import { amount, hz, semitones } from './units.ts'

/** Sawtooth oscillator: y = gain · 2φ, φ = -½ … ½ of a turn, less the harmonics above half the sample rate. Starts at 0, rising.
 *  `freq` is followed every sample (FM), `pitch` every 16 frames and in straight lines between.
 *  Method: tables with as many harmonics as there is room for, read as cubic B-splines, neighbours faded into each other (band.ts,
 *  harmonics.ts). Unlike a corner that is rounded (polyBLEP, DPW) this keeps all of what can be heard and lets nothing else through.
 *  Limits: at 48 kHz aliases are below -100 dBc from 20 Hz to 20 kHz, at 5 kHz below -125; harmonics are exact up to 15 kHz, from 23 Hz on
 *  (a lower note has 682 of them). Pitch within a thousandth of a cent. No click where a sweep goes from table to table: -100 dB. */
export const saw = module({
  name: 'saw',
  doc: 'sawtooth oscillator',
  example: `saw('tone', { freq: 110, gain: 0.5 })`,
  inputs: {
    freq: hz(220, 20, 20_000, 'frequency'),
    pitch: semitones(0, -96, 96, 'shift of the frequency: vibrato, transposition'),
    gain: amount(1, 0, 1, 'amplitude'),
  },
  state: { phase: -(2 ** 31), step: 0, whole: 0, at: 0, next: 0, size: 0, share: 0 },
  coefficients: { turns: 0 },
  uses: () => ({ ...band, ...sawtooth() }),
  control: (s, { pitch }, { period }) => { s.turns = 2 ** 32 * Math.exp(pitch * Math.LN2 / 12) * period },
  tick: (s, { freq, gain }, { level, shareAt, odd, WAVES, PLACES }) => {
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
    const y = -gain * odd(WAVES, s.at, s.next, s.share, s.size, s.phase)
    s.phase = s.phase + s.whole | 0
    return y
  },
})
