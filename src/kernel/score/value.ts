/** What the values of a pattern are for what they play. */
import { type Hap, midiOf, type Pattern, type Value } from '../../pattern/index.ts'
import type { InputInfo } from '../kernel.ts'

/** What there is to know of an input that a pattern plays. */
export type Sort = Pick<InputInfo, 'name' | 'unit' | 'min' | 'max' | 'gate' | 'jump'> & { choices?: readonly string[] }

/** How hard it is struck where an event says nothing of it. */
const STRUCK = 0.8
/** Concert pitch: A4. */
const [A4, A4_HZ] = [69, 440]

/** The number that a value of a pattern is for an input. Errors: an Error that says what the input takes. */
export function numberOf(value: Value, attributes: Hap['attributes'], input: Sort): number {
  if (input.gate) return clamp(strength(value, attributes), input)
  if (input.choices !== undefined) {
    // Not by their numbers: '1/4' is one in a notation, 1 slowed by 4.
    const index = input.choices.indexOf(String(value))
    if (index < 0 || typeof value === 'number') {
      const hint = input.choices.some(name => /[^\w-]/.test(name)) ? ` A name with other signs than letters goes in as pure('1/4').` : ''
      throw new Error(`${input.name} is one of ${input.choices.join(', ')}, not ${value}.${hint}`)
    }
    return index
  }
  if (typeof value === 'number') return clamp(value, input)
  const midi = input.unit === 'Hz' ? midiOf(value) : undefined
  if (midi === undefined) throw new Error(`${input.name} takes numbers${input.unit === 'Hz' ? ' (Hz), or notes like c4' : ''}, not '${value}'.`)
  return clamp(A4_HZ * 2 ** ((midi - A4) / 12), input)
}

/** The velocity of an event. A number is one, any name is a hit. */
export function strength(value: Value, { velocity }: Hap['attributes']): number {
  return velocity ?? (typeof value === 'number' ? value : STRUCK)
}

/** The MIDI number of a note of a pattern. Errors: an Error that says what is no note. */
export function noteOf(value: Value): number {
  const midi = typeof value === 'number' ? value : midiOf(value)
  if (midi === undefined) throw new Error(`'${value}' is no note: write c4, eb3, 60.`)
  return Math.min(Math.max(midi, 0), 127)
}

const clamp = (value: number, { min, max }: Sort): number => Math.min(Math.max(value, min), max)

/** Events are asked for by so many spans of a cycle. */
export const SPANS = 8
/** Events that there may be in a span, with those that they are made from: more would take a block's time. */
export const MOST = 400

/** Whether all that a pattern plays in its first cycles is something for an input, or a note where there is none. Errors: throws what
 *  the pattern or the input says. */
export function checkValues(pattern: Pattern, input: Sort | null, cycles = 1): void {
  for (let span = 0; span < cycles * SPANS; span++) {
    for (const { value, attributes } of pattern.query(span / SPANS, (span + 1) / SPANS, MOST)) {
      if (input === null) noteOf(value)
      else numberOf(value, attributes, input)
    }
  }
}
