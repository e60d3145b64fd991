import { module } from './module.ts'
import { audio, gate, hz } from './units.ts'

/** Sample and hold: keeps what `in` was when the trigger last rose above 0, or its own clock last ticked: y[n] = in[m], m ≤ n. The
 *  clock ticks with the first frame and then `freq` times a second; at 0 only the trigger counts. With noise it makes random steps.
 *  Source: the sample and hold of voltage-controlled synthesizers.
 *  Limits: pulses of a single frame count; ticks are within a frame of their time, their speed within 2⁻³² of the rate, 1e-5 Hz. */
export const hold = module({
  name: 'hold',
  doc: 'sample and hold: steps of a signal',
  example: `sine('tone', { freq: hold('steps', { in: noise('chance'), freq: 8 }).mul(200).add(440) })`,
  inputs: {
    in: audio('signal to sample'),
    trigger: gate('takes a new sample when it rises above 0'),
    freq: hz(0, 0, 10_000, 'speed of its own clock; 0: none'),
  },
  // The phase is in 2⁻³² turns; it starts where the first step goes round.
  state: { y: 0, phase: 2 ** 31 - 1, trigger: 0 },
  tick: (s, { in: x, trigger, freq }, { period }) => {
    const before = s.phase
    s.phase = before + (Math.max(freq, 0) * (2 ** 32 * period) | 0) | 0
    if ((trigger > 0 && s.trigger <= 0) || s.phase < before) s.y = x
    s.trigger = trigger
    return s.y
  },
})
