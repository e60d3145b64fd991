import { module } from './module.ts'
import { tangent } from './tangent.ts'
import { audio, choice, hz } from './units.ts'

/** First-order filter, 6 dB/octave: for tone, for smoothing what moves other inputs. The cutoff is followed every sample.
 *    g = tan(π cutoff / rate); v = g/(1 + g) (x - low), y = low + v (lowpass) or x - low - v (highpass); low ← low + 2 v
 *  Source: V. Zavalishin, The Art of VA Filter Design, 3 (TPT structure).
 *  Limits: within 0.001 dB and 0.01° of the analogue filter, its frequencies warped by the bilinear transform; the cutoff stops at
 *  0.49 of the rate. */
export const onepole = module({
  name: 'onepole',
  doc: 'filter of 6 dB/octave; smooths',
  example: `onepole('tone', { in: noise('hiss'), cutoff: 800 })`,
  inputs: {
    in: audio('signal to filter'),
    mode: choice(['lowpass', 'highpass'], 'response'),
    cutoff: hz(1000, 0.1, 20_000, 'corner frequency'),
  },
  state: { low: 0 },
  coefficients: { direct: 0, sign: 1 },
  uses: { tangent },
  control: (s, { mode }) => {
    s.direct = mode === 'lowpass' ? 0 : 1
    s.sign = mode === 'lowpass' ? 1 : -1
  },
  tick: (s, { in: x, cutoff }, { period, tangent }) => {
    const turns = Math.min(Math.max(cutoff * period, 0), 0.49)
    const n = tangent(turns)
    const v = n / (n + 0.25 - turns * turns) * (x - s.low)
    const y = s.low + v
    s.low = y + v
    return s.direct * x + s.sign * y
  },
})
