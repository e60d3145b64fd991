import { module } from './module.ts'
import { amount, audio, gate, ms } from './units.ts'

/** Envelope of four straight lines, times the input: attack to the velocity, decay to sustain × velocity, held while the
 *  gate is open, release to 0. The gate's value is the velocity. Each line runs from whatever level there is, over its full
 *  time: level = target + slope · left, so it is exact at its end however long it is, and no error adds up on the way.
 *  Source: the four-stage envelope of the ARP synthesizers; linear as in Csound's linen.
 *  Limits: times are exact to the sample when the gate is moved by hand or by an event; a signal on the gate is read at
 *  control rate (every 16 frames), so pulses shorter than that may be missed. */
export const adsr = module({
  name: 'adsr',
  doc: 'envelope: attack, decay, sustain, release',
  example: `adsr('amp', { in: sine('tone'), attack: 5, decay: 200, sustain: 0.5, release: 400, gate: 1 })`,
  inputs: {
    in: audio('signal to shape', 1),
    attack: ms(10, 0, 20_000, 'time to rise to the full level'),
    decay: ms(100, 0, 20_000, 'time to fall to the sustain level'),
    sustain: amount(0.7, 0, 1, 'level held while the gate is open'),
    release: ms(300, 0, 20_000, 'time to fall to silence'),
    gate: gate('opens and closes the envelope; its value is the velocity'),
  },
  // The target is `base` + `share` × sustain: velocity + 0 in the attack, 0 + velocity × sustain after it, 0 in the release.
  state: { base: 0, share: 0, slope: 0, left: 0, decay: 0, gate: 0 },
  control: (s, { attack, decay, sustain, release, gate }, { sampleRate }) => {
    s.decay = Math.floor(decay * 0.001 * sampleRate + 0.5)
    if (gate === s.gate) return
    s.gate = gate
    const frames = Math.floor((gate > 0 ? attack : release) * 0.001 * sampleRate + 0.5)
    const struck = gate > 0 && frames === 0
    const from = struck ? gate : s.base + s.share * sustain + s.slope * s.left
    s.base = struck ? 0 : gate
    s.share = struck ? gate : 0
    s.left = struck ? s.decay : frames
    s.slope = s.left > 0 ? (from - s.base - s.share * sustain) / s.left : 0
  },
  tick: (s, { in: x, sustain }) => {
    const y = x * (s.base + s.share * sustain + s.slope * s.left)
    if (s.left > 0) {
      s.left -= 1
      if (s.left === 0 && s.base > 0) {
        s.left = s.decay
        s.slope = s.decay > 0 ? s.base * (1 - sustain) / s.decay : 0
        s.share = s.base
        s.base = 0
      }
    }
    return y
  },
})
