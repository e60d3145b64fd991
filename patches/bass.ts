/** A module of your own: a sawtooth, written here in TypeScript, compiled like those that come with Music Chronus.
 *
 *  tick makes one sample: it sees the state, the inputs, and what `uses` hands to it. It is plain arithmetic; what can't be
 *  compiled is refused with the line and what to write instead. */
import { adsr, amount, biquad, hz, lfo, module, patch } from 'music-chronus'

/** Rounds the corner of a sawtooth, where it falls, over one sample on each side: else it would alias.
 *  Source: V. Välimäki and A. Huovilainen, Antialiasing Oscillators in Subtractive Synthesis, 2007 (polyBLEP). */
const corner = (phase: number, step: number): number => {
  if (phase < step) return (phase / step - 1) * (1 - phase / step)
  if (phase > 1 - step) return ((phase - 1) / step + 1) * ((phase - 1) / step + 1)
  return 0
}

const saw = module({
  name: 'saw',
  doc: 'sawtooth',
  inputs: {
    freq: hz(55, 20, 5000, 'frequency'),
    gain: amount(1, 0, 1, 'amplitude'),
  },
  state: { phase: 0 },
  uses: { corner },
  tick: (s, { freq, gain }, { period, corner }) => {
    const step = freq * period
    const y = 2 * s.phase - 1 - corner(s.phase, step)
    s.phase += step
    s.phase -= Math.floor(s.phase)
    return gain * y
  },
})

export default patch({ bpm: 174 }, () => {
  const tone = saw('saw', { freq: 55, gain: 0.5 }).add(saw('detuned', { freq: 55.4, gain: 0.5 }))
  const wobble = lfo('wobble', { freq: 2.9, shape: 'triangle', min: -1, max: 2 }) // in octaves; 2.9 Hz is a beat at 174 bpm
  const low = biquad('filter', { in: tone, cutoff: 250, octaves: wobble, q: 4 })
  return adsr('amp', { in: low.mul(0.4), attack: 5, sustain: 1, gate: 1 })
})
