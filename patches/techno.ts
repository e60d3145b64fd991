/** Hard techno: a bass drum that is pushed too far, and the rumble that it leaves behind.
 *
 *  The rumble is the bass drum once more: through a hall, a low-pass and distortion, and pushed away whenever the drum itself strikes, so
 *  that it fills the holes and nothing else. Everything else is small and on its place: the open hat on the offbeat, a shaker, a clap
 *  with a long room, and a stab of metal in a rhythm of three against four.
 *  Turn: cave.decay, rumble.cutoff, crunch.drive, stab.mod.ratio; mute the kick with kick.mute = 1 and hear what is left. */
import {
  ad, beat, biquad, cat, clap, distortion, hat, kick, operator, pat, patch, pingpong, reverb, signals, stack, svf, tom,
} from 'music-chronus'

const four = beat('X...X...X...X...')

export default patch({ bpm: 145 }, () => {
  const drum = distortion('crunch', {
    in: kick('kick', { style: '909', gate: cat(four, four, four, beat('X...X...X...X.x.')), decay: 280, tune: 1 }), drive: 11, bias: 0.1,
  })
  const [cave] = reverb('cave', { in: drum, decay: 1.4, size: 0.7, damping: 1200, mix: 1 })
  const duck = ad('duck', { attack: 1, decay: 190, curve: -0.2, gate: four }).mul(-1).add(1)
  const dark = svf('rumble', {
    in: svf('floor', { in: cave, mode: 'highpass', cutoff: 38 }), cutoff: signals.sine.range(90, 190).slow(8), q: 1.2,
  })
  const rumble = distortion('shake', { in: dark.mul(3), drive: 14 }).mul(duck)

  const open = hat('open', { style: '909', gate: beat('..X...X...X...X.'), decay: 240, level: 0.18 })
  const shaker = hat('shaker', {
    gate: beat('xxxxxxxxxxxxxxxx').velocity('0.5 0.15 0.3 0.2').humanise(1/640, 0.3), decay: 45, level: 0.3,
  })
  const ride = hat('ride', {
    style: '909', gate: four.late(1/8).mask('<0 0 0 0 0 0 0 0 1 1 1 1 1 1 1 1>'), decay: 700, level: 0.08, freq: 420,
  })
  const hands = clap('clap', {
    style: '909', gate: beat('....X.......X...').every(4, p => p.off(3/16, q => q.velocity(0.4))), level: 0.42,
  })
  const low = tom('low', { gate: pat('{~ ~ x ~ ~ x ~ x ~ ~ ~ x}%16').velocity('0.3 0.5 0.4'), tune: -4, decay: 180, level: 0.3 })

  const steps = pat('{x ~ ~}%16').mask('<0 0 0 0 1 1 1 1>').velocity('{1 0.4 0.7 0.5 0.8}%16')
  const iron = operator('stab', {
    freq: pat('<f3 f3 gb3 f3>/2'), in: operator('stab-mod', { freq: 174.6, ratio: 1.41, feedback: 0.6 }),
    index: signals.sine.range(1, 5).slow(8),
  })
  const stab = ad('strike', { in: iron, attack: 1, decay: 130, gate: stack(steps, beat('...X......x.....').mask('<1 1 1 1 0 0 0 0>')) })
  const [stabL, stabR] = pingpong('echo', {
    in: distortion('rust', { in: stab, drive: 10 }), sync: '1/8.', feedback: 0.5, damping: 2800, mix: 0.4,
  })

  const [roomL, roomR] = reverb('room', { in: hands.add(low), decay: 1.6, damping: 4000, mix: 1 })
  const dry = drum.mul(0.85).add(rumble.mul(0.5)).add(biquad('air', {
    in: open.add(shaker).add(ride), mode: 'highpass', cutoff: 3000,
  })).add(hands).add(low)
  return [dry.add(roomL.mul(0.3)).add(stabL.mul(duck).mul(0.85)), dry.add(roomR.mul(0.3)).add(stabR.mul(duck).mul(0.85))]
})
