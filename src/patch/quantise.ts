/** When an edit is heard: at once, or with the next beat or bar. */

/** 'off': as soon as it is ready; else with the next beat, bar, or bar whose number is a multiple. */
export type Quantise = 'off' | 'beat' | 'bar' | `${number} bars`

/** What it may be, in words. */
export const QUANTISES = "'off', 'beat', 'bar', or some bars: '4 bars'"

export const BEATS_PER_BAR = 4
const MOST_BARS = 64

/** The beats from one point at which an edit may be heard to the next; 0: it may at any time; null when it says none of these. */
export function gridOf(quantise: unknown): number | null {
  if (quantise === 'off') return 0
  if (quantise === 'beat') return 1
  if (quantise === 'bar') return BEATS_PER_BAR
  const bars = typeof quantise === 'string' ? Number(/^([1-9]\d*) bars$/.exec(quantise)?.[1]) : NaN
  return bars <= MOST_BARS ? bars * BEATS_PER_BAR : null
}
