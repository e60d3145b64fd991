/** Jungle: a break of two bars, cut into sixteen pieces and put together anew in each bar.
 *
 *  `chop` is a melody of slices: 0 to 15 are the break as it was played. The same pattern, struck at 1, opens the gate, so each number is
 *  heard where it stands. Functions of patterns do what a sampler's player does with his fingers: ply stutters, rev turns the bar round,
 *  chunk(4) treats another quarter in each bar. So the loop never sounds twice the same.
 *  Turn: break.pitch, sub.decay, shape.decay; write other numbers; try every(4, p => p.fast(2)). */
import {
  ad, adsr, biquad, compressor, distortion, limiter, pat, patch, pingpong, poly, reverb, sampler, saw, signals, sine, svf,
} from 'music-chronus'

const chop = pat('<[0 1 2 3 4 5 6 7] [0 1 2 3 0 5 2 7] [8 9 10 3 12 13 6 7] [0 0 2 10 4 6 14 [15 15]]>')
  .chunk(4, p => p.ply('<1 2 1 2 1 2 3 2>')).every(8, p => p.rev())

export default patch({ bpm: 165 }, () => {
  const loop = sampler('break', {
    sample: 'kit/break', slices: 16, slice: chop, gate: chop.set(1), rate: 165 / 160, pitch: pat('<0 0 0 [0 0 0 -5]>'), release: 12,
  })
  // Pumped by a compressor that lets the attacks through: the tails between the strokes come up, and that is the breath of a break.
  const pumped = compressor('pump', { in: loop, threshold: -22, ratio: 5, attack: 12, release: 70, makeup: 5 })
  const bright = biquad('bright', {
    in: biquad('thin', { in: pumped, mode: 'highpass', cutoff: 90 }), mode: 'highshelf', cutoff: 5000, db: 3,
  })

  // The sub: a sine with the beginning of a bass drum.
  const hits = pat('<[1 ~ ~ 0.8 ~ ~ 0.9 ~] [1 ~ ~ 0.8 ~ 0.7 ~ ~]>')
  const sub = ad('sub', { in: sine('deep', { freq: pat('<g1 g1 eb1 f1>/2') }), attack: 3, decay: 950, curve: 0.4, gate: hits }).mul(0.28)

  const stab = poly('stab', 4, ({ freq, gate, velocity }) => {
    const shape = ad('shape', { in: velocity, attack: 3, decay: 420, gate })
    return svf('tone', {
      in: saw('one', { freq, gain: 0.4 }).add(saw('two', { freq, pitch: 0.12, gain: 0.4 })), cutoff: shape.mul(2600).add(200), q: 2,
    }).mul(shape)
  }, pat('<Gm9 Gm9 Ebmaj9 Fm9>/2').voicing('d5').struct('<[~ ~ ~ x ~ ~ ~ ~] [~ ~ ~ x ~ ~ x ~]>').velocity(0.7))
  const pad = poly('pad', 4, ({ freq, gate }) => adsr('swell', {
    in: svf('veil', { in: saw('choir', { freq, pitch: 12.05, gain: 0.3 }), cutoff: signals.sine.range(400, 2200).slow(8) }),
    attack: 900, sustain: 1, release: 1200, gate,
  }), pat('<Gm9 Gm9 Ebmaj9 Fm9>/2').voicing('d5'))

  const [echoL, echoR] = pingpong('echo', { in: stab.mul(1.2), sync: '1/8.', feedback: 0.55, damping: 3000, mix: 0.45 })
  const [left, right] = reverb('hall', { left: echoL.add(pad.mul(0.16)), right: echoR.add(pad.mul(0.16)), decay: 2.8, mix: 0.35 })
  const front = distortion('tape', { in: bright, drive: 14 }).mul(0.9).add(sub)
  // Peaks that meet are held back, both sides alike, so that all else may be louder.
  const [a, b] = [front.add(left).mul(1.25), front.add(right).mul(1.25)]
  return [limiter('left', { in: a, link: b, ceiling: -2 }), limiter('right', { in: b, link: a, ceiling: -2 })]
})
