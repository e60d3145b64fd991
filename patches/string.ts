/** Plucked strings, made here after Karplus and Strong: a delay of one period that goes round through a low-pass, filled with noise
 *  when it is plucked.
 *
 *  How hard it is plucked makes it brighter, not only louder, and where it is plucked takes overtones away: in the middle every second.
 *  Two of them play: a line in which chance leaves out and accents, and roots below. Turn nylon.bright, nylon.place, low.decay;
 *  docs/writing-modules.md explains the module line by line. */
import { amount, gate, hz, line, module, ms, pat, patch, poly, reverb, signals } from 'music-chronus'

/** What lies between b and c of four numbers in a row, t of the way: the cubic through them. Lagrange's never makes anything louder,
 *  so the string can't run away. */
const cubic = (a: number, b: number, c: number, d: number, t: number): number =>
  (t - 1) * (t - 2) * (b * (t + 1) / 2 - a * t / 6) + (t + 1) * t * (d * (t - 1) / 6 - c * (t - 2) / 2)

const string = module({
  name: 'string', doc: 'plucked string',
  inputs: {
    pluck: gate('plucks when it opens; its value is how hard'),
    freq: hz(110, 20, 2000, 'pitch'),
    decay: ms(4000, 50, 30_000, 'time to fall by 60 dB; overtones and high notes take less'),
    bright: amount(0.2, 0, 1, 'how long the overtones ring'),
    place: amount(0.2, 0.02, 0.5, 'where it is plucked: 0.5 is the middle'),
  },
  state: { past: line(0.06), pick: line(0.06), last: 0, left: 0, force: 0, was: 0, seed: 1, burst: 0 },
  coefficients: { delay: 400, blend: 0.25, keep: 0.99, apart: 80 },
  uses: { cubic },
  control: (s, { freq, decay, bright, place }, { sampleRate }) => {
    s.blend = 0.5 - 0.5 * bright
    s.delay = sampleRate / freq - s.blend // the low-pass is late by this share of a frame
    s.keep = Math.exp(-3 * Math.LN10 * 1000 / (freq * decay))
    s.apart = sampleRate / freq * place
  },
  tick: (s, { pluck }, { frame, cubic }) => {
    if (pluck > 0 && s.was <= 0) {
      s.left = s.delay
      s.force = pluck
    }
    s.was = pluck
    s.left -= 1
    s.seed = Math.imul(s.seed, 1664525) + 1013904223 | 0
    const x = s.left >= 0 ? s.force * s.seed * 2 ** -31 : 0
    s.burst += (0.05 + 0.5 * s.force * s.force) * (x - s.burst)
    s.pick[frame] = s.burst
    const near = frame - (s.delay | 0)
    const y = cubic(s.past[near + 1], s.past[near], s.past[near - 1], s.past[near - 2], s.delay - (s.delay | 0))
    const soft = y + s.blend * (s.last - y)
    s.last = y
    return s.past[frame] = s.burst - s.pick[frame - (s.apart | 0)] + s.keep * soft
  },
})

const melody = pat('<[0 4 7 4 9 7 4 2] [0 5 7 5 9 8 5 2] [0 4 9 4 11 9 7 4] [1 4 8 4 7 6 4 1]>').scale('a3:minor')
  .sometimesBy(0.15, p => p.ply(2)).degradeBy(0.1).velocity(signals.perlin.fast(3).range(0.25, 0.75))

export default patch({ bpm: 100 }, () => {
  const high = poly('high', 4, ({ freq, gate }) =>
    string('nylon', { pluck: gate, freq, decay: 3000, place: signals.sine.range(0.08, 0.4).slow(8) }), melody)
  const low = string('low', { pluck: pat('0.55 [~ 0.3]'), freq: pat('<a1 f2 c2 e2>'), decay: 6000, place: 0.3 })
  return reverb('room', { in: high.add(low.mul(1.2)).mul(1.06), size: 0.4, decay: 1.4, mix: 0.22 })
})
