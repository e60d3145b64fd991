/** Ambient drone: nothing is struck, everything moves, and no two things move at the same pace.
 *
 *  Chords of vowels swell and die over a root that changes with every fourth bar. A tide opens their filter, and a chorus
 *  spreads them. Wind comes and goes: pink noise through a filter that chance opens. The hall lasts nine seconds, so each chord is still
 *  there when the next one begins: choose chords that like each other. A bell now and then says where you are.
 *  Turn: hall.decay, drift.depth, modules['wind-left'].q; write other chords. */
import {
  ad, adsr, biquad, chorus, lfo, noise, operator, pat, patch, pingpong, poly, reverb, saw, signals, sine, svf, wavetable,
} from 'music-chronus'

export default patch({ bpm: 60 }, () => {
  const choir = poly('choir', 8, ({ freq, gate }) => {
    const wave = wavetable('vowel', {
      wave: 'vocal', freq, pitch: lfo('drift', { freq: 0.13, min: -0.08, max: 0.08 }), position: signals.perlin.slow(3), gain: 0.5,
    })
    const body = wave.add(saw('string', { freq, pitch: 0.06, gain: 0.16 }))
    const open = svf('open', { in: body, cutoff: 500, octaves: lfo('tide', { freq: 0.043, min: -0.6, max: 2 }), q: 0.9 })
    return adsr('swell', { in: open, attack: 3500, sustain: 1, release: 5000, gate })
  }, pat('<Dm9 Bbmaj9 Fmaj9 C6>/4').voicing('e5'))
  const [choirL, choirR] = chorus('wide', { in: choir.mul(0.48), rate: 0.21, depth: 7, delay: 18, mix: 0.6 })

  const root = adsr('ground', {
    in: sine('fundament', {
      freq: pat('<d2 bb1 f2 c2>/4'), gain: 0.55,
    }).add(sine('octave', { freq: pat('<d3 bb2 f3 c3>/4'), gain: 0.22 })),
    attack: 2500, sustain: 1, release: 3000, gate: pat('1/4').gate(0.9),
  })
  const gusts = ['left', 'right'].map((side, i) => biquad(`wind-${side}`, {
    in: noise(`air-${side}`, {
      seed: i + 1, colour: 'pink', gain: 0.5,
    }), mode: 'bandpass', cutoff: 700, octaves: signals.perlin.late(0.37 * i).range(-1, 1.4), q: 3,
  }).mul(lfo(`gust-${side}`, { freq: 0.05 + 0.017 * i, min: 0.05, max: 0.5 })))

  const bell = poly('bell', 3, ({ freq, gate, velocity }) =>
    ad('ring', {
      in: operator('glass', { freq, in: operator('hammer', { freq, ratio: 3.5 }), index: velocity }), attack: 8, decay: 4500, gate,
    }),
  pat('{a5 ~ ~ d6 ~ ~ ~ e5 ~ ~ c6}%2').velocity(signals.perlin.range(0.2, 0.8)))
  const [bellL, bellR] = pingpong('far', { in: bell.mul(0.12), sync: '1/4.', feedback: 0.6, damping: 2500, mix: 0.6 })

  const [left, right] = reverb('hall', {
    left: choirL.add(bellL).add(gusts[0].mul(0.6)), right: choirR.add(bellR).add(gusts[1].mul(0.6)), decay: 9, damping: 4000, mix: 0.5,
  })
  return [left.add(root.mul(0.33)), right.add(root.mul(0.33))]
})
