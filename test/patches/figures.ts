/** What a patch in patches/ is meant to sound like: what a test and `make patches` go by. */
import type { Band } from '../balance.ts'

export interface Expected {
  genre: Genre
  /** Least share of the strokes heard that are on the sixteenths; without, it is no rhythm. */
  onTime?: number
  /** Part of a sixteenth by which every second one is late. */
  swing?: number
  /** How many bars it takes to hear all of it. */
  bars?: number
  /** The bar from which on a test listens: where it is all there. */
  from?: number
  /** The notes that it is told to play from the beginning. */
  notes?: readonly number[]
}

/** Loudness that all have, LUFS, and how far each may be off, LU; highest true peak, dBTP; highest mean. */
export const LOUDNESS = { aim: -15.9, off: 1.5 }
export const TRUE_PEAK = -1
export const CONSTANT = 0.004

type Genre = keyof typeof GENRES
type Range = readonly [least: number, most: number]

/** Level of each band below the whole, dB. Club: bass carries it, but does not cover what is above it, and what shimmers does not hiss.
 *  Tones: no bass drum need be there, and nothing above 8 kHz; most of it lies between. Pure: a sine. */
export const GENRES = {
  club: { sub: [-16, -1], bass: [-12, -0.7], low: [-17, -4], mid: [-25, -6], high: [-27, -11], air: [-32, -13] },
  tones: { sub: [-Infinity, -2.5], bass: [-12, -1], low: [-13.5, -2], mid: [-16, -2], high: [-35, -7], air: [-70, -18] },
  pure: { sub: [-Infinity, 0], bass: [-1, 0], low: [-Infinity, 0], mid: [-Infinity, 0], high: [-Infinity, 0], air: [-Infinity, 0] },
} satisfies Record<string, Record<Band, Range>>

export const figures: Record<string, Expected> = {
  acid: { genre: 'club', onTime: 0.9, from: 4 },
  answer: { genre: 'tones', onTime: 0.85, swing: 0.16 },
  bass: { genre: 'club', onTime: 0.4 },
  bells: { genre: 'tones', onTime: 0.7 },
  default: { genre: 'pure' },
  drone: { genre: 'tones', from: 4 },
  drums: { genre: 'club', onTime: 0.95, swing: 0.24 },
  dub: { genre: 'club', onTime: 0.8, swing: 0.16 },
  first: { genre: 'tones', onTime: 0.9 },
  generative: { genre: 'tones', onTime: 0.9 },
  house: { genre: 'club', onTime: 0.9, swing: 0.2 },
  jungle: { genre: 'club', onTime: 0.9 },
  keys: { genre: 'tones', notes: [57, 60, 64, 67] },
  polyrhythm: { genre: 'club', onTime: 0.8, from: 4 },
  roller: { genre: 'club', onTime: 0.9 },
  set: { genre: 'club', onTime: 0.9, swing: 0.1, bars: 64, from: 16 },
  string: { genre: 'tones', onTime: 0.9 },
  techno: { genre: 'club', onTime: 0.9 },
  voices: { genre: 'tones' },
}
