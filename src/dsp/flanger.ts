import { hermite } from './hermite.ts'
import { line } from './line.ts'
import { module } from './module.ts'
import { saturate } from './saturate.ts'
import { amount, audio, hz, ms } from './units.ts'

/** Flanger: a sound and itself a few milliseconds later, and that fed back, so that there is a comb of notches or, with feedback, of
 *  peaks, which moves: `const [left, right] = flanger('jet', { in: … })`.
 *    y = line[n - d], line[n] = x + feedback y, out = x + mix (y - x); d = delay (1 + depth sin φ) left, and right, at full width, a
 *    quarter of a turn ahead
 *  The sine is two numbers turned against each other, as in chorus.ts.
 *  Source: W. M. Hartmann, Flanging and phasers (JAES 26, 1978); J. Dattorro, Effect design 2 (JAES 45, 1997); hermite.ts, saturate.ts.
 *  Limits: at rest, where the delay is a whole number of frames, within 0.01 dB of the formula; what is fed back is rounded off beyond
 *  ±2. */
export const flanger = module({
  name: 'flanger',
  doc: 'comb that moves: jets, metal',
  example: `flanger('jet', { in: noise('hiss', { gain: 0.3 }), rate: 0.2, feedback: 0.7 })`,
  inputs: {
    in: audio('signal of both sides'),
    left: audio('signal, left'),
    right: audio('signal, right'),
    rate: hz(0.2, 0.01, 10, 'how fast it moves'),
    delay: ms(2, 0.1, 15, 'how far behind the second sound is on average'),
    depth: amount(0.8, 0, 1, 'how far it moves, of the delay'),
    feedback: amount(0.5, -0.98, 0.98, 'how sharp the comb is; negative: hollow'),
    width: amount(1, 0, 1, 'how differently the sides move'),
    mix: amount(0.5, 0, 1, 'at 0.5 the notches are deepest'),
  },
  outputs: ['left', 'right'],
  state: { l: line(0.032), r: line(0.032), sin: 0, cos: 1, turn: 0 },
  coefficients: { delay: 2, swing: 0, width: 0 },
  uses: { hermite, saturate },
  control: (s, { rate, delay, depth, width }, { sampleRate, period }) => {
    const middle = Math.min(Math.max(delay, 0), 15) * 0.001 * sampleRate
    // Two frames are what the interpolation needs.
    s.swing = Math.min(Math.max(depth, 0), 1) * Math.max(middle - 2, 0)
    s.delay = Math.max(middle, 2)
    s.width = width
    s.turn = 2 * Math.sin(Math.PI * Math.min(Math.max(rate, 0), 100) * period)
  },
  tick: (s, { in: x, left, right, feedback, mix }, { frame, hermite, saturate }) => {
    const dl = s.delay + s.swing * s.sin
    const dr = s.delay + s.swing * (s.sin + s.width * (s.cos - s.sin))
    s.cos -= s.turn * s.sin
    s.sin += s.turn * s.cos
    const n = Math.max(dl, 2) | 0
    const m = Math.max(dr, 2) | 0
    const yl = hermite(s.l[frame - n + 1], s.l[frame - n], s.l[frame - n - 1], s.l[frame - n - 2], dl - n)
    const yr = hermite(s.r[frame - m + 1], s.r[frame - m], s.r[frame - m - 1], s.r[frame - m - 2], dr - m)
    const xl = x + left
    const xr = x + right
    s.l[frame] = xl + saturate(feedback * yl)
    s.r[frame] = xr + saturate(feedback * yr)
    return [xl + mix * (yl - xl), xr + mix * (yr - xr)]
  },
})
