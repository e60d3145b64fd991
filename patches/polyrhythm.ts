/** Polyrhythm: 3 against 4 against 5 against 7, all within one bar, over a pulse that never moves.
 *
 *  Each voice divides the same bar by another number: five strokes in a text are five, evenly. Only the first one is common to all,
 *  and the ear goes from layer to layer by itself. The lower drums are euclidean: so many strokes over so many steps, as even as
 *  whole steps allow; (3,8) is the tresillo, (5,16) a bossa nova, (7,16) a samba. The layers come in one after the other, two bars each.
 *  Turn: the numbers; three.body.decay, five.freq. Mute one and count: five.mute = 1. */
import { ad, beat, hat, kick, limiter, noise, operator, pan, pat, patch, ping, pingpong, reverb, svf, tom } from 'music-chronus'

export default patch({ bpm: 108 }, () => {
  const drum = kick('kick', { gate: beat('X...x...x...x...'), tune: 2, decay: 300, level: 0.42 })
  const pulse = hat('pulse', { gate: beat('xxxxxxxxxxxxxxxx').velocity('0.5 0.15 0.25 0.15'), decay: 40, level: 0.3 })

  // Tuned to one chord, so that any of them sound well together.
  const three = tom('three', { gate: pat('1 0.7 0.7').mask('<0 0 1 1 1 1 1 1>'), tune: -3, decay: 480, level: 0.5 })
  const five = ping('five', {
    freq: pat('{a4 a4 c5 a4 e5}%5'), decay: 260, sweep: 1, gate: pat('0.9 0.5 0.6 0.5 0.6').mask('<0 0 0 0 1 1 1 1>'),
  }).mul(0.45)
  const bright = operator('seven', { freq: pat('{e5 g5 a5}%7'), in: operator('seven-mod', { freq: 659.3, ratio: 2.76 }), index: 0.8 })
  const seven = ad('seven-amp', {
    in: bright, attack: 0.5, decay: 240, gate: pat('0.8 0.4 0.5 0.4 0.6 0.4 0.5').mask('<0 0 0 0 0 0 1 1>'),
  }).mul(0.45)

  const skin = tom('skin', { gate: pat('0.8(5,16,<0 2>)'), tune: pat('<7 7 7 5>'), hiss: 0.03, sweep: 2, decay: 200, level: 0.4 })
  const wood = ping('wood', { freq: 880, decay: 40, gate: pat('0.6(7,16)').every(4, p => p.rev()) }).mul(0.25)
  const shake = ad('shaker', {
    in: svf('seeds', { in: noise('grain'), mode: 'bandpass', cutoff: 5200, q: 1.5 }), attack: 12, decay: 70, gate: pat('0.7(3,8,2)'),
  }).mul(0.5)
  const low = ad('bass', {
    in: operator('string', { freq: pat('<a1 a1 g1 c2>'), in: operator('nail', { freq: 55, ratio: 2 }), index: 0.7 }), attack: 4,
    decay: 420, gate: pat('1(3,8)'),
  }).mul(0.34)

  const placed = [[three, -0.3], [five, 0.5], [seven, -0.6], [skin, 0.25], [wood, -0.45], [shake, 0.6]] as const
  const sides = placed.map(([signal, position], i) => pan(`place${i}`, { in: signal, position }))
  const [allL, allR] = [0, 1].map(side => sides.map(pair => pair[side]).reduce((sum, signal) => sum.add(signal)))
  const [echoL, echoR] = pingpong('echo', { left: allL, right: allR, sync: '1/4t', feedback: 0.3, damping: 3000, mix: 0.15 })
  const [left, right] = reverb('room', { left: echoL, right: echoR, decay: 1.1, size: 0.5, mix: 0.2 })
  const dry = drum.add(pulse).add(low)
  const both = [left.add(dry).mul(2.3), right.add(dry).mul(2.3)]
  return [limiter('left', { in: both[0], link: both[1], ceiling: -2 }), limiter('right', { in: both[1], link: both[0], ceiling: -2 })]
})
