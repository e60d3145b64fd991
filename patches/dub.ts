/** Dub: a chord once a bar, and what echoes, a phaser and a hall make of it.
 *
 *  The echo is the instrument: modules.echo.feedback = 0.9 lets it pile up, modules.echo.sync = '1/4t' moves it, with a fade from the
 *  old echo to the new one; modules.hall.decay = 12 opens the room. */
import { ad, chorus, delay, distortion, lfo, noise, patch, phaser, pingpong, reverb, saw, sine, svf } from 'music-chronus'

export default patch({ bpm: 118 }, () => {
  const bar = lfo('bars', { shape: 'square', sync: 'bar', phase: 0.125, min: 0 })
  const beat = lfo('beats', { shape: 'square', sync: '1/4', min: 0 })

  const notes = [220, 261.63, 329.63, 392].map((freq, i) => saw(`note${i}`, { freq, gain: 0.6 }))
  const sum = notes.reduce((sum, note) => sum.add(note))
  const dark = svf('dark', { in: sum, cutoff: lfo('opening', { freq: 0.05, min: 500, max: 1800 }), q: 1.5 })
  const stab = ad('stab', { in: dark, gate: bar, attack: 3, decay: 350 })
  const [wideL, wideR] = chorus('wide', { in: stab, rate: 0.4, depth: 3 })
  const [echoL, echoR] = pingpong('echo', { left: wideL, right: wideR, sync: '1/8.', feedback: 0.7, damping: 2500, mix: 0.5 })
  const [sweptL, sweptR] = phaser('sweep', { left: echoL, right: echoR, rate: 0.08, octaves: 2, feedback: 0.5, mix: 0.4 })

  const bass = distortion('warm', { in: ad('thump', { in: sine('bass', { freq: 55 }), gate: beat, decay: 250 }), drive: 9, bias: 0.2 })
  const tick = delay('ticks', { in: ad('tick', { in: noise('hiss', { gain: 0.4 }), gate: beat, decay: 15 }), sync: '1/8', mix: 0.8 })

  const [left, right] = reverb('hall', { left: sweptL.add(tick), right: sweptR.add(tick), decay: 4, predelay: 30, mix: 0.35 })
  return [left.add(bass.mul(0.8)), right.add(bass.mul(0.8))]
})
