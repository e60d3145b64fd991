import { module } from './module.ts'
import { amount, hz, semitones } from './units.ts'

/** The six Schmitt triggers behind the cymbals of the TR-808, in Hz, by the lowest of them. */
const [A, B, C, D, E, F] = [205.3, 304.4, 369.6, 522.7, 540, 800].map(freq => freq / 205.3)

/** A square wave at a phase in 2⁻³² turns. `slope`: the half of one by a step. */
const square = (phase: number, slope: number): number => {
  const rest = Math.max(1 - Math.abs(phase << 1) * slope, 0)
  const y = 1 - rest * rest
  return phase < 0 ? -y : y
}

/** Six square waves that have nothing in common: through a bandpass and a highpass they are hi-hats and cymbals, the two highest
 *  alone a cowbell. y = gain Σ square(φ_i) / 6; each edge is rounded over a sample on each side (polyBLEP): with r the share of a sample
 *  that is left to the nearest edge, square = ±(1 - r²).
 *  Source: K. Werner, J. Abel, J. Smith, The TR-808 Cymbal: a Physically-Informed, Circuit-Bendable, Digital Model, 2014 (the
 *  frequencies); V. Välimäki and A. Huovilainen, Antialiasing Oscillators in Subtractive Synthesis, 2007.
 *  Limits: frequencies within 0.001 Hz; aliases below -53 dB of the loudest partial up to 15 kHz, below -45 dB up to 20 kHz. */
export const metal = module({
  name: 'metal',
  doc: 'six square waves: the noise of cymbals',
  example: `ad('hat', { in: biquad('bright', { in: metal('metal'), mode: 'highpass', cutoff: 7000 }), decay: 200, gate: 1 })`,
  inputs: {
    freq: hz(205.3, 20, 2000, 'frequency of the lowest'),
    pitch: semitones(0, -36, 36, 'shift of all six'),
    gain: amount(1, 0, 1, 'amplitude'),
  },
  state: { a: 0, b: 0, c: 0, d: 0, e: 0, f: 0, turns: 0 },
  uses: { square, A, B, C, D, E, F },
  control: (s, { freq, pitch }, { period }) => {
    s.turns = Math.min(freq * Math.exp(pitch * Math.LN2 / 12) * period, 0.1) * 2 ** 32
  },
  tick: (s, { gain }, { square, A, B, C, D, E, F }) => {
    s.a = s.a + (s.turns * A | 0) | 0
    s.b = s.b + (s.turns * B | 0) | 0
    s.c = s.c + (s.turns * C | 0) | 0
    s.d = s.d + (s.turns * D | 0) | 0
    s.e = s.e + (s.turns * E | 0) | 0
    s.f = s.f + (s.turns * F | 0) | 0
    const slope = 0.5 / s.turns
    return gain * (1 / 6) * (square(s.a, slope * (1 / A)) + square(s.b, slope * (1 / B)) + square(s.c, slope * (1 / C))
      + square(s.d, slope * (1 / D)) + square(s.e, slope * (1 / E)) + square(s.f, slope * (1 / F)))
  },
})
