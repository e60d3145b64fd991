import { module } from './module.ts'
import { turn } from './turn.ts'
import { amount, hz, semitones } from './units.ts'

/** Sine oscillator: y = gain sin(2π φ), φ += freq 2^(pitch/12) / rate. Starts at phase 0, rising.
 *  `freq` is followed every sample (FM), `pitch` every 16 frames and in straight lines between.
 *  Source: J. O. Smith, Physical Audio Signal Processing, "Digital Sinusoid Generators"; the sine itself: turn.ts.
 *  Limits: THD+N below -140 dBc in 32-bit floats; pitch exact to the rounding of a 64-bit phase. */
export const sine = module({
  name: 'sine',
  doc: 'sine oscillator',
  example: `sine('tone', { freq: 220, gain: 0.5 })`,
  inputs: {
    freq: hz(220, 20, 20_000, 'frequency'),
    pitch: semitones(0, -96, 96, 'shift of the frequency: vibrato, transposition'),
    gain: amount(1, 0, 1, 'amplitude'),
  },
  state: { phase: 0 },
  coefficients: { turns: 0 },
  uses: { turn },
  control: (s, { pitch }, { period }) => { s.turns = Math.exp(pitch * Math.LN2 / 12) * period },
  tick: (s, { freq, gain }, { turn }) => {
    const y = gain * turn(s.phase)
    s.phase += freq * s.turns
    if (s.phase >= 1 || s.phase < 0) s.phase -= Math.floor(s.phase) // rarely, so cheaper than always
    return y
  },
})
