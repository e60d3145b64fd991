/** What a wish does to a value, and within which limits: frequencies 20 Hz to 20 kHz, q 0.1 to 20, LFOs 0.01 to 20 Hz, levels 0 to 1, the
 *  last tenth of which is never quite reached by louder and louder. */
import type { Knob } from './scene.ts'

/** Times a factor, plus a number, or to a value. `exact`: without compression. */
export type Change = { factor: number } | { plus: number } | { to: number, exact?: boolean }

const LIMITS: Record<string, readonly [min: number, max: number]> = { freq: [20, 20_000], cutoff: [20, 20_000], q: [0.1, 20] }
const SLOWEST = 0.01
const FASTEST = 20
/** Above this a level is compressed. */
const KNEE = 0.9
/** Digits of a value that is said: finer than anybody hears, coarser than the errors of reckoning. */
const DIGITS = 5

/** The inputs that are levels. */
export const LEVELS = ['gain', 'level']

export function applied(value: number, change: Change): number {
  return 'to' in change ? change.to : 'factor' in change ? value * change.factor : value + change.plus
}

/** The value that is set in place of the one that was asked for. */
export function limited(before: number, wanted: number, exact: boolean, { input, module: { kind } }: Knob): number {
  const { name, min, max, choices, gate } = input
  if (choices !== undefined || gate) return Math.min(Math.max(wanted, min), max)
  const [low, high] = kind === 'lfo' && name === 'freq' ? [SLOWEST, FASTEST] : LIMITS[name] ?? [min, max]
  const level = LEVELS.includes(name) && before <= 1 && !exact ? compressed(before, wanted) : wanted
  const inside = Math.min(Math.max(level, min, Math.min(low, before)), max, Math.max(high, before))
  return inside === before ? before : Number(inside.toPrecision(DIGITS))
}

/** A level never goes above 1; above the knee it nears it. What is louder already stays. */
function compressed(before: number, wanted: number): number {
  if (wanted <= KNEE) return wanted
  const soft = KNEE + (1 - KNEE) * Math.tanh((wanted - KNEE) / (1 - KNEE))
  return wanted > before ? Math.max(before, soft) : Math.min(before, soft)
}
