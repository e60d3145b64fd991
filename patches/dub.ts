/** Dub: a chord on the offbeat, and what echoes, a phaser and a hall make of it.
 *
 *  The echo is the instrument: echo.feedback = 0.9 lets it pile up, echo.sync = '1/4t' moves it, with a fade from the old echo to the new
 *  one; hall.decay = 12 opens the room. The chord is a parallel minor ninth that never resolves; how hard it is struck and how far its
 *  filter opens change from bar to bar, over 8 and over 6 bars, so that the two meet again only after 24. */
import {
  ad, beat, chorus, distortion, hat, kick, limiter, noise, onepole, pat, patch, phaser, pingpong, poly, reverb, saw, signals, sine, svf,
} from 'music-chronus'

export default patch({ bpm: 118 }, () => {
  const four = beat('X...x...X...x...')
  const chord = poly('chord', 8, ({ freq, gate, velocity }) => {
    const shape = ad('stab', { in: velocity, attack: 4, decay: 420, gate })
    const wires = saw('low', { freq, gain: 0.4 }).add(saw('high', { freq, pitch: 0.08, gain: 0.4 }))
    return svf('dark', { in: wires, cutoff: signals.sine.range(380, 1700).slow(8), octaves: shape.mul(1.5), q: 1.5 }).mul(shape)
  }, pat('<Am9 Am9 Am9 Gm9>/2').voicing('g4').struct('<[~ x ~ ~] [~ x ~ [~ ~ x ~]] [~ x ~ ~] [~ [x ~ ~ x] ~ ~]>')
    .velocity('<1 0.7 0.9 0.6 1 0.8>'))
  const [wideL, wideR] = chorus('wide', { in: chord.mul(1.4), rate: 0.4, depth: 3 })
  const [echoL, echoR] = pingpong('echo', { left: wideL, right: wideR, sync: '1/8.', feedback: 0.68, damping: 2500, mix: 0.5 })
  const [sweptL, sweptR] = phaser('sweep', { left: echoL, right: echoR, rate: 0.08, octaves: 2, feedback: 0.5, mix: 0.4 })

  const duck = ad('duck', { attack: 3, decay: 240, curve: 0, gate: four }).mul(-0.7).add(1)
  const drum = kick('kick', { gate: four, tune: 0, decay: 380, click: 0.15, level: 0.42 })
  const bass = poly('bass', 1, ({ freq, gate }) => ad('pluck', { in: sine('deep', { freq }), attack: 6, decay: 520, gate }),
    '<[~ ~ a1 ~ ~ ~ a1 ~] [~ ~ a1 ~ ~ c2 ~ g1]>')
  const warm = distortion('warm', { in: bass, drive: 9, bias: 0.2 }).mul(duck)

  const tick = hat('tick', { gate: beat('..x...x...x...xx').velocity('<0.6 0.4 0.5>'), decay: 90, level: 0.2 })
  const shuffle = hat('shuffle', { gate: beat('x.xxx.xxx.xxx.xx').velocity('0.2 0.1 0.3 0.15').swingBy(0.08, 8), decay: 35, level: 0.3 })
  // The dust on the record.
  const crackle = onepole('dust', { in: noise('vinyl', { colour: 'velvet', density: 14, gain: 0.25 }), cutoff: 3500 })

  const [left, right] = reverb('hall', { left: sweptL.add(tick), right: sweptR.add(tick), decay: 4, predelay: 30, mix: 0.3 })
  const dry = drum.add(warm.mul(0.36)).add(shuffle).add(crackle.mul(0.25))
  const both = [left.add(dry).mul(2.1), right.add(dry).mul(2.1)]
  return [limiter('left', { in: both[0], link: both[1], ceiling: -2 }), limiter('right', { in: both[1], link: both[0], ceiling: -2 })]
})
