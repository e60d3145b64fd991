import { module } from './module.ts'
import { arc, turn } from './turn.ts'
import { amount, audio, gate, hz, number, semitones } from './units.ts'

/** Operator of phase modulation, FM as the Yamaha DX7 does it: y = gain s, s = sin(2πφ + index · in + feedback (s₋₁ + s₋₂) / 2),
 *  φ += freq ratio 2^(pitch/12) / rate. Another operator on `in` makes side bands at distances of its frequency, the n-th as strong as
 *  Jₙ(index). `feedback` turns the sine into a sawtooth (about 1) and on into noise (π, the DX7's 7); the mean of the last two samples
 *  keeps it from swinging at half the sample rate. It goes by the sine before the gain.
 *  `freq`, `in`, `index`, `feedback` and `gain` are followed every sample, the others every 16. The phase starts at 0, and again whenever
 *  the gate opens, so that each stroke of several operators sounds the same; it sounds without a gate too.
 *  Source: J. Chowning, The Synthesis of Complex Audio Spectra by Means of Frequency Modulation, 1973; N. Tomisawa, US patent 4249447.
 *  Limits: side bands as the Bessel functions within 1e-7; pitch within a thousandth of a cent. Like any FM it aliases where side bands
 *  pass half the sample rate. */
export const operator = module({
  name: 'operator',
  doc: 'operator of FM: a sine whose phase another one moves',
  example: `operator('carrier', { freq: 110, in: operator('modulator', { freq: 110, ratio: 2 }), index: 3, gain: 0.5 })`,
  inputs: {
    freq: hz(220, 20, 20_000, 'frequency of the note'),
    ratio: number(1, 0, 64, 'the operator\'s own frequency, as a multiple of the note\'s'),
    pitch: semitones(0, -96, 96, 'shift of the frequency: vibrato, transposition, detuning'),
    in: audio('moves the phase: another operator, or a sum of some'),
    index: number(1, 0, 32, 'how far in moves the phase, in radians: brightness'),
    feedback: number(0, 0, Math.PI, 'how far it moves its own phase, in radians; 1 is about a sawtooth'),
    gain: amount(1, 0, 1, 'amplitude'),
    gate: gate('starts the phase anew when it opens'),
  },
  state: { phase: 0, last: 0, before: 0, gate: 0 },
  coefficients: { turns: 0 },
  uses: { turn, arc },
  control: (s, { ratio, pitch, gate }, { period }) => {
    s.turns = 2 ** 32 * ratio * Math.exp(pitch * Math.LN2 / 12) * period
    if (gate > 0 && s.gate <= 0) {
      s.phase = 0
      s.last = 0
      s.before = 0
    }
    s.gate = gate
  },
  tick: (s, { freq, in: x, index, feedback, gain }, { turn }) => {
    const moved = s.phase * 2 ** -32 + (index * x + feedback * 0.5 * (s.last + s.before)) * (0.5 / Math.PI)
    const y = turn(moved - Math.floor(moved))
    s.before = s.last
    s.last = y
    s.phase = s.phase + (freq * s.turns + 0.5 | 0) | 0
    return gain * y
  },
})
