import { module } from './module.ts'
import { arc, turn } from './turn.ts'
import { audio, number } from './units.ts'

/** Places a signal between left and right at equal power: left = in cos θ, right = in sin θ, θ = (position + 1) π/4; so the
 *  middle is 3 dB down on each side. `const [left, right] = pan('pan', { in: … })`.
 *  Source: J. M. Chowning and others; C. Roads, The Computer Music Tutorial, "constant-power panning". */
export const pan = module({
  name: 'pan',
  doc: 'places a signal between left and right',
  example: `pan('place', { in: sine('tone'), position: -0.5 })`,
  inputs: { in: audio('signal'), position: number(0, -1, 1, '-1 is left, 1 is right') },
  outputs: ['left', 'right'],
  uses: { turn, arc },
  tick: (s, { in: x, position }, { turn }) => {
    const angle = Math.min(Math.max(position, -1), 1) / 8 + 0.125
    return [x * turn(0.25 + angle), x * turn(angle)]
  },
})
