import { module } from './module.ts'
import { audio, choice, db, hz, number, octaves } from './units.ts'

/** Second-order filter with the responses of the RBJ cookbook, built as a trapezoidal state-variable filter: the same transfer
 *  functions, but its state is the signal itself, so it stays stable and clean while the cutoff moves.
 *    g = tan(π cutoff / rate), k = 1/q; y = m0 x + m1 band + m2 low
 *  Source: A. Simper, Solving the continuous SVF equations using trapezoidal integration (Cytomic, 2013); R. Bristow-Johnson,
 *  Cookbook formulae for audio EQ biquad filter coefficients.
 *  Limits: magnitude within 0.05 dB of the cookbook's from 20 Hz to 20 kHz; the cutoff stops at 0.49 of the rate. */
export const biquad = module({
  name: 'biquad',
  doc: 'filter of 12 dB/octave',
  inputs: {
    in: audio('signal to filter'),
    mode: choice(['lowpass', 'highpass', 'bandpass', 'notch', 'peak', 'lowshelf', 'highshelf'], 'response'),
    cutoff: hz(1000, 20, 20_000, 'corner or centre frequency'),
    octaves: octaves(0, -10, 10, 'shift of the cutoff: wah, wobble'),
    q: number(0.707, 0.1, 20, 'resonance; 0.707 is flat'),
    db: db(0, -40, 40, 'boost or cut of peak, lowshelf and highshelf'),
  },
  state: { band: 0, low: 0, a1: 0, a2: 0, a3: 0, m0: 0, m1: 0, m2: 0 },
  control: (s, { mode, cutoff, octaves, q, db }, { period }) => {
    const turns = Math.min(Math.max(cutoff * Math.exp(octaves * Math.LN2) * period, 0), 0.49)
    const a = Math.exp(db * Math.LN10 / 40)
    let g = Math.tan(Math.PI * turns)
    let k = 1 / Math.max(q, 0.01)
    if (mode === 'lowpass') { s.m0 = 0; s.m1 = 0; s.m2 = 1 }
    else if (mode === 'highpass') { s.m0 = 1; s.m1 = -k; s.m2 = -1 }
    else if (mode === 'bandpass') { s.m0 = 0; s.m1 = k; s.m2 = 0 }
    else if (mode === 'notch') { s.m0 = 1; s.m1 = -k; s.m2 = 0 }
    else if (mode === 'peak') { k /= a; s.m0 = 1; s.m1 = k * (a * a - 1); s.m2 = 0 }
    else if (mode === 'lowshelf') { g /= Math.sqrt(a); s.m0 = 1; s.m1 = k * (a - 1); s.m2 = a * a - 1 }
    else { g *= Math.sqrt(a); s.m0 = a * a; s.m1 = k * (1 - a) * a; s.m2 = 1 - a * a }
    s.a1 = 1 / (1 + g * (g + k))
    s.a2 = g * s.a1
    s.a3 = g * s.a2
  },
  tick: (s, { in: x }) => {
    const v3 = x - s.low
    const v1 = s.a1 * s.band + s.a2 * v3
    const v2 = s.low + s.a2 * s.band + s.a3 * v3
    s.band = 2 * v1 - s.band
    s.low = 2 * v2 - s.low
    return s.m0 * x + s.m1 * v1 + s.m2 * v2
  },
})
