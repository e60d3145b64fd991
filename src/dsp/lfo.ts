import { module } from './module.ts'
import { turn } from './turn.ts'
import { amount, choice, hz, number } from './units.ts'

/** Low-frequency oscillator: y = offset + (min + max)/2 + depth (max - min)/2 · wave(φ), wave in -1 … 1, φ += freq / rate.
 *  Sine and triangle start at 0 and rise, the square starts high, the saw rises from -1.
 *  The phase is an integer of 2⁻³² turns; what a step is more than whole goes into the next one, so even the slowest keeps time.
 *  Source: the usual four shapes, not band-limited: the edges of square and saw are there to be felt.
 *  Limits: steps of square and saw fall on the nearest frame; in an hour it strays by less than a frame. */
export const lfo = module({
  name: 'lfo',
  doc: 'slow oscillator that moves other inputs',
  example: `sine('tone', { freq: lfo('vibrato', { freq: 5, min: 437, max: 443 }) })`,
  inputs: {
    freq: hz(1, 0.01, 20, 'speed'),
    shape: choice(['sine', 'triangle', 'square', 'saw'], 'wave'),
    depth: amount(1, 0, 1, 'how much of the range min … max is swept; at 0 it rests in the middle'),
    offset: number(0, -20_000, 20_000, 'added to the output'),
    min: number(-1, -20_000, 20_000, 'lowest value at full depth'),
    max: number(1, -20_000, 20_000, 'highest value at full depth'),
  },
  // It starts half a turn below 0, so half a turn more is the phase in 0 … 1.
  state: { phase: -(2 ** 31), rest: 0 },
  uses: { turn },
  tick: (s, { freq, shape, depth, offset, min, max }, { period, turn }) => {
    const phase = s.phase * 2 ** -32 + 0.5
    const step = freq * period * 2 ** 32 + s.rest
    const whole = step | 0
    s.rest = step - whole
    s.phase = s.phase + whole | 0
    let wave = 2 * phase - 1
    if (shape === 'sine') wave = turn(phase)
    else if (shape === 'triangle') wave = phase < 0.75 ? 1 - 4 * Math.abs(phase - 0.25) : 4 * phase - 4
    else if (shape === 'square') wave = phase < 0.5 ? 1 : -1
    return offset + 0.5 * (min + max) + depth * 0.5 * (max - min) * wave
  },
})
