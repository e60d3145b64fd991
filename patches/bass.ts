/** A module of your own: a sawtooth, written here in TypeScript, compiled like those that come with Music Chronus.
 *
 *  tick makes one sample: it sees the state, the inputs, and what `uses` hands to it. It is plain arithmetic; what can't be compiled is
 *  refused with the line and what to write instead. Played is a wobble: a filter whose lfo has another pace in each half of a bar.
 *  Turn: wobble.depth, filter.q; write other paces, in notes of the tempo. */
import { ad, adsr, amount, beat, cat, distortion, hz, kick, lfo, module, pat, patch, pure, seq, sine, snare, svf } from 'music-chronus'

/** Rounds the corner of a sawtooth, where it falls, over one sample on each side: else it would alias.
 *  Source: V. Välimäki and A. Huovilainen, Antialiasing Oscillators in Subtractive Synthesis, 2007 (polyBLEP). */
const corner = (phase: number, step: number): number => {
  if (phase < step) return (phase / step - 1) * (1 - phase / step)
  if (phase > 1 - step) return ((phase - 1) / step + 1) * ((phase - 1) / step + 1)
  return 0
}

const saw = module({
  name: 'saw',
  doc: 'sawtooth',
  inputs: {
    freq: hz(55, 20, 5000, 'frequency'),
    gain: amount(1, 0, 1, 'amplitude'),
  },
  state: { phase: 0 },
  uses: { corner },
  tick: (s, { freq, gain }, { period, corner }) => {
    const step = freq * period
    const y = 2 * s.phase - 1 - corner(s.phase, step)
    s.phase += step
    s.phase -= Math.floor(s.phase)
    return gain * y
  },
})

/** Names, as they are: to a notation, 1/4 would be a 1 that is four times as slow. */
const pace = (...names: string[]) => seq(...names.map(pure))
const paces = cat(pace('1/4', '1/8'), pace('1/8t', '1/4'), pace('1/4.', '1/16'), pace('1/4', '1/8t'))
const kicks = beat('X.........x.....')

export default patch({ bpm: 140 }, () => {
  const note = pat('<a1 a1 c2 g1>')
  const tone = saw('saw', { freq: note, gain: 0.5 }).add(saw('second', { freq: pat('<55.5 55.5 66 49.5>'), gain: 0.5 }))
  const wobble = lfo('wobble', { sync: paces, shape: 'triangle', min: -1, max: 3.6 }) // in octaves
  const low = distortion('growl', { in: svf('filter', { in: tone, cutoff: 190, octaves: wobble, q: 3 }), drive: 16 })
  const held = adsr('amp', {
    in: low.add(sine('sub', { freq: note, gain: 0.4 })), attack: 5, sustain: 1, release: 60, gate: pat('1@7 ~').gate(1),
  })
  const duck = ad('duck', { attack: 1, decay: 220, gate: kicks }).mul(-0.8).add(1)
  const drums = kick('kick', { style: '909', gate: kicks }).add(snare('snare', {
    style: '909', gate: beat('........X.......'), snappy: 0.9,
  }))
  return held.mul(duck).mul(0.5).add(drums.mul(0.6))
})
