import { module } from './module.ts'
import { arc, turn } from './turn.ts'
import { amount, audio, choice } from './units.ts'

/** Crossfade: y = a cos θ + b sin θ at equal power, θ = position π/2; y = a + (b - a) position when linear. Equal power keeps the
 *  loudness of two sounds that have nothing in common, linear that of two alike.
 *  Source: C. Roads, The Computer Music Tutorial, "crossfade".
 *  Limits: gains within 1e-8 at rest; while it moves they are followed every 16 frames, in straight lines between. */
export const crossfade = module({
  name: 'crossfade',
  doc: 'fades from one signal to another',
  example: `crossfade('blend', { a: sine('tone'), b: noise('hiss'), position: lfo('slow', { freq: 0.5, min: 0 }) })`,
  inputs: {
    a: audio('signal at position 0'),
    b: audio('signal at position 1'),
    position: amount(0.5, 0, 1, '0 is a, 1 is b'),
    law: choice(['power', 'linear'], 'what stays the same on the way: the power or the amplitude'),
  },
  coefficients: { a: 0, b: 0 },
  uses: { turn, arc },
  control: (s, { position, law }, { turn }) => {
    const way = Math.min(Math.max(position, 0), 1)
    s.a = law === 'power' ? turn(0.25 + way / 4) : 1 - way
    s.b = law === 'power' ? turn(way / 4) : way
  },
  tick: (s, { a, b }) => s.a * a + s.b * b,
})
