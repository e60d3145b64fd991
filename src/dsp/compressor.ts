import { exp2 } from './exp2.ts'
import { log2 } from './log2.ts'
import { module } from './module.ts'
import { audio, db, ms, number, sidechain } from './units.ts'

/** Compressor: what is louder than the threshold is turned down to a share of 1/ratio of it, in dB. With `side` another signal works
 *  it: ducking. All levels as logarithms:
 *    over = level of side - threshold; cut = 0 below the knee, (1 - 1/ratio) over above it, a parabola in it, of knee dB
 *    held = max(cut, held falling to it over the release), done ← towards held over the attack; y = in · 2^(makeup - done)
 *  Source: D. Giannoulis, M. Massberg, J. D. Reiss, Digital Dynamic Range Compressor Design, JAES 60, 2012: feed-forward, in the
 *  logarithmic domain, smooth decoupled peak detector behind the gain computer.
 *  Limits: the static curve within 0.0001 dB for a steady level, 0.1 dB for tones from 100 Hz on at the default times; attack and release
 *  are time constants, in dB: 63 % of the way, a release a little more by the attack. Below the knee, at a makeup of 0, the signal
 *  comes through bit for bit. Levels are told from -120 to 72 dB. */
export const compressor = module({
  name: 'compressor',
  doc: 'turns down what is loud',
  example: `compressor('glue', { in: noise('hiss').mul(lfo('beat', { freq: 3, shape: 'saw' })), threshold: -30, ratio: 4, makeup: 12 })`,
  inputs: {
    in: audio('signal'),
    side: sidechain('signal whose level counts; in unless it is given', 'in'),
    threshold: db(-20, -80, 0, 'level from which on it is turned down'),
    ratio: number(4, 1, 100, '4: of 4 dB above the threshold 1 is left; 100 limits'),
    knee: db(6, 0, 40, 'width of the bend around the threshold'),
    attack: ms(10, 0, 1000, 'time to turn down'),
    release: ms(100, 0, 5000, 'time to come back'),
    makeup: db(0, -20, 40, 'level afterwards'),
  },
  state: { held: 0, done: 0 },
  coefficients: { threshold: 0, half: 0, bow: 0, slope: 0, rise: 1, fall: 0, makeup: 0 },
  uses: { exp2, log2 },
  control: (s, { threshold, ratio, knee, attack, release, makeup }, { period }) => {
    const octaves = Math.LOG2E * Math.LN10 / 20 // of a dB
    s.threshold = threshold * octaves
    s.half = Math.max(0.5 * knee, 1e-3) * octaves
    s.bow = 0.25 / s.half
    s.slope = 1 - 1 / Math.max(ratio, 1)
    s.rise = attack > 0 ? 1 - Math.exp(-1000 * period / attack) : 1
    s.fall = release > 0 ? Math.exp(-1000 * period / release) : 0
    s.makeup = makeup * octaves
  },
  tick: (s, { in: x, side }, { exp2, log2 }) => {
    const over = log2(Math.abs(side)) - s.threshold + s.half
    const inside = Math.min(Math.max(over, 0), 2 * s.half)
    const cut = s.slope * (inside * inside * s.bow + Math.max(over - 2 * s.half, 0))
    s.held = Math.max(cut, cut + s.fall * (s.held - cut))
    s.done += s.rise * (s.held - s.done)
    return x * exp2(s.makeup - s.done)
  },
})
