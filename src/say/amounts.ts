/** How much, and over how long: what may be said of most wishes. */
import type { Token } from './tokens.ts'
import type { Read } from './match.ts'

/** How much: so many of the steps that a wish takes by itself, a share ("by 20 %"), decibels, or a factor ("twice as"). */
export type Amount = { steps: number } | { share: number } | { db: number } | { factor: number }

/** A step, and what is less and more than one. */
const STEPS: Record<string, number> = {
  'a bit': 0.5, 'a little': 0.5, 'a little bit': 0.5, 'a tad': 0.3, 'a touch': 0.3, 'a hair': 0.3, 'a notch': 1, 'slightly': 0.3,
  'somewhat': 0.5,
  'tiny bit': 0.3, 'a tiny bit': 0.3, 'a lot': 2, 'lots': 2, 'much': 2, 'way': 2, 'far': 2, 'very': 2, 'extremely': 3, 'super': 2,
  'really': 2, 'considerably': 2, 'massively': 3, 'even': 1, 'way way': 3, 'much much': 3, 'ever so slightly': 0.2, 'twice': 2,
}
const FACTORS: Record<string, number> = { 'twice as': 2, 'half as': 0.5, 'three times as': 3 }

/** Over how long a change goes that says nothing of it; and what is said in words. */
export const GLIDE = '200 ms'
const TIMES: Record<string, string | null> = {
  'immediately': null, 'now': null, 'right now': null, 'at once': null, 'instantly': null, 'straight away': null, 'right away': null,
  'suddenly': null,
  'slowly': '4 bars', 'gradually': '4 bars', 'very slowly': '8 bars', 'quickly': '100 ms', 'fast': '100 ms', 'smoothly': '1 s',
  'gently': '1 s',
}
const UNITS: Record<string, string> = {
  bar: 'bars', bars: 'bars', measure: 'bars', measures: 'bars', beat: 'beats', beats: 'beats', second: 's', seconds: 's', sec: 's',
  secs: 's', s: 's',
  ms: 'ms', millisecond: 'ms', milliseconds: 'ms',
}
/** A minute is as long as a way may be said to be; a phrase of music seldom is. */
const LONGEST: Record<string, number> = { bars: 64, beats: 256, s: 120, ms: 120_000 }

/** So many times something is done at once. */
const MOST_TIMES = 8

/** A text of a table, the longest that stands at a place. */
export function phrase<T>(table: Readonly<Record<string, T>>, tokens: readonly Token[], at: number): { value: T, next: number }[] {
  for (let length = 4; length > 0; length--) {
    const text = tokens.slice(at, at + length).map(({ text }) => text).join(' ')
    if (at + length <= tokens.length && Object.hasOwn(table, text)) return [{ value: table[text], next: at + length }]
  }
  return []
}

export const readAmount: Read = (tokens, at) => {
  const said = [...phrase(FACTORS, tokens, at).map(({ value, next }) => ({ value: { factor: value }, next })),
    ...phrase(STEPS, tokens, at).map(({ value, next }) => ({ value: { steps: value }, next }))]
  const [first, number, unit] = tokens.slice(at, at + 3)
  if (first?.number !== undefined && first.number > 0 && number?.text === 'times') {
    said.push({ value: { steps: Math.min(first.number, MOST_TIMES) }, next: at + 2 })
  }
  if (first?.text !== 'by') return said
  if (number?.text === 'half') return [{ value: { share: 0.5 }, next: at + 2 }]
  if (number?.number === undefined || number.number < 0) return said
  if (unit?.text === '%' || unit?.text === 'percent') return [{ value: { share: number.number / 100 }, next: at + 3 }]
  if (unit?.text === 'db' || unit?.text === 'decibels') return [{ value: { db: number.number }, next: at + 3 }]
  return said
}

/** A time as messages say it, '4 bars'; null: at once. */
export const readTime: Read = (tokens, at) => {
  const said: { value: string | null, next: number }[] = phrase(TIMES, tokens, at)
  if (!['over', 'in', 'within', 'during'].includes(tokens[at]?.text)) return said
  const [first, second] = tokens.slice(at + 1, at + 3).map(({ text }) => text)
  const article = first === 'the' && second === 'next' ? 2 : ['the', 'next', 'a', 'one'].includes(first) ? 1 : 0
  const place = at + 1 + (tokens[at + 1]?.number === undefined ? article : 0)
  const number = tokens[place]?.number
  const end = place + (number === undefined ? 1 : 2)
  const unit = UNITS[tokens[end - 1]?.text ?? '']
  const count = number ?? (article > 0 ? 1 : NaN)
  if (unit === undefined || !(count > 0 && count <= LONGEST[unit])) return said
  return [{ value: `${count} ${count === 1 ? unit.replace(/(?<=bar|beat)s$/, '') : unit}`, next: end }]
}

/** With what a sentence is done, where it isn't at once. */
export type When = 'bar' | 'beat'
const WHENS: Record<string, When> = Object.fromEntries((['bar', 'beat'] as const).flatMap(when =>
  ['on the next', 'at the next', 'with the next', 'on next', 'next', 'on the', 'at the'].map(words => [`${words} ${when}`, when])))

export const readWhen: Read = (tokens, at) => phrase(WHENS, tokens, at)

/** How many steps up an amount is: of what is added to, and to what power a factor is taken. */
export const stepsOf = (amount: Amount | undefined): number => amount !== undefined && 'steps' in amount ? amount.steps : 1

/** What a factor becomes by an amount: up by a fifth "by 20 %", the root of it "a bit". */
export function scaled(factor: number, amount: Amount | undefined): number {
  const up = factor >= 1
  if (amount === undefined) return factor
  if ('steps' in amount) return factor ** amount.steps
  if ('share' in amount) return up ? 1 + amount.share : Math.max(1 - amount.share, 0)
  if ('db' in amount) return 10 ** ((up ? amount.db : -amount.db) / 20)
  return amount.factor < 1 ? amount.factor : up ? amount.factor : 1 / amount.factor
}
