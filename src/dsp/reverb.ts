import { line } from './line.ts'
import { module } from './module.ts'
import { amount, audio, hz, ms, number } from './units.ts'

/** Pole p of y = (1 - p) x + p y₁ that passes a frequency of this cosine by this gain. */
const pole = (gain: number, cos: number): number => {
  const lost = 1 - gain * gain
  const middle = 1 - gain * gain * cos
  return lost > 0 ? (middle - Math.sqrt(middle * middle - lost * lost)) / lost : 0
}

/** Reverberation: eight delay lines that feed each other. `const [left, right] = reverb('hall', { in: … })`.
 *  The sum of the inputs is smeared by four allpasses (Dattorro's, 4 … 13 ms) and goes into lines of 17 … 84 ms, four of which are
 *  heard left, four right. What comes out of them, y, goes in again through a matrix that loses nothing: y - Σy/2 within each four,
 *  of which some change sides, and two pairs of left and right are turned by an angle that grows slowly. That moves all resonances,
 *  so that none can ring; and it loses nothing, as lines do that move. Whatever is lost is lost by length: a line of n frames
 *  keeps 10^(-3 n / (rate decay)), and a low-pass takes as much again at `damping`. So every resonance falls by 60 dB in
 *  `decay` seconds, in half of that at `damping`. Noise below the damping comes out as loud as it goes in, at any decay and size.
 *  Source: J.-M. Jot and A. Chaigne, Digital delay networks for designing artificial reverberators (AES, 1991); S. J. Schlecht and
 *  E. A. P. Habets, Time-varying feedback matrices in feedback delay networks and their application in artificial reverberation
 *  (JASA 138, 2015); J. Dattorro, Effect design 1 (JAES 45, 1997), for the allpasses.
 *  Limits: RT60 within 10 % from 0.5 s on; the level of noise within 1 dB; as dense as noise after 0.15 s; after 4 of 10 s no
 *  frequency is 15 dB over its neighbours (10 dB in noise). A new size is a tape that is pulled. */
export const reverb = module({
  name: 'reverb',
  doc: 'room, plate, hall: stereo reverberation',
  example: `reverb('hall', { in: noise('clap', { gain: 0.1 }), decay: 3, mix: 0.5 })`,
  inputs: {
    in: audio('signal of both sides'),
    left: audio('signal, left'),
    right: audio('signal, right'),
    decay: number(2, 0.1, 60, 'seconds until it has fallen by 60 dB'),
    size: amount(0.8, 0.1, 1, 'of the room: a small one is dense and coloured'),
    predelay: ms(0, 0, 250, 'time before it begins'),
    damping: hz(5000, 200, 20_000, 'where the decay takes half as long: dark or bright'),
    motion: amount(0.5, 0, 1, 'how much it moves inside; without, long decays may ring'),
    width: amount(1, 0, 1, '0 is the same on both sides'),
    mix: amount(0.3, 0, 1, '0 is the input alone, 1 the reverberation alone'),
  },
  outputs: ['left', 'right'],
  state: {
    before: line(0.25), d0: line(0.013), d1: line(0.013), d2: line(0.013), d3: line(0.013),
    a: line(0.085), b: line(0.085), c: line(0.085), d: line(0.085), e: line(0.085), f: line(0.085), g: line(0.085), h: line(0.085),
    ya: 0, yb: 0, yc: 0, yd: 0, ye: 0, yf: 0, yg: 0, yh: 0, cos: 1, sin: 0, turn: 0,
  },
  // `unit`: a tenth of a millisecond at size 1, in 1024ths of a frame. All lengths are whole multiples of it, rounded down.
  coefficients: {
    unit: 0, wait: 0, feed: 0, dry: 0, wide: 0, cross: 0,
    xa: 0, xb: 0, xc: 0, xd: 0, xe: 0, xf: 0, xg: 0, xh: 0, pa: 0, pb: 0, pc: 0, pd: 0, pe: 0, pf: 0, pg: 0, ph: 0,
  },
  uses: { pole },
  control: (s, { decay, size, predelay, damping, motion, width, mix }, { sampleRate, period, pole }) => {
    const scale = Math.min(Math.max(size, 0.01), 1)
    s.unit = Math.floor(scale * sampleRate * 0.1024 + 0.5)
    s.wait = Math.floor(predelay * 0.001 * sampleRate + 0.5)
    s.turn = 2 * Math.PI * 0.9 * motion * period // 0.9 Hz at the most
    const fall = -3e-4 * Math.LN10 * scale / Math.max(decay, 0.1)
    const cos = Math.cos(2 * Math.PI * Math.min(Math.max(damping, 20) * period, 0.49))
    const ga = Math.exp(173 * fall), gb = Math.exp(231 * fall), gc = Math.exp(613 * fall), gd = Math.exp(731 * fall)
    const ge = Math.exp(513 * fall), gf = Math.exp(411 * fall), gg = Math.exp(313 * fall), gh = Math.exp(841 * fall)
    s.pa = pole(ga, cos); s.xa = ga * (1 - s.pa)
    s.pb = pole(gb, cos); s.xb = gb * (1 - s.pb)
    s.pc = pole(gc, cos); s.xc = gc * (1 - s.pc)
    s.pd = pole(gd, cos); s.xd = gd * (1 - s.pd)
    s.pe = pole(ge, cos); s.xe = ge * (1 - s.pe)
    s.pf = pole(gf, cos); s.xf = gf * (1 - s.pf)
    s.pg = pole(gg, cos); s.xg = gg * (1 - s.pg)
    s.ph = pole(gh, cos); s.xh = gh * (1 - s.ph)
    // The power that is left after one pass. Of what comes out of the lines half is heard on each side. Levelled where it goes in: what
    // sounds already doesn't jump with the decay.
    const kept = (ga * ga + gb * gb + gc * gc + gd * gd + ge * ge + gf * gf + gg * gg + gh * gh) / 8
    s.feed = Math.sqrt((1 - kept) / (4 * kept))
    const wet = mix * Math.sqrt(2 / (1 + width * width))
    s.dry = 1 - mix
    s.wide = wet * (1 + width) / 2
    s.cross = wet * (1 - width) / 2
  },
  tick: (s, { in: x, left, right }, { frame }) => {
    const unit = s.unit | 0
    s.before[frame] = x + 0.5 * (left + right)
    let y = s.before[frame - (s.wait | 0)]
    const d0 = s.d0[frame - (Math.imul(unit, 48) >> 10)]
    y = d0 - 0.75 * (s.d0[frame] = y + 0.75 * d0)
    const d1 = s.d1[frame - (Math.imul(unit, 36) >> 10)]
    y = d1 - 0.75 * (s.d1[frame] = y + 0.75 * d1)
    const d2 = s.d2[frame - (Math.imul(unit, 127) >> 10)]
    y = d2 - 0.625 * (s.d2[frame] = y + 0.625 * d2)
    const d3 = s.d3[frame - (Math.imul(unit, 93) >> 10)]
    y = d3 - 0.625 * (s.d3[frame] = y + 0.625 * d3)
    s.ya = s.xa * s.a[frame - (Math.imul(unit, 173) >> 10)] + s.pa * s.ya
    s.yb = s.xb * s.b[frame - (Math.imul(unit, 231) >> 10)] + s.pb * s.yb
    s.yc = s.xc * s.c[frame - (Math.imul(unit, 613) >> 10)] + s.pc * s.yc
    s.yd = s.xd * s.d[frame - (Math.imul(unit, 731) >> 10)] + s.pd * s.yd
    s.ye = s.xe * s.e[frame - (Math.imul(unit, 513) >> 10)] + s.pe * s.ye
    s.yf = s.xf * s.f[frame - (Math.imul(unit, 411) >> 10)] + s.pf * s.yf
    s.yg = s.xg * s.g[frame - (Math.imul(unit, 313) >> 10)] + s.pg * s.yg
    s.yh = s.xh * s.h[frame - (Math.imul(unit, 841) >> 10)] + s.ph * s.yh
    s.cos -= s.turn * s.sin
    s.sin += s.turn * s.cos
    const ta = s.cos * s.ya - s.sin * s.yb
    const tb = s.sin * s.ya + s.cos * s.yb
    const te = s.cos * s.ye + s.sin * s.yh
    const th = s.cos * s.yh - s.sin * s.ye
    const l = ta + s.yc + te + s.yg
    const r = tb + s.yd + s.yf + th
    const fed = s.feed * y
    const toLeft = fed - 0.5 * l
    const toRight = fed - 0.5 * r
    s.a[frame] = toLeft + s.yc
    s.b[frame] = toRight + s.yd
    s.c[frame] = toRight + s.yf
    s.d[frame] = toLeft + te
    s.e[frame] = toRight + th
    s.f[frame] = toLeft + s.yg
    s.g[frame] = toLeft + ta
    s.h[frame] = toRight + tb
    return [s.dry * (x + left) + s.wide * l + s.cross * r, s.dry * (x + right) + s.wide * r + s.cross * l]
  },
})
