/** Dark organic house: soft drums, wood and skin, a kalimba in the dark, all of it swung a little.
 *
 *  The groove: the sixteenths between the eighths come a tenth of an eighth late, in the percussion as in the melody, but not in the
 *  bass drum; and no two strokes of the shaker are alike. Percussion is a conversation, so the congas leave room for the rim, and the
 *  rim for the wood. Chords breathe with the bass drum.
 *  Turn: kalimba.mod.ratio (4 is glass, 3.5 wood), conga.body.decay, hall.mix; the numbers of the scale are degrees of D dorian. */
import {
  ad, adsr, beat, hat, kick, operator, pan, pat, patch, ping, pingpong, poly, reverb, saw, signals, sine, stack, svf, tom,
} from 'music-chronus'

const swing = 0.1
const four = beat('X...X...X...X...')
const melody = stack('{0 4 ~ 6 ~ 2 4 ~ 9 ~ 7 ~}%16', '<~ ~ ~ [~ ~ 11 9]>').scale('d4:dorian')

export default patch({ bpm: 121 }, () => {
  const drum = kick('kick', { gate: four, tune: 1, decay: 420, click: 0.25, level: 0.42 })
  const shaker = hat('shaker', {
    gate: beat('xxxxxxxxxxxxxxxx').velocity('0.3 0.15 0.7 0.25').swingBy(swing, 8).humanise(1/480, 0.4), decay: 55, band: 6000,
    cutoff: 4500, level: 0.4,
  })
  const open = hat('open', { gate: beat('..x...x...x...x.').mask('<0 0 0 0 1 1 1 1>'), decay: 180, level: 0.16 })
  const conga = tom('conga', {
    gate: beat('..x..x.x....x.x.').velocity('{0.9 0.4 0.6 0.3 0.7}%16').swingBy(swing, 8), tune: pat('{14 9 9 14 12}%16'), hiss: 0.02,
    decay: 220, sweep: 2, level: 0.34,
  })
  const rim = ping('rim', { freq: 1250, decay: 35, gate: beat('...X......X.....').swingBy(swing, 8).every(4, p => p.ply(2)) }).mul(0.16)
  const wood = ping('wood', {
    freq: pat('<d5 a4 c5 a4>'), decay: 70, sweep: 3, gate: pat('{~ ~ ~ 0.6 ~ ~ 0.4}%16').swingBy(swing, 8),
  }).mul(0.2)

  const duck = ad('duck', { attack: 2, decay: 260, curve: 0, gate: four }).mul(-0.8).add(1)
  const bass = poly('bass', 1, ({ freq, gate }) => {
    const shape = adsr('thumb', { attack: 5, decay: 260, sustain: 0.45, release: 80, gate })
    return svf('round', {
      in: saw('wire', { freq, gain: 0.3 }).add(sine('body', { freq, gain: 0.8 })), cutoff: shape.mul(420).add(110),
    }).mul(shape)
  }, pat('<[~ ~ d2 ~ ~ d2 ~ ~ ~ c2 d2 ~ ~ ~ f2 ~] [~ ~ d2 ~ ~ d2 ~ a1 ~ ~ c2 ~ ~ a1 ~ c2]>').swingBy(swing, 8).gate(0.8)).mul(duck)

  const kalimba = poly('kalimba', 4, ({ freq, gate, velocity }) => {
    const mod = ad('tine', { in: operator('kalimba-mod', { freq, ratio: 3.5 }), decay: 160, gate })
    return ad('thumbed', { in: operator('kalimba-tone', { freq, in: mod, index: velocity.mul(1.6) }), attack: 1, decay: 900, gate })
  }, melody.velocity(signals.perlin.range(0.35, 0.9)).swingBy(swing, 8))
  const [kalL, kalR] = pingpong('echo', { in: kalimba.mul(0.6), sync: '1/8.', feedback: 0.5, damping: 2400, mix: 0.4 })

  const chords = poly('chords', 8, ({ freq, gate }) => adsr('breath', {
    in: svf('veil', {
      in: saw('reed', { freq, gain: 0.2 }), cutoff: signals.sine.range(300, 1300).slow(8), q: 1.3,
    }), attack: 500, sustain: 1, release: 900, gate,
  }), pat('<Dm9 Dm9 Am7 G6>/2').voicing('d5')).mul(duck)

  const [congaL, congaR] = pan('left', { in: conga, position: -0.35 })
  const [woodL, woodR] = pan('right', { in: wood.add(rim), position: 0.4 })
  const [left, right] = reverb('hall', {
    left: kalL.add(chords.mul(0.42)).add(congaL), right: kalR.add(chords.mul(0.42)).add(woodR), decay: 2.6, damping: 3500, mix: 0.3,
  })
  const dry = drum.add(shaker).add(open).add(bass.mul(0.36))
  return [left.add(dry).add(woodL), right.add(dry).add(congaR)]
})
