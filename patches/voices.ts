/** A chord of sixteen voices, four to each note, that glides from chord to chord in four bars, and breathes with the beat.
 *
 *  An id means the module in all voices (`filter.cutoff = 2000`), a number that of one: /mod/saw.0/gain. The sawtooth is written here;
 *  its phase is a 32-bit integer, as docs/writing-modules.md says. */
import { amount, hz, lfo, module, number, pan, patch, reverb, semitones, slew, svf, voices, whole } from 'music-chronus'

/** Notes as in MIDI, 60 is middle C; near each other from chord to chord, so that no voice has far to go. */
const CHORDS = [
  [45, 60, 64, 71], // A minor 9
  [41, 60, 64, 69], // F major 7
  [38, 60, 65, 69], // D minor 7
  [43, 59, 62, 69], // G 9
].flat()

const chord = module({
  name: 'chord',
  doc: 'a note of a chord',
  inputs: { at: number(0, 0, 4, 'which chord'), note: whole(0, 0, 3, 'which of its notes') },
  uses: { CHORDS },
  tick: (s, { at, note }, { CHORDS }) => CHORDS[4 * Math.floor(at) + note],
})

/** Rounds the corner of a sawtooth, where it falls, over a sample on each side: else it would alias (polyBLEP; Välimäki, 2007). */
const corner = (phase: number, step: number): number => {
  const t = Math.max(1 - Math.abs(phase) / step, 0)
  return phase < 0 ? t * t : -t * t
}

const saw = module({
  name: 'saw',
  doc: 'sawtooth',
  inputs: {
    freq: hz(440, 20, 5000, 'frequency'),
    pitch: semitones(0, -96, 96, 'shift of the frequency'),
    gain: amount(0.1, 0, 1, 'amplitude'),
  },
  state: { phase: 0 },
  coefficients: { turns: 0 },
  uses: { corner },
  control: (s, { pitch }, { period }) => { s.turns = 2 ** 32 * period * Math.exp(pitch * Math.LN2 / 12) },
  tick: (s, { freq, gain }, { corner }) => {
    const step = freq * s.turns
    s.phase = s.phase + (step | 0) | 0
    const phase = s.phase * 2 ** -32
    return gain * (2 * phase - (phase < 0 ? -1 : 1) - corner(phase, step * 2 ** -32))
  },
})

export default patch({ bpm: 118 }, () => {
  const progression = lfo('progression', { sync: '4 bars', shape: 'saw', min: 0, max: 4 })
  // Full at the end of each beat, down at its beginning, as if a bass drum pushed it away.
  const breath = slew('breath', { in: lfo('beat', { sync: '1/4', shape: 'saw', min: 0.25, max: 1 }), rise: 1, fall: 20 })

  const [left, right] = voices(16, i => {
    const [note, copy] = [i % 4, Math.floor(i / 4)]
    const glide = slew('glide', { in: chord('chord', { at: progression, note }), rise: 40 + 30 * copy, fall: 60 + 25 * copy })
    const detuned = 440 * 2 ** ((copy - 1.5) * 7 / 1200) // seven cents from copy to copy
    const tone = saw('saw', { freq: detuned, pitch: glide.sub(69), gain: note === 0 ? 0.16 : 0.1 })
    const swell = lfo('swell', { freq: 0.05 + 0.017 * i, min: -1, max: 1.5 })
    const soft = svf('filter', { in: tone, cutoff: 900, octaves: swell, q: 1.2 })
    return pan('place', { in: soft, position: note === 0 ? 0 : (copy - 1.5) / 2 })
  })
  return reverb('hall', { left: left.mul(breath), right: right.mul(breath), decay: 2.5, mix: 0.3 })
})
