/** Acid: one voice, a diode ladder that nearly whistles, and a line whose accents and slides do the talking.
 *
 *  Three patterns play one melody: the notes, how hard each is struck, and which ones slide into the next without a new stroke. An
 *  accent is louder AND opens the filter farther; that is the 303's trick. The notes are 16 long, the accents 7, so that they never fall
 *  twice on the same places within 7 bars. The filter opens over 16 bars and closes again.
 *  Turn: squelch.resonance, bite.drive, decay.decay; write 24 for 12 in octave. */
import { ad, adsr, beat, clap, distortion, hat, kick, ladder, pat, patch, pingpong, poly, saw, signals } from 'music-chronus'

const line = pat('<[a1 a1 a2 a1 ~ a1 c2 a1 a2 ~ a1 g1 a1 e2 ~ d2] [a1 a1 a2 a1 ~ a1 c2 a1 a2 ~ a1 a2 g1 ~ eb2 d2]>')
  .add(12).gate(0.55)
  .velocity(pat('{1 0.5 0.6 1 0.4 0.5 0.8}%16'))
  .slide('0 1 0 0  0 1 1 0  0 0 0 1  0 1 0 1')

export default patch({ bpm: 134 }, () => {
  const four = beat('X...X...X...X...')
  const acid = poly('acid', 1, ({ freq, gate, velocity }) => {
    const hard = velocity.mul(velocity)
    const sweep = ad('decay', { in: hard, attack: 3, decay: 260, gate }).mul(2.8)
    const tone = ladder('squelch', {
      in: saw('tone', { freq, gain: 0.7 }), manner: '303', octaves: sweep, resonance: 1.02, drive: 12, bass: 0,
      cutoff: signals.sine.range(330, 1900).late(1/4).slow(16),
    })
    return adsr('amp', { in: tone, attack: 2, decay: 500, sustain: 0.5, release: 25, gate }).mul(hard.mul(0.6).add(0.4))
  }, line)
  const [acidL, acidR] = pingpong('echo', {
    in: distortion('bite', { in: acid, drive: 18, bias: 0.15 }), sync: '1/8.', feedback: 0.4, damping: 2500, mix: 0.22,
  })

  const drum = kick('kick', { style: '909', gate: four, level: 0.46, decay: 330 })
  const open = hat('open', { style: '909', gate: beat('..X...X...X...X.'), decay: 220, level: 0.2 })
  const shut = hat('shut', { gate: beat('x.xxx.xxx.xxx.xX').velocity('{0.3 0.15 0.2 0.4 0.2}%16'), decay: 50, level: 0.4 })
  const hands = clap('clap', { style: '909', gate: beat('....X.......X...').mask('<0 0 0 0 1 1 1 1>'), level: 0.34 })
  const duck = ad('duck', { attack: 2, decay: 180, curve: 0.3, gate: four }).mul(-0.75).add(1)

  const drums = distortion('tape', { in: drum.add(open).add(shut).add(hands), drive: 7 }).mul(1.2)
  return [drums.add(acidL.mul(duck).mul(1.55)), drums.add(acidR.mul(duck).mul(1.55))]
})
