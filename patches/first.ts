/** First sound: a voice of three modules, a line of notes, and a drum under it.
 *
 *  saw makes the tone, svf rounds it, adsr gives it a beginning and an end. The text at the end of poly is the melody: four notes a bar,
 *  the last of them another one in each bar (< >). Change a letter, save, and hear it with the next bar.
 *  Turn: filter.q, shape.decay, echo.feedback, kick.body.decay. Then write 'a3 c4 [e4 g4] <a4 g4 d4 b3>' instead. */
import { adsr, beat, kick, patch, pingpong, poly, saw, svf } from 'music-chronus'

export default patch({ bpm: 112 }, () => {
  const pluck = poly('pluck', 4, ({ freq, gate }) => {
    // The same envelope opens the filter and the amplifier: what is louder is brighter, as on a real string.
    const shape = adsr('shape', { attack: 2, decay: 320, sustain: 0.15, release: 350, gate })
    return svf('filter', { in: saw('tone', { freq, gain: 0.5 }), cutoff: shape.mul(2800).add(250), q: 1.6 }).mul(shape)
  }, 'a3 [c4 ~ c4 d4] e4 [~ <a4 g4 d4 b3>]')

  const drum = kick('kick', { gate: beat('X...x...X...x..x'), level: 0.3 })
  const [left, right] = pingpong('echo', { in: pluck.mul(0.85), sync: '1/8.', feedback: 0.45, damping: 3500, mix: 0.35 })
  return [left.add(drum), right.add(drum)]
})
