import type { Arg } from './command.ts'

/** The longest way to a value or a tempo, s. */
const LONGEST = 3600

/** Seconds of '8 bars', '4 beats', '10 s', '50 ms', or of a number, which is s. `perBeat`: seconds of a beat; `metre`: beats in a bar.
 *  Errors: throws, saying what there is. */
export function duration(over: Arg, perBeat: number, metre: number): number {
  const [, count, unit] = /^(\d+(?:\.\d+)?) *(bars?|beats?|s|ms)?$/.exec(String(over)) ?? []
  const units: Record<string, number> = { bar: metre * perBeat, beat: perBeat, s: 1, ms: 0.001 }
  const seconds = Number(count) * (units[(unit ?? 's').replace(/(?<=bar|beat)s$/, '')] ?? NaN)
  if (!(seconds >= 0 && seconds <= LONGEST)) throw new Error(`over how long? '8 bars', '4 beats', '10 s', not ${over}`)
  return seconds
}

/** It, as it is told. */
export const toldDuration = (over: Arg): string => typeof over === 'number' ? `${over} s` : String(over)
