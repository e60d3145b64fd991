/** Roller: drum and bass at 174. A two-step beat with ghost notes, a reese of three saws, and a sub under it.
 *
 *  The kick and the snare are few; what rolls is in between: ghost strokes at a fifth of the level, shuffled hats, and the break from the
 *  kit quietly behind it all, in slices so that it keeps time. The reese is three saws a few cents apart: their beating is the sound.
 *  It is cut off below 90 Hz, where the sub alone sounds, in mono. Kick and snare push both of them down for a moment.
 *  Turn: reese.cutoff, grit.drive, dust.gain, snare.body.pitch; draw another rhythm for the bass. */
import {
  ad, adsr, beat, biquad, cat, distortion, hat, kick, pat, patch, phaser, reverb, run, sampler, saw, type Signal, signals, sine, snare,
  stack, svf,
} from 'music-chronus'

const kicks = cat(beat('X.........X.....'), beat('X.........X..x..'), beat('X.........X.....'), beat('X..x......X...x.'))
const backbeat = beat('....X.......X...')
const ghosts = stack(beat('.......x.x......').velocity(0.2), beat('..x............x').velocity('<[0 0.15] [0.12 0.4]>'))
const bassline = cat(beat('X..x..x...X..x..'), beat('X..x..x.x.....xx'))
const roots = pat('<[f1@3 f1] [f1@3 ab1] [eb1@3 eb1] [eb1 g1]>/2')

export default patch({ bpm: 174 }, () => {
  const drum = kick('kick', { style: '909', gate: kicks, tune: 3, decay: 240, level: 0.6 })
  const back = snare('snare', { style: '909', gate: stack(backbeat, ghosts), tune: 2, snappy: 0.9, level: 0.72 })
  const hats = hat('hats', { style: '909', gate: beat('x.x.X.x.x.x.X.xx').swingBy(0.04, 8).humanise(1/512, 0.3), decay: 70, level: 0.42 })
  const ride = hat('ride', { gate: beat('x...x...x...x...').mask('<0 0 0 0 1 1 1 1>'), decay: 500, level: 0.13 })
  const loop = sampler('dust', {
    sample: 'kit/break', slices: 32, slice: run(32).slow(2), gate: beat('xxxxxxxxxxxxxxxx').velocity(1), gain: 0.35,
  })
  const dust = biquad('thin', { in: loop, mode: 'highpass', cutoff: 400 })

  const duck = ad('duck', { attack: 1, decay: 150, curve: 0.2, gate: stack(kicks, backbeat) }).mul(-0.85).add(1)
  const [third, low, high] = [7.04, -0.14, 0.13].map((pitch, i) => saw(`saw${i}`, {
    freq: roots, pitch: i === 0 ? pitch + 5 : pitch, gain: 0.4,
  }))
  const reese = svf('reese', {
    in: low.add(high).add(third.mul(0.6)), q: 2, cutoff: signals.sine.range(380, 2600).slow(4).add(signals.saw.range(0, 500).fast(4)),
  })
  const held = adsr('held', {
    in: distortion('grit', { in: reese, drive: 18 }), attack: 4, decay: 300, sustain: 0.7, release: 90, gate: bassline.gate(2),
  })
  const [wideL, wideR] = phaser('swirl', {
    in: svf('nolow', { in: held, mode: 'highpass', cutoff: 90 }), rate: 0.11, freq: 600, mix: 0.45,
  })
  const sub = adsr('sub', {
    in: sine('deep', { freq: roots }), attack: 6, decay: 400, sustain: 0.8, release: 60, gate: bassline.gate(2),
  }).mul(0.25)

  const drums = distortion('tape', { in: drum.add(back).add(hats).add(ride).add(dust), drive: 8 }).mul(0.92)
  const [roomL, roomR] = reverb('room', { in: back.add(ride), decay: 0.9, size: 0.4, damping: 7000, mix: 1 })
  const under = (bass: Signal) => bass.mul(1.2).add(sub).mul(duck)
  return [drums.add(roomL.mul(0.12)).add(under(wideL)), drums.add(roomR.mul(0.12)).add(under(wideR))]
})
