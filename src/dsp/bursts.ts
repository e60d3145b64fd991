import { module } from './module.ts'
import { audio, gate, ms, whole } from './units.ts'

/** Envelope of several strokes for one of the gate, times the input: hand claps, flams, rolls. Each stroke jumps to the velocity and
 *  falls exponentially, the next comes `gap` later: level = velocity 10^(-3 t / decay), t since the last stroke.
 *  Source: the clap of the TR-808, three saw-like strokes 11 ms apart.
 *  Limits: strokes exact to the sample, on the frame nearest to the multiples of the gap. */
export const bursts = module({
  name: 'bursts',
  doc: 'envelope of several strokes: claps, flams, rolls',
  example: `bursts('clap', { in: noise('hiss'), count: 4, gap: 11, decay: 30, gate: 1 })`,
  inputs: {
    in: audio('signal to shape', 1),
    count: whole(3, 1, 32, 'strokes'),
    gap: ms(11, 0.1, 1000, 'time from one to the next'),
    decay: ms(30, 0.1, 5000, 'time in which each falls by 60 dB'),
    gate: gate('sets them off when it rises above 0; its value is the velocity'),
  },
  state: { every: 1, velocity: 0, level: 0, wait: 0, left: 0, gate: 0 },
  coefficients: { keep: 0 },
  control: (s, { gap, decay }, { period, sampleRate }) => {
    s.every = Math.max(Math.max(gap, 0.1) * 0.001 * sampleRate, 1)
    s.keep = Math.exp(-Math.log(1000) * 1000 * period / Math.max(decay, 0.1))
  },
  tick: (s, { in: x, count, gate }) => {
    if (gate > 0 && s.gate <= 0) {
      s.velocity = gate
      s.left = count
      s.wait = 0.5
    }
    s.gate = gate
    if (s.left > 0 && s.wait < 1) {
      s.level = s.velocity
      s.left -= 1
      s.wait += s.every
    }
    s.wait -= 1
    const y = x * s.level
    s.level *= s.keep
    return y
  },
})
