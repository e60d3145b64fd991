import { ad } from '../ad.ts'
import { gain } from '../gain.ts'
import { noise } from '../noise.ts'
import { onepole } from '../onepole.ts'
import { ping } from '../ping.ts'
import type { Signal } from '../signal.ts'
import { trigger } from '../trigger.ts'
import { type Options, settings, times } from './drum.ts'

const STYLES = {
  '808': { freq: 49.5, sweep: 16.7, sweepTime: 6, sigh: 0.06, decay: 1200, click: 0.4, tone: 3000 },
  '909': { freq: 48, sweep: 26, sweepTime: 22, sigh: 0, decay: 500, click: 0.5, tone: 5000 },
}

/** What it can be given: these numbers, and style, gate, level, tune. */
type Settings = Options<typeof STYLES['808']>

/** Bass drum: a struck sine that falls in pitch, and a click.
 *    const beat = kick('kick', { style: '909', decay: 300 })
 *  808: it starts at 130 Hz for the first half-wave, as where a transistor shorts a part of the bridged T, comes to 49.5 Hz, and goes
 *  on sinking a little (`sigh`, as a share of it); the pulse that strikes it is heard as a click below `tone` Hz.
 *  909: it falls by two octaves over 20 ms and more, and its sine is clipped softly as by the diodes behind the oscillator, more the
 *  harder it is struck; the click is a pulse with noise.
 *  `tune`: semitones; `decay`: ms to -60 dB. Modules: kick (gate), kick-body, kick-sigh, kick-pulse,
 *  kick-tone, kick-click, kick-level; 909: kick-hiss.
 *  Source: K. Werner, J. Abel, J. Smith, A Physically-Informed, Circuit-Bendable, Digital Model of the Roland TR-808 Bass Drum
 *  Circuit, DAFx 2014; G. Reid, Synth Secrets: Practical Bass Drum Synthesis, Sound on Sound, February 2002; TR-909 service notes. */
export function kick(id: string, given: Settings = {}): Signal {
  const { style, gate, level, tune, freq, sweep, sweepTime, sigh, decay, click, tone } = settings('kick', id, given, STYLES)
  const hit = trigger(id, { gate })
  const sinking = style === '909' ? freq : times(freq, ad(`${id}-sigh`, { in: sigh, attack: 0, decay: 400, gate: hit }).add(1), `${id}-freq`)
  const body = ping(`${id}-body`, { freq: sinking, pitch: tune, sweep, sweepTime, decay, gate: hit })
  const pulse = style === '909'
    ? ad(`${id}-pulse`, { in: noise(`${id}-hiss`, { seed: 909, gain: 0.5 }).add(0.5), attack: 0.2, decay: 15, gate: hit })
    : ad(`${id}-pulse`, { attack: 0.2, decay: 5, gate: hit })
  const struck = gain(`${id}-click`, { in: onepole(`${id}-tone`, { in: pulse, cutoff: tone }), gain: click })
  return gain(`${id}-level`, { in: (style === '909' ? soft(body).mul(0.85) : body.mul(0.9)).add(struck), gain: level })
}

/** 1.5 x - 0.5 x³: a sine of 1 becomes rounder at its tops, with 12.5 % of its third harmonic; quiet ones stay sines. */
const soft = (x: Signal): Signal => x.mul(1.5).sub(x.mul(x).mul(x).mul(0.5))
