import { module } from './module.ts'
import { gate, hz, number } from './units.ts'

/** The note that one voice of poly(…) plays: its frequency, its gate, its velocity, as they are. Not for patches by itself. */
export const note = module({
  name: 'note',
  doc: 'the note of a voice',
  example: '',
  inputs: {
    freq: { ...hz(440, 1, 20_000, 'frequency of the note'), jump: true },
    gate: gate('the velocity while the note is held, then 0'),
    velocity: { ...number(0, 0, 1, 'how hard it was struck, also when it is let go'), jump: true },
  },
  outputs: ['freq', 'gate', 'velocity'],
  passes: true,
  tick: (s, { freq, gate, velocity }) => [freq, gate, velocity],
})
