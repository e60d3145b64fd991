import { module } from './module.ts'
import { tangent } from './tangent.ts'
import { audio, choice, hz, number, octaves } from './units.ts'

/** State-variable filter for modulation at audio rate: cutoff and q are followed every sample.
 *    g = tan(π cutoff / rate); band and low are the states of its two trapezoidal integrators
 *    high = (x - (1/q + g) band - low) / (1 + g/q + g²), v1 = band + g high, v2 = low + g v1; band ← 2 v1 - band, low ← 2 v2 - low
 *    y = x - v1/q - v2 (highpass), v1/q (bandpass), v2 (lowpass), x - v1/q (notch), x - 2 v1/q (allpass)
 *  with g = n/d (tangent.ts) and everything times q d², which leaves one division. Without input band² + low² never grows, however
 *  cutoff and q move: each frame takes 4 g v1²/q from it.
 *  Source: V. Zavalishin, The Art of VA Filter Design, 4 (TPT structure); A. Wishnick, Time-Varying Filters for Musical Applications,
 *  DAFx 2014 (why this one stays stable). Steady it is the biquad of the RBJ cookbook.
 *  Limits: within 0.001 dB and 0.01° of the analogue filter, its frequencies warped by the bilinear transform; the cutoff stops at
 *  0.49 of the rate. A change of mode fades until the next 16th frame. */
export const svf = module({
  name: 'svf',
  doc: 'filter of 12 dB/octave for modulation at audio rate',
  example: `svf('filter', { in: noise('hiss'), cutoff: sine('fm', { freq: 300 }).mul(700).add(1000), q: 8 })`,
  inputs: {
    in: audio('signal to filter'),
    mode: choice(['lowpass', 'highpass', 'bandpass', 'notch', 'allpass'], 'response'),
    cutoff: hz(1000, 20, 20_000, 'corner or centre frequency'),
    octaves: octaves(0, -10, 10, 'shift of the cutoff: envelopes, wobble'),
    q: number(0.707, 0.1, 100, 'resonance; 0.707 is flat'),
  },
  state: { band: 0, low: 0 },
  coefficients: { turns: 0, direct: 0, middle: 0, bottom: 0 },
  uses: { tangent },
  control: (s, { mode, octaves }, { period }) => {
    s.turns = period * Math.exp(octaves * Math.LN2)
    s.direct = mode === 'lowpass' || mode === 'bandpass' ? 0 : 1
    s.middle = mode === 'lowpass' ? 0 : mode === 'bandpass' ? 1 : mode === 'allpass' ? -2 : -1
    s.bottom = mode === 'lowpass' ? 1 : mode === 'highpass' ? -1 : 0
  },
  tick: (s, { in: x, cutoff, q }, { tangent }) => {
    const { band, low } = s
    const turns = Math.min(Math.max(cutoff * s.turns, 0), 0.49)
    const resonance = Math.max(q, 0.01)
    const n = tangent(turns)
    const d = 0.25 - turns * turns
    const nq = n * resonance
    const h = (d * band + n * (x - low)) / (d * (d * resonance + n) + n * nq)
    const rise = nq * h
    const damped = d * h // v1/q
    s.band = 2 * resonance * damped - band
    s.low = low + 2 * rise
    return s.direct * x + s.middle * damped + s.bottom * (low + rise)
  },
})
