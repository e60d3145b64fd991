import { module } from './module.ts'
import { tangent } from './tangent.ts'
import { gate, hz, ms, semitones } from './units.ts'

/** Struck resonator: a sine that dies away, and may fall in pitch as it does: the body of drums, bells, drops.
 *    z ← 10^(-3 period / decay) e^(j 2π f period) z, y = Im z, f = freq 2^(pitch/12) (1 + (2^(sweep/12) - 1) e^(-t / sweepTime))
 *  A stroke of the gate sets Re z to the velocity and lets Im z be, as if the mass were pushed anew: the sound goes on without a step,
 *  and from rest each stroke is the same. The rotation comes from the tangent of half its angle, so it is exact in size: moving the
 *  frequency adds no energy.
 *  Source: M. Mathews and J. O. Smith, Methods for synthesizing very high Q parametrically well behaved two pole filters, 2003 (the
 *  complex multiply); the bridged-T drums of Roland's CR-78 and TR-808.
 *  Limits: pitch within 0.001 cents, decay within 0.1 %; strokes on their frame, be they single frames. */
export const ping = module({
  name: 'ping',
  doc: 'struck resonator: a sine that dies away',
  example: `ping('drop', { freq: 300, sweep: 24, sweepTime: 30, decay: 800, gate: 1 })`,
  inputs: {
    freq: hz(110, 10, 10_000, 'frequency that it comes to, followed every sample'),
    pitch: semitones(0, -60, 60, 'shift of the frequency: tuning, vibrato'),
    sweep: semitones(0, -24, 72, 'where a stroke starts from, above the frequency'),
    sweepTime: ms(10, 0.1, 5000, 'time in which 63 % of the sweep is gone'),
    decay: ms(500, 0.1, 60_000, 'time to fall by 60 dB'),
    gate: gate('strikes when it rises above 0; its value is the velocity'),
  },
  state: { re: 0, im: 0, swept: 0, gate: 0 },
  coefficients: { turns: 0, above: 0, fall: 0, keep: 0 },
  uses: { tangent },
  control: (s, { pitch, sweep, sweepTime, decay }, { period }) => {
    s.turns = period * Math.exp(pitch * Math.LN2 / 12)
    s.above = Math.exp(sweep * Math.LN2 / 12) - 1
    s.fall = 1 - Math.exp(-1000 * period / Math.max(sweepTime, 0.1))
    s.keep = Math.exp(-Math.log(1000) * 1000 * period / Math.max(decay, 0.1))
  },
  tick: (s, { freq, gate }, { tangent }) => {
    if (gate > 0 && s.gate <= 0) {
      s.re = gate
      s.swept = 1
    }
    s.gate = gate
    const turns = Math.min(Math.max(freq * s.turns * (1 + s.above * s.swept), 0), 0.49)
    s.swept -= s.swept * s.fall
    const n = tangent(turns)
    const d = 0.25 - turns * turns
    const share = s.keep / (d * d + n * n)
    const cos = (d * d - n * n) * share
    const sin = 2 * n * d * share
    const { re, im } = s
    s.re = cos * re - sin * im
    s.im = sin * re + cos * im
    return im
  },
})
