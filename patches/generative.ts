/** Generative melody: nobody wrote these notes, but somebody chose the rules.
 *
 *  A slow random curve (perlin) is the shape of the melody; eight times a bar it becomes a degree of a pentatonic scale, so no note can be
 *  wrong. degradeBy leaves holes: silence makes a phrase. Now and then a bar is heard again (ribbon would make it a loop), and a second
 *  voice says the same an octave higher, later. It is chance, but the same chance tomorrow: seed(2) is another piece.
 *  Turn: the seeds, the 0.35 of the holes, the scale ('d:phrygian'), tine.decay. */
import { ad, adsr, beat, kick, operator, pat, patch, ping, pingpong, poly, reverb, signals, svf, triangle } from 'music-chronus'

const melody = signals.perlin.fast(1.7).range(-1, 9).segment(8).round().seed(5)
  .degradeBy(0.35).sometimesBy(0.2, p => p.ply(2)).every(4, p => p.rev())
  .scale('a3:minor pentatonic').velocity(signals.rand.range(0.35, 1))

export default patch({ bpm: 96 }, () => {
  const keys = poly('keys', 6, ({ freq, gate, velocity }) => {
    const tine = ad('tine', { in: operator('hammer', { freq, ratio: 14 }), decay: 90, gate }).mul(0.35)
    const body = operator('body', { freq, in: operator('reed', { freq, ratio: 1 }).add(tine), index: velocity.mul(1.4) })
    return adsr('key', { in: body, attack: 2, decay: 1400, sustain: 0, release: 250, gate }).mul(velocity)
  }, melody.off(3/16, p => p.add(12).velocity(0.3)))

  const bass = poly('bass', 1, ({ freq, gate }) => adsr('hum', {
    in: svf('dark', { in: triangle('wood', { freq, skew: 0.7 }), cutoff: 420 }), attack: 12, decay: 700, sustain: 0.5, release: 200, gate,
  }), pat('<[a1@5 ~ e2 ~] [f1@5 ~ c2 ~] [c2@5 ~ g1 ~] [g1@5 ~ d2 ~]>/2'))

  // Chance strikes, too, but only on places that someone drew.
  const drum = kick('drum', { gate: beat('X.....x.x.......'), tune: 3, decay: 240, click: 0.1, level: 0.5 })
  const drops = ['low', 'high'].map((id, i) => ping(id, {
    freq: [660, 990][i], decay: 60 + 40 * i, sweep: 4, gate: pat(`{0.5 0.3 0.2 0.4 0.3}%${[16, 12][i]}`).degradeBy(0.6).seed(i + 1),
  }).mul(0.12))

  const [echoL, echoR] = pingpong('echo', {
    left: keys.mul(0.34).add(drops[0]), right: keys.mul(0.34).add(drops[1]), sync: '1/8.', feedback: 0.5, damping: 3000, mix: 0.35,
  })
  const [left, right] = reverb('room', { left: echoL, right: echoR, decay: 3, mix: 0.3 })
  const low = bass.mul(0.5).add(drum)
  return [left.add(low), right.add(low)]
})
