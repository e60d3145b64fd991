/** A chord of sixteen voices, four to each note, that glides from chord to chord in four bars, and breathes with the beat.
 *
 *  An id means the module in all voices, `filter.cutoff = 2000`; a number that of one, `saw[0].gain = 0`, /mod/saw.0/gain 0. */
import { lfo, module, number, pan, patch, reverb, saw, slew, svf, voices, whole } from 'music-chronus'

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

export default patch({ bpm: 118 }, () => {
  const progression = lfo('progression', { sync: '4 bars', shape: 'saw', min: 0, max: 4 })
  // Full at the end of each beat, down at its beginning, as if a bass drum pushed it away.
  const breath = slew('breath', { in: lfo('beat', { sync: '1/4', shape: 'saw', min: 0.25, max: 1 }), rise: 1, fall: 20 })

  const [left, right] = voices(16, i => {
    const [note, copy] = [i % 4, Math.floor(i / 4)]
    const glide = slew('glide', { in: chord('chord', { at: progression, note }), rise: 40 + 30 * copy, fall: 60 + 25 * copy })
    const detuned = 440 * 2 ** ((copy - 1.5) * 7 / 1200) // seven cents from copy to copy
    const tone = saw('saw', { freq: detuned, pitch: glide.sub(69), gain: note === 0 ? 0.2 : 0.125 })
    const swell = lfo('swell', { freq: 0.05 + 0.017 * i, min: -1, max: 1.5 })
    const soft = svf('filter', { in: tone, cutoff: 900, octaves: swell, q: 1.2 })
    return pan('place', { in: soft, position: note === 0 ? 0 : (copy - 1.5) / 2 })
  })
  return reverb('hall', { left: left.mul(breath), right: right.mul(breath), decay: 2.5, mix: 0.3 })
})
