import { BEND, bent, loss } from './bend.ts'
import { module } from './module.ts'
import { amount, audio, gate, ms, number } from './units.ts'

/** Envelope of bent lines, times the input: attack to the velocity, hold, decay to sustain × velocity, and when the gate closes
 *  release to 0. The gate's value as it opens is the velocity. Each line runs from whatever level there is, over its full time T:
 *    level = target + (from - target) (e^(-c t/T) - e^-c) / (1 - e^-c), c = 6.9 curve; a straight line at curve 0
 *  Source: the charge and discharge of a capacitor in analogue envelopes; the segments of SuperCollider's Env.
 *  Limits: times exact to the sample, also when a signal opens the gate for single frames; level within 1e-6 of the formula. */
export const ahdsr = module({
  name: 'ahdsr',
  doc: 'envelope: attack, hold, decay, sustain, release, bent',
  example: `ahdsr('amp', { in: sine('tone'), attack: 30, hold: 50, decay: 400, sustain: 0.4, fallCurve: 0.8, gate: 1 })`,
  inputs: {
    in: audio('signal to shape', 1),
    attack: ms(10, 0, 20_000, 'time to rise to the full level'),
    hold: ms(0, 0, 20_000, 'time at the full level'),
    decay: ms(200, 0, 20_000, 'time to fall to the sustain level'),
    sustain: amount(0.7, 0, 1, 'level held while the gate is open'),
    release: ms(300, 0, 20_000, 'time to fall to silence'),
    riseCurve: number(0.2, -1, 1, 'bend of the attack; 1: exponential, fast at first; 0: straight; -1: slow at first'),
    fallCurve: number(0.7, -1, 1, 'bend of decay and release, likewise'),
    gate: gate('opens and closes the envelope; its value is the velocity'),
  },
  // level = target + (from - target) (left line + bent - rest), the brackets going from 1 to 0; target = base + share sustain.
  // The stages: 0 released, 1 attack, 2 hold, 3 decay and sustain.
  state: {
    rise: 0, held: 0, fall: 0, end: 0, riseBent: 0, fallBent: 0, riseLoss: 0, fallLoss: 0, endLoss: 0,
    stage: 0, base: 0, share: 0, from: 0, left: 0, line: 0, bent: 0, rest: 0, loss: 0, level: 0, gate: 0,
  },
  uses: { loss, bent, BEND },
  control: (s, { attack, hold, decay, release, riseCurve, fallCurve }, { sampleRate, loss, bent, BEND }) => {
    s.rise = Math.floor(attack * 0.001 * sampleRate + 0.5)
    s.held = Math.floor(hold * 0.001 * sampleRate + 0.5)
    s.fall = Math.floor(decay * 0.001 * sampleRate + 0.5)
    s.end = Math.floor(release * 0.001 * sampleRate + 0.5)
    s.riseBent = bent(riseCurve * BEND)
    s.fallBent = bent(fallCurve * BEND)
    s.riseLoss = loss(riseCurve * BEND, s.rise)
    s.fallLoss = loss(fallCurve * BEND, s.fall)
    s.endLoss = loss(fallCurve * BEND, s.end)
  },
  tick: (s, { in: x, sustain, gate }) => {
    let begins = 0
    if (gate > 0 ? s.gate <= 0 : s.gate > 0) {
      begins = 1
      s.stage = gate > 0 ? 1 : 0
      s.from = s.level
      s.base = gate > 0 ? gate : 0
      s.share = 0
      s.left = gate > 0 ? s.rise : s.end
      s.bent = gate > 0 ? s.riseBent : s.fallBent
      s.loss = gate > 0 ? s.riseLoss : s.endLoss
    }
    s.gate = gate
    if (s.left <= 0 && s.stage === 1) {
      s.stage = 2
      s.from = s.base
      s.left = s.held
    }
    if (s.left <= 0 && s.stage === 2) {
      begins = 1
      s.stage = 3
      s.share = s.base
      s.base = 0
      s.left = s.fall
      s.bent = s.fallBent
      s.loss = s.fallLoss
    }
    if (begins > 0) {
      s.line = s.bent === 0 ? 1 / Math.max(s.left, 1) : 0
      s.rest = s.bent === 0 ? 0 : s.bent - 1
    }
    s.level = s.base + s.share * sustain
    if (s.left > 0) {
      s.level += (s.from - s.level) * (s.left * s.line + s.bent - s.rest)
      s.bent -= s.bent * s.loss
      s.left -= 1
    }
    return x * s.level
  },
})
