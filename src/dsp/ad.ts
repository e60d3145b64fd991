import { BEND, bent, loss } from './bend.ts'
import { module } from './module.ts'
import { audio, gate, ms, number } from './units.ts'

/** Seconds that it takes to be cut off. */
const CUT = 0.005

/** Percussive envelope, times the input: each rise of the gate above 0 sets off a straight attack to the gate's value, the velocity,
 *  and at once the decay to 0, whether the gate closes or not. It starts from whatever level there is, so a new stroke doesn't click.
 *    decay: level = velocity (e^(-c t) - e^-c) / (1 - e^-c), t = 0 … 1 over its time, c = 6.9 curve; a straight line at curve 0
 *  Source: the exponential segment as in SuperCollider's Env; e^(-c t) by repeated multiplication.
 *  Limits: times exact to the sample, also when a signal of single frames strikes it; level within 1e-6 of the formula over 20 s. */
export const ad = module({
  name: 'ad',
  doc: 'envelope of a stroke: attack, decay',
  example: `ad('pluck', { in: sine('tone'), attack: 2, decay: 600, gate: lfo('beat', { freq: 2, shape: 'square', min: 0 }) })`,
  inputs: {
    in: audio('signal to shape', 1),
    attack: ms(1, 0, 20_000, 'time to rise to the full level'),
    decay: ms(300, 0, 20_000, 'time to fall to silence'),
    curve: number(1, -1, 1, 'bend of the decay; 1: exponential, fast at first; 0: straight; -1: slow at first'),
    choke: number(0, 0, 1, 'cuts it off, in 5 ms, when it rises above 0: what a closed hi-hat does to the open one'),
    gate: gate('strikes when it rises above 0; its value is the velocity'),
  },
  // level = base + span (left line + bent - rest): the brackets go from 1 to 0 over the frames that are left.
  state: {
    rise: 0, fall: 0, cut: 0, fallBent: 0, fallLoss: 0,
    base: 0, span: 0, left: 0, line: 0, bent: 0, rest: 0, loss: 0, level: 0, gate: 0, choke: 0,
  },
  uses: { loss, bent, BEND, CUT },
  control: (s, { attack, decay, curve }, { sampleRate, loss, bent, BEND, CUT }) => {
    s.rise = Math.floor(attack * 0.001 * sampleRate + 0.5)
    s.fall = Math.floor(decay * 0.001 * sampleRate + 0.5)
    s.cut = Math.floor(CUT * sampleRate + 0.5)
    s.fallBent = bent(curve * BEND)
    s.fallLoss = loss(curve * BEND, s.fall)
  },
  tick: (s, { in: x, choke, gate }) => {
    if (gate > 0 && s.gate <= 0) {
      s.base = gate
      s.span = s.level - gate
      s.left = s.rise
      s.line = 1 / Math.max(s.rise, 1)
      s.bent = 0
      s.rest = 0
    }
    s.gate = gate
    if (choke > 0 && s.choke <= 0 && s.level + s.base > 0) {
      s.base = 0
      s.span = s.level
      s.left = s.cut
      s.line = 1 / s.cut
      s.bent = 0
      s.rest = 0
    }
    s.choke = choke
    if (s.left <= 0 && s.base > 0) {
      s.span = s.base
      s.base = 0
      s.left = s.fall
      s.bent = s.fallBent
      s.line = s.bent === 0 ? 1 / Math.max(s.fall, 1) : 0
      s.rest = s.bent === 0 ? 0 : s.bent - 1
      s.loss = s.fallLoss
    }
    s.level = 0
    if (s.left > 0) {
      s.level = s.base + s.span * (s.left * s.line + s.bent - s.rest)
      s.bent -= s.bent * s.loss
      s.left -= 1
    }
    return x * s.level
  },
})
