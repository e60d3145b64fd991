import { halfband } from './halfband.ts'
import { module } from './module.ts'
import { tangent } from './tangent.ts'
import { amount, audio, choice, db, hz, number, octaves } from './units.ts'

/** A ladder of four stages with drive, whose resonance sings, in two manners: transistors (Moog) and diodes (TB-303). f is near tanh,
 *  x what comes in, driven and made up for the bass:
 *    moog  u1' = ω (f(u0) - f(u1)), u2' = ω (f(u1) - f(u2)), … u4'; u0 = x - 4 resonance u4
 *    303   u1' = ω (f(u0) - f(u1 - u2)), u2' = ω/2 (f(u1 - u2) - f(u2 - u3)), … u4' = ω/2 (f(u3 - u4) - f(u4));
 *          u0 = x - 17 resonance u4, ω = 2π √2 cutoff, so that it sings at the cutoff: at 1/9 of it the plain filter is 3 dB down
 *  by the trapezoidal rule at twice the rate (halfband.ts), without a delay in the loop: every pair's f(e) is taken as n/d e, by the
 *  state it has, the tridiagonal system of their currents c is solved by its continuants k, and c0 = f(u0) once the rest is known.
 *  A pair takes at least a ninth of e, and f(u0) is at most 1, so nothing runs away. From resonance 1 on the cutoff is raised by what
 *  the drop of the pairs' gain would detune it. Noise of -138 dB lets it begin to sing.
 *  Source: A. Huovilainen, Non-linear digital implementation of the Moog ladder filter, DAFx 2004; V. Zavalishin, The Art of VA
 *  Filter Design, 5 (both ladders); T. Stinchcombe, Diode Ladder Filters (the 303's denominator); f: the Padé approximant of tanh.
 *  Limits: while linear within 0.01 dB and 0.1° of the analogue filters, their frequencies warped at twice the rate, behind the delay
 *  of halfband.ts, 1.7 frames; sings within 4 cents up to 1 kHz, 12 up to 4 kHz; the fundamental of a driven tone within 0.3 dB of
 *  the equations with tanh, its third harmonic within 2 dB; aliases of 1.25 kHz driven by 24 dB below -55 dBc, of 5 kHz driven by
 *  12 dB below -38 dBc, by 24 dB below -25 dBc; input 60 dB too loud leaves it below 6. The coupling capacitors of the 303, which
 *  thin its resonance at the lowest cutoffs, are left out. */
export const ladder = module({
  name: 'ladder',
  doc: 'filter of 24 dB/octave with drive, that sings by itself',
  example: `ladder('filter', { in: noise('hiss'), cutoff: 500, resonance: 0.9, drive: 6 })`,
  inputs: {
    in: audio('signal to filter'),
    manner: choice(['moog', '303'], 'ladder of transistors or of diodes'),
    cutoff: hz(1000, 20, 20_000, 'where it resonates'),
    octaves: octaves(0, -10, 10, 'shift of the cutoff: envelopes, wobble'),
    resonance: number(0.3, 0, 1.25, 'from 1 on it sings by itself'),
    drive: db(0, -24, 24, 'how hard it is driven'),
    bass: amount(0.5, 0, 1, 'how much of what the resonance takes from the bass is given back'),
  },
  state: {
    s1: 0, s2: 0, s3: 0, s4: 0, n0: 3, d0: 3,
    up: [0, 0, 0, 0], upper: [0, 0, 0, 0], down: [0, 0, 0, 0], lower: [0, 0, 0, 0],
  },
  coefficients: { turns: 0, scale: 1, couple: 0, loop: 4, level: 0.5 },
  uses: { halfband, tangent },
  control: (s, { manner, octaves, resonance, drive }, { period }) => {
    const diodes = manner === '303'
    const beyond = Math.max(1 - 1 / Math.max(resonance, 1), 0)
    const cents = beyond * (diodes ? 255 - 160 * beyond : 408 - 300 * beyond) // as measured
    s.turns = 0.5 * period * Math.exp((octaves + cents / 1200) * Math.LN2)
    s.scale = diodes ? Math.SQRT2 : 1
    s.couple = diodes ? 1 : 0
    s.loop = diodes ? 17 : 4
    s.level = 0.5 * Math.exp(drive * Math.LN10 / 20)
  },
  tick: (s, { in: x, cutoff, resonance, bass }, { frame, halfband, tangent }) => {
    const turns = Math.min(Math.max(cutoff * s.turns, 0), 0.245)
    const { couple } = s
    const g = s.scale * tangent(turns) / (0.25 - turns * turns)
    const h = g * (1 - 0.5 * couple)
    const back = couple * h
    const square = h * back
    const k = s.loop * Math.max(resonance, 0)
    const driven = s.level * (1 + bass * k) * x + Math.imul(frame, 0x9e3779b9) * 2 ** -54
    const even = halfband(s.up, 0.08972037175476634, 0.5774200950249658, driven)
    const odd = halfband(s.upper, 0.3109798449143946, 0.850704414669524, driven)
    let first = 0
    let y = 0
    for (let i = 0; i < 2; i++) {
      first = y
      const e1 = s.s1 - couple * s.s2
      const e2 = s.s2 - couple * s.s3
      const e3 = s.s3 - couple * s.s4
      const z1 = e1 * e1
      const z2 = e2 * e2
      const z3 = e3 * e3
      const z4 = s.s4 * s.s4
      const n1 = 3 + z1 * (1 / 9)
      const n2 = 3 + z2 * (1 / 9)
      const n3 = 3 + z3 * (1 / 9)
      const n4 = 3 + z4 * (1 / 9)
      const k4 = 3 + z4 + n4 * h
      const k3 = (3 + z3 + n3 * (h + back)) * k4 - square * n3 * n4
      const k2 = (3 + z2 + n2 * (h + back)) * k3 - square * n2 * n3 * k4
      const k1 = (3 + z1 + n1 * (g + back)) * k2 - square * n1 * n2 * k3
      const a4 = n4 / k4
      const a3 = n3 * k4 / k3
      const a2 = n2 * k3 / k2
      const a1 = n1 * k2 / k1
      // c = what the states make of it, and f times c0.
      const f1 = a1 * g
      const f2 = a2 * h * f1
      const f3 = a3 * h * f2
      const f4 = a4 * h * f3
      const b3 = e3 + back * a4 * s.s4
      const b2 = e2 + back * a3 * b3
      const c1 = a1 * (e1 + back * a2 * b2)
      const c2 = a2 * (b2 + h * c1)
      const c3 = a3 * (b3 + h * c2)
      const c4 = a4 * (s.s4 + h * c3)
      const rest = s.s4 + h * (c3 - c4)
      const through = h * (f3 - f4)
      const u0 = ((i === 0 ? even : odd) - k * rest) * s.d0 / (s.d0 + k * through * s.n0)
      const bounded = Math.min(Math.max(u0, -3), 3)
      const z0 = bounded * bounded
      s.n0 = 3 + z0 * (1 / 9)
      s.d0 = 3 + z0
      const c0 = bounded * s.n0 / s.d0
      y = rest + through * c0
      s.s1 += 2 * g * (c0 - c1 - f1 * c0)
      s.s2 += 2 * h * (c1 - c2 + (f1 - f2) * c0)
      s.s3 += 2 * h * (c2 - c3 + (f2 - f3) * c0)
      s.s4 += 2 * h * (c3 - c4 + (f3 - f4) * c0)
    }
    return halfband(s.down, 0.08972037175476634, 0.5774200950249658, y) + halfband(s.lower, 0.3109798449143946, 0.850704414669524, first)
  },
})
