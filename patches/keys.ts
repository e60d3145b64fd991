/** Keys: eight voices that play notes, into a chorus and a room. It is silent until it is told what to play:
 *  note('keys', 'C4', 0.8) or chord('keys', 'Am9') in the REPL, /note/keys 60 0.8 from any controller.
 *
 *  A voice is built once, from what poly hands to it: the frequency of its note, the gate, the velocity. The ids inside stand for all
 *  voices at once: spark.attack = 20 turns the attack of all of them, /mod/spark.3/attack that of one. */
import { adsr, biquad, chorus, patch, poly, reverb, saw, sine } from 'music-chronus'

export default patch(() => {
  const keys = poly('keys', 8, ({ freq, gate, velocity }) => {
    const wire = saw('wire', { freq, gain: 0.5 }).add(sine('body', { freq }))
    const spark = adsr('spark', { in: velocity, attack: 2, decay: 600, sustain: 0.2, release: 300, gate })
    const tone = biquad('tone', { in: wire, cutoff: spark.mul(6500).add(500), q: 1.2 })
    return adsr('amp', { in: tone, attack: 4, decay: 1500, sustain: 0.5, release: 400, gate })
  })
  const [left, right] = chorus('chorus', { in: keys.mul(0.27) })
  return reverb('room', { left, right, decay: 1.5, mix: 0.2 })
})
