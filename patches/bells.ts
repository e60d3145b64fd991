/** FM bells: one sine shakes the phase of another, and what comes out has overtones that no string has.
 *
 *  `ratio` says where they lie: whole numbers are harmonic, a brass or an organ; 3.51 or 1.41 are a bell. `index` says how many there are,
 *  and it falls faster than the tone itself, as in metal: the stroke clangs, what is left hums. Each bell is two such pairs, the second a
 *  few cents off, and the two beat. Lines of 5, 7 and 3 notes ring against each other, as in a gamelan, and a gong closes the round.
 *  Turn: modules['first-clang'].ratio, clash.decay, gong.mod.ratio; slow it all down: bpm(50). */
import { ad, limiter, operator, pan, pat, patch, pingpong, poly, reverb, signals, stack } from 'music-chronus'

const slendro = [0, 2, 5, 7, 10] // five tones to the octave
const lines = stack(
  pat('{0 3 2 4 1}%8').toScale(slendro).add(69).velocity('{0.8 0.4 0.6 0.4}%8'),
  pat('{7 ~ 5 6 ~ 8 6}%4').toScale(slendro).add(69).velocity(0.6).late(1/64),
  pat('{0 ~ 2}%2').toScale(slendro).add(57).velocity(0.9),
).mask('<1 1 1 1 1 1 1 [1 0]>')

export default patch({ bpm: 92 }, () => {
  const [leftBells, rightBells] = poly('bells', 12, ({ freq, gate, velocity }) => {
    const clash = ad('clash', { in: velocity, attack: 0, decay: 700, gate }).mul(3.2)
    const pair = (id: string, pitch: number) =>
      operator(`${id}-hum`, { freq, pitch, in: operator(`${id}-clang`, { freq, pitch, ratio: 3.51 }), index: clash })
    const ring = ad('ring', { in: pair('first', 0).add(pair('second', 0.07).mul(0.6)), attack: 1, decay: 2600, gate }).mul(velocity)
    return pan('place', { in: ring, position: signals.perlin.range(-0.7, 0.7) })
  }, lines)

  const gong = poly('gong', 2, ({ freq, gate }) => {
    const index = ad('bloom', { attack: 180, decay: 4500, gate }).mul(2.6)
    return ad('toll', {
      in: operator('gong-hum', { freq, in: operator('gong-mod', { freq, ratio: 1.41 }), index }), attack: 6, decay: 6500, gate,
    })
  }, '<a1 ~ ~ ~ e2 ~ d2 ~>')

  const [echoL, echoR] = pingpong('echo', {
    left: leftBells.mul(0.42), right: rightBells.mul(0.42), sync: '1/4.', feedback: 0.35, damping: 4000, mix: 0.2,
  })
  const low = gong.mul(0.5)
  const [left, right] = reverb('court', { left: echoL.add(low), right: echoR.add(low), decay: 3.5, damping: 6000, mix: 0.3 })
  // Strokes that meet are held back by the last two, so that single ones may be as loud.
  return [limiter('left', {
    in: left.mul(1.6), link: right.mul(1.6), ceiling: -2,
  }), limiter('right', { in: right.mul(1.6), link: left.mul(1.6), ceiling: -2 })]
})
