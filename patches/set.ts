/** A set piece: 64 bars with a beginning, a middle and an end, in one file.
 *
 *  Each part says where it plays: `form` is a row of eights of bars, one mark each: intro, groove, drop, break, build, drop twice, out.
 *  Patterns are functions of time, so this is all that arranging takes: mask leaves out, and what is left knows which bar it is. Long
 *  movements are signals over the whole 64 bars: the filter of the chords, the noise that rises into the drops. A break takes the bass
 *  drum away, so that you want it back.
 *  Turn: the marks; bpm.to(150, '16 bars') while it plays. */
import {
  ad, adsr, beat, cat, clap, distortion, hat, kick, noise, pat, patch, pingpong, poly, reverb, saw, signals, sine, stack, svf, tom,
} from 'music-chronus'

/** A mask over the form: x where it plays, eight bars each. */
const form = (marks: string) => cat(...[...marks].map(mark => mark === 'x' ? 1 : 0)).slow(8)
const four = beat('X...X...X...X...')
const roll = pat('x*16').velocity(signals.saw.range(0.1, 0.8).slow(2))
const line = pat('<[~ e2 e2 ~ e2 e2 ~ e2 ~ e2 g2 ~ e2 e2 ~ d2] [~ e2 e2 ~ e2 e2 ~ e2 ~ e2 bb2 ~ a2 ~ g2 d2]>')
const fill = cat(four, four, four, beat('X...X...X.x.X.xx'))

export default patch({ bpm: 136 }, () => {
  const kicks = fill.mask(form('xxx..xxx'))
  const drum = kick('kick', { style: '909', gate: kicks, decay: 320, tune: 1, level: 0.4 })
  const duck = ad('duck', { attack: 2, decay: 240, curve: 0.1, gate: kicks }).mul(-0.85).add(1)
  const open = hat('open', { style: '909', gate: beat('..X...X...X...X.').mask(form('.xx..xxx')), decay: 230, level: 0.26 })
  const shut = hat('shut', {
    gate: beat('xxxxxxxxxxxxxxxx').velocity('{0.5 0.2 0.35 0.15 0.3}%16').swingBy(0.05, 8).mask(form('xxx.xxx.')), decay: 45, level: 0.4,
  })
  const hands = clap('clap', {
    style: '909', gate: stack(beat('....X.......X...').mask(form('.xx..xx.')), roll.mask('<0!38 1 1 0!24>')), level: 0.28,
  })
  const toms = tom('toms', {
    gate: pat('{x ~ ~ x ~ ~ x ~ ~ ~ x ~}%16').velocity('{0.8 0.5 0.6}%16').mask(form('x.xx.xxx')),
    tune: pat('{0 -4 3 0 7}%16'), decay: 170, level: 0.3,
  })

  const bass = poly('bass', 1, ({ freq, gate }) => {
    const shape = adsr('pluck', { attack: 3, decay: 190, sustain: 0.3, release: 40, gate })
    const wire = saw('wire', { freq, gain: 0.6 }).add(sine('body', { freq }))
    return svf('growl', { in: wire, cutoff: shape.mul(600).add(130), q: 1.6 }).mul(shape)
  }, line.mask(form('.xx..xx.'))).mul(duck)

  const lead = poly('lead', 1, ({ freq, gate, velocity }) => svf('throat', {
    in: adsr('tongue', { in: saw('blade', { freq, gain: 0.5 }), attack: 3, decay: 150, sustain: 0.25, release: 60, gate }).mul(velocity),
    cutoff: signals.saw.range(300, 3200).slow(8), q: 3,
  }), pat('{e3 e4 ~ e3 g3 ~ e3 bb3 ~ a3 ~ d4}%16').velocity('{1 0.6 0.8 0.5 0.7}%16').mask(form('..x.xxx.')))
  const [leadL, leadR] = pingpong('echo', { in: distortion('edge', { in: lead, drive: 8 }), sync: '1/8.', feedback: 0.5, damping: 3500 })

  const chords = poly('chords', 8, ({ freq, gate }) => adsr('swell', {
    in: svf('veil', { in: saw('choir', { freq, gain: 0.22 }), cutoff: signals.sine.range(300, 2600).slow(16), q: 1.2 }),
    attack: 300, sustain: 1, release: 1400, gate,
  }), pat('<Em9 Em9 Cmaj9 Am9>/2').voicing('e5').mask(form('x..xxxxx'))).mul(duck)
  const rise = svf('sweep', { in: noise('wind', { gain: 0.3 }), mode: 'bandpass', cutoff: signals.saw.range(300, 6000).slow(8), q: 1.5 })
  const rises = pat('1').slow(8).gate(1).mask(form('.x..x...'))
  const up = rise.mul(adsr('rise', { attack: 14_000, sustain: 1, release: 600, gate: rises })).mul(0.35)

  const behind = chords.mul(0.34).add(up)
  const [left, right] = reverb('hall', { left: leadL.mul(0.42).add(behind), right: leadR.mul(0.42).add(behind), decay: 3, mix: 0.3 })
  const glued = distortion('tape', { in: drum.add(hands).add(toms), drive: 8 }).mul(0.95)
  const dry = glued.add(open).add(shut).add(bass.mul(0.21))
  return [left.add(dry), right.add(dry)]
})
