import { module } from './module.ts'
import { tangent } from './tangent.ts'
import { audio, choice, db, hz, number, octaves } from './units.ts'

/** Second-order filter with the responses of the RBJ cookbook, built as a trapezoidal state-variable filter: the same
 *  transfer functions, but its state is the signal itself, so it stays stable and clean while the cutoff moves.
 *    g = tan(π cutoff / rate), k = 1/q; a1 = 1/(1 + g (g + k)), a2 = g a1, a3 = g a2
 *    v1 = a1 band + a2 (x - low), v2 = low + a2 band + a3 (x - low); band ← 2 v1 - band, low ← 2 v2 - low
 *    y = m0 x + m1 v1 + m2 v2, where m chooses the response
 *  written out in x, band and low, which takes the fewest operations.
 *  Source: A. Simper, Solving the continuous SVF equations using trapezoidal integration (Cytomic, 2013); R.
 *  Bristow-Johnson, Cookbook formulae for audio EQ biquad filter coefficients.
 *  Limits: magnitude within 0.05 dB of the cookbook's from 20 Hz to 20 kHz; the cutoff stops at 0.49 of the rate. */
export const biquad = module({
  name: 'biquad',
  doc: 'filter of 12 dB/octave',
  example: `biquad('filter', { in: noise('hiss'), mode: 'bandpass', cutoff: 800, q: 5 })`,
  inputs: {
    in: audio('signal to filter'),
    mode: choice(['lowpass', 'highpass', 'bandpass', 'notch', 'peak', 'lowshelf', 'highshelf'], 'response'),
    cutoff: hz(1000, 20, 20_000, 'corner or centre frequency'),
    octaves: octaves(0, -10, 10, 'shift of the cutoff: wah, wobble'),
    q: number(0.707, 0.1, 20, 'resonance; 0.707 is flat'),
    db: db(0, -40, 40, 'boost or cut of peak, lowshelf and highshelf'),
  },
  state: { band: 0, low: 0 },
  coefficients: { keep: 0, across: 0, down: 0, yx: 0, yband: 0, ylow: 0 },
  uses: { tangent },
  control: (s, { mode, cutoff, octaves, q, db }, { period, tangent }) => {
    const shift = octaves === 0 ? 1 : Math.exp(octaves * Math.LN2)
    const turns = Math.min(Math.max(cutoff * shift * period, 0), 0.49)
    const a = mode === 'peak' || mode === 'lowshelf' || mode === 'highshelf' ? Math.exp(db * Math.LN10 / 40) : 1
    let g = tangent(turns) / (0.25 - turns * turns)
    let k = 1 / Math.max(q, 0.01)
    let m0 = 0
    let m1 = 0
    let m2 = 0
    if (mode === 'lowpass') m2 = 1
    else if (mode === 'highpass') { m0 = 1; m1 = -k; m2 = -1 }
    else if (mode === 'bandpass') m1 = k
    else if (mode === 'notch') { m0 = 1; m1 = -k }
    else if (mode === 'peak') { k /= a; m0 = 1; m1 = k * (a * a - 1) }
    else if (mode === 'lowshelf') { g /= Math.sqrt(a); m0 = 1; m1 = k * (a - 1); m2 = a * a - 1 }
    else { g *= Math.sqrt(a); m0 = a * a; m1 = k * (1 - a) * a; m2 = 1 - a * a }
    const a1 = 1 / (1 + g * (g + k))
    const a2 = g * a1
    const a3 = g * a2
    s.keep = 2 * a1 - 1
    s.across = 2 * a2
    s.down = 2 * a3
    s.yx = m0 + m1 * a2 + m2 * a3
    s.yband = m1 * a1 + m2 * a2
    s.ylow = m2 - m1 * a2 - m2 * a3
  },
  tick: (s, { in: x }) => {
    const { band, low } = s
    const difference = x - low
    s.band = s.keep * band + s.across * difference
    s.low = low + s.across * band + s.down * difference
    return s.yx * x + s.yband * band + s.ylow * low
  },
})
