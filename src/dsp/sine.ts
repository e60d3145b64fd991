import { module } from './module.ts'
import { arc } from './turn.ts'
import { amount, hz, semitones } from './units.ts'

/** Sine oscillator: y = gain sin(2π φ), φ += freq 2^(pitch/12) / rate. Starts at phase 0, rising.
 *  `freq` is followed every sample (FM), `pitch` every 16 frames and in straight lines between. The phase is an integer of 2⁻³² turns,
 *  which goes round by itself; it is half a turn below φ, as arc takes it.
 *  Source: J. O. Smith, Physical Audio Signal Processing, "Digital Sinusoid Generators"; the sine itself: turn.ts.
 *  Limits: THD+N below -140 dBc in 32-bit floats; the frequency is the nearest multiple of rate / 2³², at 48 kHz within 6 µHz. */
export const sine = module({
  name: 'sine',
  doc: 'sine oscillator',
  example: `sine('tone', { freq: 220, gain: 0.5 })`,
  inputs: {
    freq: hz(220, 20, 20_000, 'frequency'),
    pitch: semitones(0, -96, 96, 'shift of the frequency: vibrato, transposition'),
    gain: amount(1, 0, 1, 'amplitude'),
  },
  state: { phase: -(2 ** 31) },
  coefficients: { turns: 0 },
  uses: { arc },
  control: (s, { pitch }, { period }) => { s.turns = 2 ** 32 * Math.exp(pitch * Math.LN2 / 12) * period },
  tick: (s, { freq, gain }, { arc }) => {
    const y = gain * arc(s.phase * 2 ** -32)
    s.phase = s.phase + (Math.floor(freq * s.turns + 0.5) | 0) | 0
    return y
  },
})
