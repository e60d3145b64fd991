/** A drum machine: slow square waves open the gates, in time with the tempo, and chance plays the toms.
 *
 *  Each drum is several modules, each with its knobs: `modules['kick-body'].decay = 300`, /mod/snare-snappy/gain 1. How much of a drum
 *  goes into the room is a knob as well: /mod/toRoom-clap/gain 0.6. */
import { clap, hat, hold, kick, lfo, noise, patch, quantise, reverb, sends, snare, tom } from 'music-chronus'

export default patch({ bpm: 126 }, () => {
  // High for the first half of each note; half a turn ahead it is high for the second half.
  const every = (id: string, sync: 'bar' | '1/2' | '1/4' | '1/8' | '1/16', phase = 0) =>
    lfo(id, { shape: 'square', sync, phase, min: 0 })

  const offbeat = every('offbeat', '1/4', 0.5)
  const chance = hold('chance', { in: noise('dice'), trigger: every('eighths', '1/8') }) // -1 … 1, anew with each eighth
  const bass = kick('kick', { style: '909', gate: every('fours', '1/4') })
  const back = snare('snare', { style: '808', gate: every('two-and-four', '1/2', 0.5), level: 0.5 })
  const hands = clap('clap', { gate: every('bars', 'bar', 0.25), level: 0.4 })
  const open = hat('open', { style: '909', gate: offbeat, decay: 400, level: 0.25 })
  const ticks = hat('ticks', { gate: every('sixteenths', '1/16').mul(lfo('accents', { sync: '1/4', min: 0.3 })), level: 0.3 })
  const roll = tom('tom', {
    gate: every('pairs', '1/16').mul(chance.sub(0.6)).mul(2), level: 0.5,
    tune: quantise('notes', { in: chance.mul(24).sub(16), scale: 'minor pentatonic' }),
  })

  const dry = bass.add(back).add(hands).add(open).add(ticks).add(roll).mul(0.5)
  const [left, right] = reverb('room', {
    in: sends('toRoom', { clap: [hands, 0.3], snare: [back, 0.15], tom: [roll, 0.3] }), decay: 1.2, mix: 1,
  })
  return [dry.add(left), dry.add(right)]
})
