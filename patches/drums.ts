/** A drum machine: a line of steps for each drum.
 *
 *  X is an accent, x a stroke, . a rest. What makes it groove is small: ghost strokes of the snare at a quarter of the level, hats in three
 *  strengths that go round in five, so that no two beats are the same, and the second of two sixteenths comes late (swingBy: by 0.12 of an
 *  eighth; at 1/6 it is a triplet). The closed hat cuts the open one off (choke), as a foot would. Toms answer each fourth bar.
 *  Turn: kick.body.decay = 300, /mod/snare-snappy/gain 1; how much of a drum goes into the room is a knob as well:
 *  modules['toRoom-clap'].gain. */
import { beat, cat, clap, distortion, hat, kick, pat, patch, reverb, sends, silence, snare, stack, tom, trigger } from 'music-chronus'

const swung = (text: string) => beat(text).swingBy(0.12, 8)

export default patch({ bpm: 126 }, () => {
  const bass = kick('kick', { style: '909', gate: cat(beat('X...X...X...X...'), beat('X...X...X...X.x.')), level: 0.52 })
  const back = snare('snare', {
    style: '808', gate: stack(beat('....X.......X...'), swung('.......x.x.....x').velocity('<0.2 0.25>')), level: 0.65,
  })
  const hands = clap('clap', { gate: beat('............x...'), level: 0.4 })
  const shut = trigger('shut', { gate: swung('xxx.xxx.xxx.xxx.').velocity(pat('{0.9 0.3 0.5 0.4 0.6}%16')) })
  const ticks = hat('ticks', { gate: shut, level: 0.4 })
  const open = hat('open', { style: '909', gate: beat('..X...X...X...X.'), decay: 400, choke: shut, level: 0.34 })
  const roll = tom('tom', {
    gate: cat(silence, silence, silence, swung('......x..x.x.xx.')), tune: pat('[5 5 0 -6]'), level: 0.5,
  })

  const dry = bass.add(back).add(hands).add(open).add(ticks).add(roll)
  const glued = distortion('tape', { in: dry, drive: 9 }).mul(1.2)
  const [left, right] = reverb('room', {
    in: sends('toRoom', { clap: [hands, 0.3], snare: [back, 0.15], tom: [roll, 0.3] }), decay: 1.2, mix: 1,
  })
  return [glued.add(left), glued.add(right)]
})
