import { module } from './module.ts'
import { audio, db, ms, sidechain } from './units.ts'

/** Noise gate: silent, but for its floor, until something is loud; then open until nothing was for a while.
 *    open while |side| has been above the threshold, or in its last `hold` above the threshold - hysteresis;
 *    gain ← towards 1 along 1 - e^(-t / attack), towards the floor along e^(-t / release); y = gain · in
 *  Source: U. Zölzer (ed.), DAFX, 4.2.3 (noise gate: hysteresis and hold, so that it doesn't chatter).
 *  Limits: it opens in the very frame; attack and release are time constants. Bass needs a hold of half its period. */
export const noisegate = module({
  name: 'noisegate',
  doc: 'silences what is faint',
  example: `noisegate('tight', { in: noise('hiss').mul(lfo('beat', { freq: 3, shape: 'saw' })), threshold: -6, release: 20 })`,
  inputs: {
    in: audio('signal'),
    side: sidechain('signal whose level counts; in unless it is given', 'in'),
    threshold: db(-40, -100, 0, 'level that opens it'),
    hysteresis: db(6, 0, 40, 'how far below that a level still keeps it open'),
    attack: ms(0.5, 0, 500, 'time to open'),
    hold: ms(40, 0, 2000, 'time that it stays open without'),
    release: ms(100, 0, 5000, 'time to shut'),
    floor: db(-80, -120, 0, 'what is left of what it shuts out'),
  },
  state: { left: 0, gain: 0 },
  coefficients: { opens: 0, keeps: 0, hold: 0, rise: 1, fall: 1, floor: 0 },
  control: (s, { threshold, hysteresis, attack, hold, release, floor }, { sampleRate, period }) => {
    s.opens = Math.exp(threshold * Math.LN10 / 20)
    s.keeps = Math.exp((threshold - hysteresis) * Math.LN10 / 20)
    s.hold = Math.floor(hold * 0.001 * sampleRate) + 1
    s.rise = attack > 0 ? 1 - Math.exp(-1000 * period / attack) : 1
    s.fall = release > 0 ? 1 - Math.exp(-1000 * period / release) : 1
    s.floor = Math.exp(floor * Math.LN10 / 20)
  },
  tick: (s, { in: x, side }) => {
    const loud = Math.abs(side)
    s.left = loud >= (s.left > 0 ? s.keeps : s.opens) ? s.hold : Math.max(s.left - 1, 0)
    s.gain += s.left > 0 ? s.rise * (1 - s.gain) : s.fall * (s.floor - s.gain)
    return s.gain * x
  },
})
