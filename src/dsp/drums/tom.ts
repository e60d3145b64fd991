import { ad } from '../ad.ts'
import { gain } from '../gain.ts'
import { noise } from '../noise.ts'
import { onepole } from '../onepole.ts'
import { ping } from '../ping.ts'
import type { Signal } from '../signal.ts'
import { trigger } from '../trigger.ts'
import { type Options, settings, times } from './drum.ts'

const STYLES = {
  '808': { freq: 135, sweep: 3, sweepTime: 40, decay: 500, hiss: 0.1, cutoff: 600 },
  '909': { freq: 130, sweep: 8, sweepTime: 45, decay: 600, hiss: 0.1, cutoff: 1500 },
}

/** What it can be given: these numbers, and style, gate, level, tune. */
type Settings = Options<typeof STYLES['808']>

/** Tom: struck sines that fall in pitch, and low noise, the air of the drum.
 *    const low = tom('low', { tune: -6 }), high = tom('high', { tune: 5.5 })
 *  808: one sine. The machine's toms are at 95, 135 and 185 Hz: tune -6, 0, 5.5 and about 600, 500 and 400 ms of decay; without hiss
 *  and an octave up they are its congas. 909: three sines, 1 : 1.5 : 1.98, that fall further.
 *  `tune`: semitones; `decay`: ms to -60 dB. Modules: tom (gate), tom-body, tom-hiss, tom-cutoff, tom-air, tom-level; 909: tom-second,
 *  tom-third.
 *  Source: the service notes of both machines; their tunings as measured by owners. */
export function tom(id: string, given: Settings = {}): Signal {
  const { style, gate, level, tune, freq, sweep, sweepTime, decay, hiss, cutoff } = settings('tom', id, given, STYLES)
  const hit = trigger(id, { gate })
  const sine = (name: string, ratio: number) => ping(`${id}-${name}`, {
    freq: times(freq, ratio), pitch: tune, sweep, sweepTime, decay: times(decay, 1 / ratio), gate: hit,
  })
  const body = sine('body', 1)
  const skin = style === '909' ? body.mul(0.6).add(sine('second', 1.5).mul(0.25)).add(sine('third', 1.98).mul(0.15)) : body
  const low = onepole(`${id}-cutoff`, { in: noise(`${id}-hiss`, { seed: 47, gain: hiss }), cutoff })
  const air = ad(`${id}-air`, { in: low.mul(4), attack: 2, decay, gate: hit })
  return gain(`${id}-level`, { in: skin.add(air), gain: level })
}
