/** The chain that plays from the first second: sine → adsr → filter, with an lfo ready to be turned up.
 *
 *  Every number below is a knob: `/mod/sine/freq 330` by OSC, `sine.freq = 330` in the REPL, or edit it here and save. What
 *  follows another module isn't: to turn it by hand, write a number in its place. */
import { adsr, biquad, gain, lfo, patch, sine } from 'music-chronus'

export default patch(() => {
  // One slow wave for two things. Its depth is 0: turn up lfo.depth and hear the pitch shake and the filter open and close.
  const slow = lfo('lfo', { freq: 5, shape: 'sine', depth: 0 })
  const vibrato = gain('vibrato', { in: slow, gain: 0.5 }) // in semitones
  const wobble = gain('wobble', { in: slow, gain: 1 }) // in octaves

  const tone = sine('sine', { freq: 220, pitch: vibrato, gain: 0.3 })

  // The gate starts open, so that you hear it at once. Close it: gate('adsr', 0).
  const shaped = adsr('adsr', { in: tone, attack: 10, decay: 100, sustain: 0.7, release: 300, gate: 1 })

  return biquad('filter', { in: shaped, mode: 'lowpass', cutoff: 1200, octaves: wobble, q: 0.707 })
})
