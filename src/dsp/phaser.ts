import { exp2 } from './exp2.ts'
import { module } from './module.ts'
import { saturate } from './saturate.ts'
import { tangent } from './tangent.ts'
import { amount, audio, choice, hz, octaves } from './units.ts'

/** What comes out of an allpass, of what goes in and of its state: 2 (low + G (x - low)) - x, with a = 2 G - 1. */
const allpass = (x: number, low: number, a: number): number => a * x + (low - a * low)

/** Phaser: a sound and itself through a row of allpasses, each of which turns the phase by a quarter at `freq`; where both are half a turn
 *  apart there is a notch: two of them with 4 stages, three with 6, four with 8. `const [left, right] = phaser('sweep', { in: … })`.
 *    allpass = (g - s)/(g + s), g = tan(π freq / rate), as trapezoidal integrators; freq · 2^(octaves sin φ) left, and right, at full
 *    width, a quarter of a turn ahead; out = x + mix (y - x), where the row hears x + feedback · y of the frame before
 *  Source: W. M. Hartmann, Flanging and phasers (JAES 26, 1978); V. Zavalishin, The Art of VA Filter Design, 10; tangent.ts, exp2.ts.
 *  Limits: within 0.01 dB of the formula at rest; what is fed back is rounded off beyond ±2; the freq stops at 0.45 of the rate. */
export const phaser = module({
  name: 'phaser',
  doc: 'notches that move',
  example: `phaser('sweep', { in: noise('hiss', { gain: 0.3 }), rate: 0.3, octaves: 2 })`,
  inputs: {
    in: audio('signal of both sides'),
    left: audio('signal, left'),
    right: audio('signal, right'),
    rate: hz(0.4, 0.01, 10, 'how fast the notches move'),
    freq: hz(800, 50, 8000, 'around which they lie'),
    octaves: octaves(1.5, 0, 4, 'how far they move to each side'),
    stages: choice(['4', '6', '8'], 'allpasses: two for each notch'),
    feedback: amount(0.3, -0.95, 0.95, 'how sharp the peaks between them are'),
    width: amount(1, 0, 1, 'how differently the sides move'),
    mix: amount(0.5, 0, 1, 'at 0.5 the notches are deepest; 1 is vibrato'),
  },
  outputs: ['left', 'right'],
  state: {
    l1: 0, l2: 0, l3: 0, l4: 0, l5: 0, l6: 0, l7: 0, l8: 0, r1: 0, r2: 0, r3: 0, r4: 0, r5: 0, r6: 0, r7: 0, r8: 0,
    yl: 0, yr: 0, sin: 0, cos: 1, turn: 0, left: 0, kl: 0, kr: 0, stepL: 0, stepR: 0,
  },
  coefficients: { turns: 0, octaves: 0, width: 0 },
  uses: { allpass, exp2, saturate, tangent },
  control: (s, { rate, freq, octaves, width }, { period }) => {
    s.turns = Math.max(freq, 1) * period
    s.octaves = Math.min(Math.max(octaves, 0), 10)
    s.width = width
    s.turn = 2 * Math.sin(Math.PI * 16 * Math.min(Math.max(rate, 0), 100) * period)
  },
  tick: (s, { in: x, left, right, stages, feedback, mix }, { allpass, exp2, saturate, tangent }) => {
    // The way of the notches is worked out every 16th frame, in straight lines between.
    if (s.left === 0) {
      s.left = 16
      s.cos -= s.turn * s.sin
      s.sin += s.turn * s.cos
      const tl = Math.min(s.turns * exp2(s.octaves * s.sin), 0.45)
      const tr = Math.min(s.turns * exp2(s.octaves * (s.sin + s.width * (s.cos - s.sin))), 0.45)
      const nl = tangent(tl)
      const nr = tangent(tr)
      const toL = 2 * nl / (nl + 0.25 - tl * tl)
      const toR = 2 * nr / (nr + 0.25 - tr * tr)
      if (s.kl === 0) { s.kl = toL; s.kr = toR } // the first time
      s.stepL = (toL - s.kl) / 16
      s.stepR = (toR - s.kr) / 16
    }
    s.left -= 1
    s.kl += s.stepL
    s.kr += s.stepR
    const kl = s.kl
    const kr = s.kr
    const al = kl - 1
    const ar = kr - 1
    const l0 = x + left + saturate(feedback * s.yl)
    const r0 = x + right + saturate(feedback * s.yr)
    const l1 = allpass(l0, s.l1, al)
    s.l1 += kl * (l0 - s.l1)
    const r1 = allpass(r0, s.r1, ar)
    s.r1 += kr * (r0 - s.r1)
    const l2 = allpass(l1, s.l2, al)
    s.l2 += kl * (l1 - s.l2)
    const r2 = allpass(r1, s.r2, ar)
    s.r2 += kr * (r1 - s.r2)
    const l3 = allpass(l2, s.l3, al)
    s.l3 += kl * (l2 - s.l3)
    const r3 = allpass(r2, s.r3, ar)
    s.r3 += kr * (r2 - s.r3)
    const l4 = allpass(l3, s.l4, al)
    s.l4 += kl * (l3 - s.l4)
    const r4 = allpass(r3, s.r4, ar)
    s.r4 += kr * (r3 - s.r4)
    s.yl = l4
    s.yr = r4
    if (stages !== '4') {
      const l5 = allpass(l4, s.l5, al)
      s.l5 += kl * (l4 - s.l5)
      const r5 = allpass(r4, s.r5, ar)
      s.r5 += kr * (r4 - s.r5)
      const l6 = allpass(l5, s.l6, al)
      s.l6 += kl * (l5 - s.l6)
      const r6 = allpass(r5, s.r6, ar)
      s.r6 += kr * (r5 - s.r6)
      s.yl = l6
      s.yr = r6
      if (stages === '8') {
        const l7 = allpass(l6, s.l7, al)
        s.l7 += kl * (l6 - s.l7)
        const r7 = allpass(r6, s.r7, ar)
        s.r7 += kr * (r6 - s.r7)
        const l8 = allpass(l7, s.l8, al)
        s.l8 += kl * (l7 - s.l8)
        const r8 = allpass(r7, s.r8, ar)
        s.r8 += kr * (r7 - s.r8)
        s.yl = l8
        s.yr = r8
      }
    }
    return [x + left + mix * (s.yl - x - left), x + right + mix * (s.yr - x - right)]
  },
})
