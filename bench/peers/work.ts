/** What the peers are asked to play, and how one of them is described. */

export const RATE = 48_000
export const VOICES = 100
export const CHAINS = 8

/** Work 1, voice i: a sine of this frequency (Hz), an envelope, a low-pass filter with this cutoff (Hz). */
export const frequency = (i: number): number => 110 + 7.3 * i
export const cutoff = (i: number): number => 400 + 20 * i
/** Seconds, and a level. */
export const ENVELOPE = { attack: 0.01, decay: 0.1, sustain: 0.7, release: 0.3 }
export const VOICE_LEVEL = 0.005

/** Work 2, chain i: white noise, a low-pass filter whose cutoff a sine of this frequency (Hz) sweeps, a delay, a reverb. No two
 *  sweeps are the same, lest a compiler makes one of all. */
export const sweep = (i: number): number => 0.5 + 0.01 * i
export const LOWEST_CUTOFF = 400
export const HIGHEST_CUTOFF = 2000
/** Seconds, and the share of it that goes round: y(t) = x(t - time) + feedback · y(t - time). */
export const DELAY = { time: 0.375, feedback: 0.5 }
/** Of Freeverb, and how the names that its author gave become the factors of its filters. */
export const REVERB = { mix: 0.33, room: 0.5, damp: 0.5 }
export const freeverb = { gain: 0.015, comb: 0.7 + 0.28 * REVERB.room, damp: 0.4 * REVERB.damp, allpass: 0.5 }
export const CHAIN_LEVEL = 1 / CHAINS

export type Work = 'voices' | 'chains'

/** The command that renders so many seconds into a WAV file. What it needs is written before it is given. */
export type Command = (seconds: number, out: string) => string[]

export interface Peer {
  name: string
  /** Programs that it takes. */
  needs: string[]
  /** The line that installs them. */
  install: string
  /** Prints the version, somewhere in a line or two. */
  version: string[]
  /** The works that it can do. Each gets a folder of its own, for what it has to write and compile beforehand. */
  works: Partial<Record<Work, (folder: string) => Command>>
}

/** 0 … n - 1, each through `make`, a line each. */
export const lines = (n: number, make: (i: number) => string): string => Array.from({ length: n }, (_, i) => make(i)).join('\n')
