import { chance } from './chance.ts'
import { module } from './module.ts'
import { arc, turn } from './turn.ts'
import { amount, choice, hz, number, whole } from './units.ts'

/** Turns by which a phase is ahead of the frame's, so that a beat that falls on a frame begins there, whatever rounding makes of it. */
const AHEAD = 2 ** -30

/** Low-frequency oscillator: y = offset + (min + max)/2 + depth (max - min)/2 · wave(φ), wave in -1 … 1, φ += freq / rate.
 *  Sine and triangle start at 0 and rise, the square starts high, the saw rises from -1. Random takes a new value with each turn,
 *  smooth goes from one to the next: r[n] + (r[n+1] - r[n]) φ² (3 - 2φ); both are the same for the same seed.
 *  With `sync` a turn takes that note at the patch's tempo (a bar has four quarters; t: triplets, a dot: half as much again), and turns
 *  begin where those of a patch of this tempo do that began at frame 0: φ = frame bpm / (60 beats rate) + phase.
 *  The phase is an integer of 2⁻³² turns; what a step is more than whole goes into the next one, so even the slowest keeps time.
 *  Source: the usual shapes, not band-limited: the edges of square and saw are there to be felt.
 *  Limits: steps of square, saw and random fall on the nearest frame; in an hour it strays by less than a frame. */
export const lfo = module({
  name: 'lfo',
  doc: 'slow oscillator that moves other inputs',
  example: `sine('tone', { freq: lfo('vibrato', { freq: 5, min: 437, max: 443 }) })`,
  inputs: {
    freq: hz(1, 0.01, 20, 'speed, unless it is synced'),
    shape: choice(['sine', 'triangle', 'square', 'saw', 'random', 'smooth'], 'wave'),
    depth: amount(1, 0, 1, 'how much of the range min … max is swept; at 0 it rests in the middle'),
    offset: number(0, -20_000, 20_000, 'added to the output'),
    min: number(-1, -20_000, 20_000, 'lowest value at full depth'),
    max: number(1, -20_000, 20_000, 'highest value at full depth'),
    sync: choice(['free', '4 bars', '2 bars', 'bar', '1/2.', '1/2', '1/2t', '1/4.', '1/4', '1/4t', '1/8.', '1/8', '1/8t', '1/16.', '1/16',
      '1/16t'], 'how long a turn takes: free goes by freq, the notes by the tempo'),
    phase: amount(0, 0, 1, 'turns that it is ahead: at 0.5 a square synced to 1/2 is high on the second beat and the fourth'),
    seed: whole(1, 0, 2 ** 31 - 1, 'random shapes of different seeds are independent'),
  },
  // It starts half a turn below 0, so half a turn more is the phase in 0 … 1. `from` and `to` are the random numbers of turns n and n + 1.
  state: { phase: -(2 ** 31), rest: 0, n: 0, from: 0, to: 0, beats: -1, seed: -1, begins: 0, speed: 0 },
  uses: { turn, arc, chance, AHEAD },
  control: (s, { sync, seed }, { period, bpm }) => {
    let beats = 0
    if (sync === '4 bars') beats = 16
    else if (sync === '2 bars') beats = 8
    else if (sync === 'bar') beats = 4
    else if (sync === '1/2.') beats = 3
    else if (sync === '1/2') beats = 2
    else if (sync === '1/2t') beats = 4 / 3
    else if (sync === '1/4.') beats = 1.5
    else if (sync === '1/4') beats = 1
    else if (sync === '1/4t') beats = 2 / 3
    else if (sync === '1/8.') beats = 0.75
    else if (sync === '1/8') beats = 0.5
    else if (sync === '1/8t') beats = 1 / 3
    else if (sync === '1/16.') beats = 0.375
    else if (sync === '1/16') beats = 0.25
    else if (sync === '1/16t') beats = 1 / 6
    s.speed = beats > 0 ? bpm / 60 * period / beats : 0
    if (beats !== s.beats || seed !== s.seed) s.begins = 1
    s.beats = beats
    s.seed = seed | 0
  },
  tick: (s, { freq, shape, depth, offset, min, max, phase: ahead }, { period, frame, turn, chance, AHEAD }) => {
    if (s.begins > 0) {
      const turns = frame * s.speed + AHEAD
      if (s.speed > 0) {
        s.n = Math.floor(turns + ahead) | 0
        s.phase = (turns - Math.floor(turns) - 0.5) * 2 ** 32 | 0
        s.rest = 0
      }
      s.from = chance(s.seed, s.n)
      s.to = chance(s.seed, s.n + 1)
      s.begins = 0
    }
    const shift = ((ahead - 0.5) * 2 ** 32 | 0) - 2 ** 31 | 0
    const before = s.phase + shift | 0
    const phase = before * 2 ** -32 + 0.5
    const step = (s.speed > 0 ? s.speed : freq * period) * 2 ** 32
    const rest = s.rest + (step - Math.floor(step))
    const whole = rest >= 1 ? (Math.floor(step) | 0) + 1 | 0 : Math.floor(step) | 0
    s.rest = rest >= 1 ? rest - 1 : rest
    s.phase = s.phase + whole | 0
    let wave = 2 * phase - 1
    if (shape === 'sine') wave = turn(phase)
    else if (shape === 'triangle') wave = phase < 0.75 ? 1 - 4 * Math.abs(phase - 0.25) : 4 * phase - 4
    else if (shape === 'square') wave = phase < 0.5 ? 1 : -1
    else if (shape === 'random') wave = s.from
    else if (shape === 'smooth') wave = s.from + (s.to - s.from) * phase * phase * (3 - 2 * phase)
    const next = s.phase + shift | 0
    if (whole > 0 ? next < before : next > before) {
      s.n = s.n + 1 | 0
      s.from = s.to
      s.to = chance(s.seed, s.n + 1)
    }
    return offset + 0.5 * (min + max) + depth * 0.5 * (max - min) * wave
  },
})
