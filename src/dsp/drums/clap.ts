import { ad } from '../ad.ts'
import { biquad } from '../biquad.ts'
import { bursts } from '../bursts.ts'
import { gain } from '../gain.ts'
import { noise } from '../noise.ts'
import type { Signal } from '../signal.ts'
import { trigger } from '../trigger.ts'
import { type Options, settings, times } from './drum.ts'

const STYLES = {
  '808': { freq: 1000, q: 2, count: 3, gap: 11, snap: 40, tail: 0.35, decay: 300 },
  '909': { freq: 1140, q: 1.95, count: 4, gap: 11, snap: 30, tail: 0.25, decay: 350 },
}

/** What it can be given: these numbers, and style, gate, level, tune. */
type Settings = Options<typeof STYLES['808']>

/** Hand clap: noise through a bandpass, some strokes shortly one after the other, and the room after the last.
 *    const hands = clap('hands', { style: '909' })
 *  808: three strokes 11 ms apart, around 1 kHz. 909: four, around 1140 Hz, with some noise above.
 *  `freq`, `q`: the bandpass; `count`, `gap`: strokes and ms between them; `snap`: ms to -60 dB of each; `tail`, `decay`: level and ms of
 *  the room; `tune`: semitones of the bandpass. Modules: clap (gate), clap-hiss, clap-band, clap-hands, clap-tail, clap-room, clap-level;
 *  909: clap-air.
 *  Source: the service notes of both machines. */
export function clap(id: string, given: Settings = {}): Signal {
  const { style, gate, level, tune, freq, q, count, gap, snap, tail, decay } = settings('clap', id, given, STYLES)
  const hit = trigger(id, { gate })
  const white = noise(`${id}-hiss`, { seed: 39 })
  const band = biquad(`${id}-band`, { in: white, mode: 'bandpass', cutoff: freq, octaves: times(tune, 1 / 12), q }).mul(2.5)
  const palms = style === '909' ? band.add(biquad(`${id}-air`, { in: white, mode: 'highpass', cutoff: 4000 }).mul(0.3)) : band
  const hands = bursts(`${id}-hands`, { in: palms, count, gap, decay: snap, gate: hit })
  const room = gain(`${id}-tail`, { in: ad(`${id}-room`, { in: band, attack: 5, decay, gate: hit }), gain: tail })
  return gain(`${id}-level`, { in: hands.add(room), gain: level })
}
