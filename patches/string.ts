/** Plucked strings, made here after Karplus and Strong: a delay of one period that goes round through a low-pass, filled with noise
 *  when it is plucked.
 *
 *  Two of them play by themselves. Turn `high.bright` and `high.place`, change the scale; docs/writing-modules.md explains the module
 *  line by line. */
import { amount, gate, hz, lfo, line, module, ms, patch, quantise, reverb } from 'music-chronus'

/** What lies between b and c of four numbers in a row, t of the way: the cubic through them. Lagrange's never makes anything louder,
 *  so the string can't run away. */
const cubic = (a: number, b: number, c: number, d: number, t: number): number =>
  (t - 1) * (t - 2) * (b * (t + 1) / 2 - a * t / 6) + (t + 1) * t * (d * (t - 1) / 6 - c * (t - 2) / 2)

const string = module({
  name: 'string',
  doc: 'plucked string',
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
    const period = sampleRate / freq
    s.blend = 0.5 - 0.5 * bright
    s.delay = period - s.blend // the low-pass is late by this share of a frame
    s.keep = Math.exp(-3 * Math.LN10 * 1000 / (freq * decay))
    s.apart = period * place
  },
  tick: (s, { pluck }, { frame, cubic }) => {
    if (pluck > 0 && s.was <= 0) {
      s.left = s.delay
      s.force = pluck
    }
    s.was = pluck
    let x = 0
    if (s.left > 0) {
      s.left -= 1
      s.seed = Math.imul(s.seed, 1664525) + 1013904223 | 0
      x = s.force * s.seed * 2 ** -31
    }
    // A hard stroke is not only louder, it is brighter.
    s.burst += (0.05 + 0.5 * s.force * s.force) * (x - s.burst)
    x = s.burst
    // A string that is plucked at a third of its length lacks every third overtone.
    s.pick[frame] = x
    x -= s.pick[frame - (s.apart | 0)]
    const whole = s.delay | 0
    const y = cubic(s.past[frame - whole + 1], s.past[frame - whole], s.past[frame - whole - 1], s.past[frame - whole - 2],
      s.delay - whole)
    const soft = y + s.blend * (s.last - y)
    s.last = y
    return s.past[frame] = x + s.keep * soft
  },
})

export default patch({ bpm: 100 }, () => {
  const eighths = lfo('eighths', { sync: '1/8', shape: 'square', min: 0 })
  const melody = lfo('melody', { sync: '1/8', shape: 'random', seed: 5, min: 57, max: 81 }) // notes: 60 is middle C
  const notes = quantise('notes', { in: melody, scale: 'minor pentatonic', root: 9, out: 'Hz' })
  const touch = lfo('touch', { sync: '1/8', shape: 'random', seed: 8, min: 0.2, max: 0.7 })
  const high = string('high', { pluck: eighths.mul(touch), freq: notes, decay: 3000, bright: 0.2, place: 0.15 })

  const bars = lfo('bars', { sync: '1/2', shape: 'square', min: 0 })
  const steps = lfo('steps', { sync: '2 bars', shape: 'saw', min: 33, max: 41 })
  const roots = quantise('roots', { in: steps, scale: 'minor pentatonic', root: 9, out: 'Hz' })
  const low = string('low', { pluck: bars.mul(0.5), freq: roots, decay: 6000, bright: 0.2, place: 0.3 })

  return reverb('room', { in: high.add(low.mul(1.5)).mul(0.9), size: 0.4, decay: 1.2, mix: 0.2 })
})
