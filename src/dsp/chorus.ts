import { hermite } from './hermite.ts'
import { line } from './line.ts'
import { module } from './module.ts'
import { amount, audio, hz, ms } from './units.ts'

/** Chorus: three voices that lag behind by delay + depth sin(2π (rate t + k/3)), k = 0, 1, 2, of the sum of the inputs; the first is
 *  heard left, the last right, the middle one on both sides: `const [left, right] = chorus('wide', { in: … })`.
 *    wet left = 0.7 v₀ + 0.5 v₁, wet right = 0.7 v₂ + 0.5 v₁: 1.6 dB up where they are together, 1.3 dB down where they aren't.
 *  The sine is two numbers turned against each other (c -= e s, s += e c; e = 2 sin(π rate / sampleRate)), of which all three phases
 *  are sums.
 *  Source: J. Dattorro, Effect design 2: delay-line modulation and chorus (JAES 45, 1997); R. A. Moog and others' string machines for
 *  the three phases; hermite.ts.
 *  Limits: voices are what was there at that time, -60 dB off up to 1 kHz, -50 dB up to 2 kHz. */
export const chorus = module({
  name: 'chorus',
  doc: 'three voices of one: wide, detuned',
  example: `chorus('wide', { in: sine('tone', { freq: 440 }), rate: 0.8, depth: 3 })`,
  inputs: {
    in: audio('signal of both sides'),
    left: audio('signal, left'),
    right: audio('signal, right'),
    rate: hz(0.6, 0.01, 10, 'how fast the voices move'),
    depth: ms(2, 0, 15, 'how far they move to each side of their delay'),
    delay: ms(10, 1, 30, 'how far behind they are on average; not less than they move'),
    width: amount(1, 0, 1, '0 is the same on both sides'),
    mix: amount(0.5, 0, 1, '0 is the input alone, 1 the voices alone'),
  },
  outputs: ['left', 'right'],
  state: { past: line(0.05), sin: 0, cos: 1, turn: 0 },
  coefficients: { delay: 0, depth: 0, dry: 0, side: 0, middle: 0, other: 0 },
  uses: { hermite },
  control: (s, { rate, depth, delay, width, mix }, { sampleRate, period }) => {
    const most = Math.min(Math.max(depth, 0), 15) * 0.001 * sampleRate
    // Two frames are what the interpolation needs.
    s.delay = Math.max(Math.min(delay, 30) * 0.001 * sampleRate, most + 2)
    s.depth = most
    s.turn = 2 * Math.sin(Math.PI * Math.min(Math.max(rate, 0), 100) * period)
    s.dry = 1 - mix
    s.side = mix * 0.35 * (1 + width)
    s.other = mix * 0.35 * (1 - width)
    s.middle = mix * 0.5
  },
  tick: (s, { in: x, left, right }, { frame, hermite }) => {
    s.past[frame] = x + 0.5 * (left + right)
    const swing = s.depth * s.sin
    const across = s.depth * 0.8660254037844386 * s.cos
    s.cos -= s.turn * s.sin
    s.sin += s.turn * s.cos
    const at0 = s.delay + swing
    const at1 = s.delay - 0.5 * swing + across
    const at2 = s.delay - 0.5 * swing - across
    const n0 = at0 | 0
    const n1 = at1 | 0
    const n2 = at2 | 0
    const v0 = hermite(s.past[frame - n0 + 1], s.past[frame - n0], s.past[frame - n0 - 1], s.past[frame - n0 - 2], at0 - n0)
    const v1 = hermite(s.past[frame - n1 + 1], s.past[frame - n1], s.past[frame - n1 - 1], s.past[frame - n1 - 2], at1 - n1)
    const v2 = hermite(s.past[frame - n2 + 1], s.past[frame - n2], s.past[frame - n2 - 1], s.past[frame - n2 - 2], at2 - n2)
    const middle = s.middle * v1
    return [s.dry * (x + left) + s.side * v0 + s.other * v2 + middle, s.dry * (x + right) + s.side * v2 + s.other * v0 + middle]
  },
})
