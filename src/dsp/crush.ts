import { module } from './module.ts'
import { amount, audio, hz, number } from './units.ts'

/** An early sampler: of the input one value is taken `rate` times a second and held, and rounded to steps of 2^(1 - bits),
 *    y = step round(x / step), from -1 to 1.
 *  Its images and its noise are what it is for, so nothing is done against them. Silence stays silent.
 *  Source: W. R. Bennett, Spectra of quantized signals (BSTJ 27, 1948).
 *  Limits: a tone of full scale is 6.02 bits + 1.76 dB over the noise, within 0.5 dB from 4 bits on; values are held for exactly as
 *  long on average, each to the nearest frame. */
export const crush = module({
  name: 'crush',
  doc: 'few bits, low rate: an early sampler',
  example: `crush('lofi', { in: sine('tone', { freq: 330 }), bits: 6, rate: 9000 })`,
  inputs: {
    in: audio('signal'),
    bits: number(8, 1, 24, 'how finely levels are told apart; in between too'),
    rate: hz(12_000, 50, 48_000, 'how often a value is taken; from the sample rate on always'),
    mix: amount(1, 0, 1, '0 is the input alone, 1 the crushed signal alone'),
  },
  state: { held: 0, phase: 1 },
  coefficients: { step: 1, steps: 1 },
  control: (s, { bits }) => {
    s.steps = Math.exp((bits - 1) * Math.LN2)
    s.step = 1 / s.steps
  },
  tick: (s, { in: x, rate, mix }, { period }) => {
    s.phase += rate * period
    if (s.phase >= 1) {
      s.held = Math.min(Math.max(s.step * Math.floor(s.steps * x + 0.5), -1), 1)
      s.phase = Math.min(s.phase - 1, 1)
    }
    return x + mix * (s.held - x)
  },
})
