import { ad } from '../ad.ts'
import { biquad } from '../biquad.ts'
import { gain } from '../gain.ts'
import { noise } from '../noise.ts'
import { ping } from '../ping.ts'
import type { Signal } from '../signal.ts'
import { trigger } from '../trigger.ts'
import { type Options, type Setting, settings, times } from './drum.ts'

const STYLES = {
  '808': { freq: 180, ratio: 1.83, sweep: 0, sweepTime: 10, decay: 180, snappy: 0.5, hiss: 250, cutoff: 5500 },
  '909': { freq: 185, ratio: 1.5, sweep: 9, sweepTime: 12, decay: 160, snappy: 0.7, hiss: 300, cutoff: 3000 },
}

/** What it can be given: these numbers, and style, gate, level, tune. */
type Settings = Options<typeof STYLES['808']>

/** Snare: two struck sines, the shell, and noise, the wires.
 *    const back = snare('snare', { style: '909', snappy: 1 })
 *  808: two bridged Ts at 180 and 330 Hz, and noise around 5.5 kHz. 909: two oscillators that fall by nine semitones in some 12 ms,
 *  and two noises: one below 8 kHz as long as `hiss`, one above 3 kHz half as long.
 *  `tune`: semitones of the shell; `decay`: ms that it takes to -60 dB; `snappy`: how much noise; `hiss`: ms of it; `cutoff`: Hz around
 *  which it is, or above which.
 *  Modules: snare (gate), snare-body, snare-second, snare-hiss, snare-cutoff, snare-wires, snare-snappy, snare-level; 909: snare-dark,
 *  snare-low.
 *  Source: G. Reid, Synth Secrets: Practical Snare Drum Synthesis, Sound on Sound, April 2002; the service notes of both machines. */
export function snare(id: string, given: Settings = {}): Signal {
  const { style, gate, level, tune, freq, ratio, sweep, sweepTime, decay, snappy, hiss, cutoff } = settings('snare', id, given, STYLES)
  const hit = trigger(id, { gate })
  const sine = (name: string, freq: Setting) =>
    ping(`${id}-${name}`, { freq, pitch: tune, sweep, sweepTime, decay, gate: hit })
  const shell = sine('body', freq).mul(0.5).add(sine('second', times(freq, ratio, `${id}-ratio`)).mul(0.35))
  const white = noise(`${id}-hiss`, { seed: 36 })
  const wide = style === '909' ? { mode: 'highpass', q: 0.707 } as const : { mode: 'bandpass', q: 0.5 } as const
  const bright = biquad(`${id}-cutoff`, { in: white, cutoff, ...wide })
  const wires = ad(`${id}-wires`, { in: bright, attack: 0.3, decay: style === '909' ? times(hiss, 0.5) : hiss, gate: hit })
  const low = () => ad(`${id}-low`, {
    in: biquad(`${id}-dark`, { in: white, mode: 'lowpass', cutoff: 8000 }), attack: 0.3, decay: hiss, gate: hit,
  })
  const noises = style === '909' ? wires.add(low()).mul(0.5) : wires
  return gain(`${id}-level`, { in: shell.add(gain(`${id}-snappy`, { in: noises, gain: snappy })), gain: level })
}
