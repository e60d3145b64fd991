/** When an edit is heard: at once, or with the next beat or bar. */

import { DEFAULT_METRE } from '../kernel/kernel.ts'

/** 'off': as soon as it is ready; else with the next beat, bar, or bar whose number is a multiple. */
export type Quantise = 'off' | 'beat' | 'bar' | `${number} bars`

const MOST_BARS = 64

/** What it may be, in words. */
export const QUANTISES = `'off', 'beat', 'bar', or up to ${MOST_BARS} bars: '4 bars'`

export function isQuantise(value: unknown): value is Quantise {
  return typeof value === 'string' && gridOf(value as Quantise, DEFAULT_METRE) >= 0
}

/** The beats from one point at which an edit may be heard to the next, in bars of so many beats; 0: it may at any time. NaN where it says
 *  nothing of that. */
export function gridOf(quantise: Quantise, metre: number): number {
  if (quantise === 'off') return 0
  if (quantise === 'beat') return 1
  if (quantise === 'bar') return metre
  const bars = Number(/^([1-9]\d*) bars$/.exec(quantise)?.[1])
  return bars <= MOST_BARS ? bars * metre : NaN
}
