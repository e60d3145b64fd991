import { module } from './module.ts'
import { audio, gate, hz } from './units.ts'

/** Sample and hold: keeps what `in` was when the trigger last rose above 0, or its own clock last ticked: y[n] = in[m], m ≤ n. The
 *  clock ticks with the first frame and then `freq` times a second; at 0 only the trigger counts. With noise it makes random steps.
 *  Source: the sample and hold of voltage-controlled synthesizers.
 *  Limits: pulses of a single frame count; ticks are within a frame of their time, also after an hour. */
export const hold = module({
  name: 'hold',
  doc: 'sample and hold: steps of a signal',
  example: `sine('tone', { freq: hold('steps', { in: noise('chance'), freq: 8 }).mul(200).add(440) })`,
  inputs: {
    in: audio('signal to sample'),
    trigger: gate('takes a new sample when it rises above 0'),
    freq: hz(0, 0, 10_000, 'speed of its own clock; 0: none'),
  },
  // The phase is in 2⁻³² turns and ticks as it comes up to 0; what a step is more than whole goes into the next one.
  state: { y: 0, phase: -1, rest: 0, trigger: 0 },
  tick: (s, { in: x, trigger, freq }, { period }) => {
    const before = s.phase
    const step = Math.max(freq, 0) * (2 ** 32 * period) + s.rest
    const whole = step | 0
    s.rest = step - whole
    s.phase = s.phase + whole | 0
    if ((trigger > 0 && s.trigger <= 0) || (before < 0 && s.phase >= 0)) s.y = x
    s.trigger = trigger
    return s.y
  },
})
