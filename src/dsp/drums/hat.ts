import { ad } from '../ad.ts'
import { biquad } from '../biquad.ts'
import { gain } from '../gain.ts'
import { metal } from '../metal.ts'
import { noise } from '../noise.ts'
import type { Signal } from '../signal.ts'
import { trigger } from '../trigger.ts'
import { type Options, settings } from './drum.ts'

const STYLES = {
  '808': { freq: 205.3, decay: 120, choke: 0, band: 7100, cutoff: 6500, hiss: 0 },
  '909': { freq: 307, decay: 160, choke: 0, band: 9000, cutoff: 7500, hiss: 0.5 },
}

/** What it can be given: these numbers, and style, gate, level, tune. */
type Settings = Options<typeof STYLES['808']>

/** Hi-hat: the six squares of metal through a bandpass, an envelope, and a highpass.
 *    const shut = trigger('shut'), closed = hat('closed', { gate: shut }), open = hat('open', { decay: 700, choke: shut })
 *  808: as in the machine, closed at 120 ms, open at 700. 909: that machine plays samples of real cymbals in 6 bits; here the bank is
 *  a fifth higher, with as much noise, and brighter.
 *  `choke`: what cuts it off when it rises above 0, as the closed one the open one; `decay`: ms to -60 dB; `freq`: Hz of the
 *  lowest square; `tune`: semitones; `band`:
 *  Hz of the bandpass; `cutoff`: Hz of the highpass; `hiss`: noise in it.
 *  Modules: hat (gate), hat-metal, hat-band, hat-amp, hat-cutoff, hat-level; 909: hat-hiss.
 *  Source: K. Werner, J. Abel, J. Smith, The TR-808 Cymbal: a Physically-Informed, Circuit-Bendable, Digital Model, 2014; G. Reid,
 *  Synth Secrets: Practical Cymbal Synthesis, Sound on Sound, July 2002. */
export function hat(id: string, given: Settings = {}): Signal {
  const { style, gate, level, tune, freq, decay, choke, band, cutoff, hiss } = settings('hat', id, given, STYLES)
  const hit = trigger(id, { gate })
  const squares = metal(`${id}-metal`, { freq, pitch: tune })
  const bank = style === '909' ? squares.add(noise(`${id}-hiss`, { seed: 40, gain: hiss })) : squares
  const bright = biquad(`${id}-band`, { in: bank, mode: 'bandpass', cutoff: band, q: 1 })
  const struck = ad(`${id}-amp`, { in: bright, attack: 0.5, decay, choke, gate: hit })
  const thin = biquad(`${id}-cutoff`, { in: struck, mode: 'highpass', cutoff, q: 0.9 })
  return gain(`${id}-level`, { in: thin.mul(style === '909' ? 2.4 : 7), gain: level }) // makes up for what the filters take
}
