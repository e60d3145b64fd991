/** Functions that begin a pattern. */
import { wrong } from '../error.ts'
import { type Like, Pattern, node, toPattern } from '../pattern.ts'
import { fromNumber } from '../rational.ts'
import { pair } from '../tree.ts'
import { number } from './define.ts'

/** No events at all. */
export const silence: Pattern = node('silence')

/** All at the same time. */
export const stack = (...patterns: Like[]): Pattern => node('stack', patterns.map(toPattern))
/** In turn, a cycle each. */
export const cat = (...patterns: Like[]): Pattern => patterns.length === 0 ? silence : node('cat', patterns.map(toPattern))
/** In turn, all in one cycle. */
export const seq = (...patterns: Like[]): Pattern => patterns.length === 0 ? silence : node('fastcat', patterns.map(toPattern))

/** In turn, all in one cycle, each with its share: timeCat([3, 'bd*4'], [1, 'sn']). */
export function timeCat(...parts: [weight: number, pattern: Like][]): Pattern {
  if (parts.length === 0) return silence
  for (const [weight] of parts) {
    if (!(weight > 0)) wrong(`A share of ${weight} is none.`, "Write numbers above 0: timeCat([3, 'bd'], [1, 'sn']).")
  }
  return node('sequence', parts.map(([weight, each]) => [pair(fromNumber(weight)), toPattern(each)]))
}

/** Sections of a piece: arrange([4, verse], [8, chorus]), in cycles, from the beginning again after the last. */
export function arrange(...sections: [cycles: number, pattern: Like][]): Pattern {
  for (const [cycles] of sections) if (!(Number.isInteger(cycles) && cycles > 0))
    wrong(`A section of ${cycles} cycles can't be arranged.`, "Write whole numbers: arrange([4, 'bd*4'], [8, 'sn*2']).")
  return node('arrange', sections.map(([cycles, each]) => [[cycles, 1], toPattern(each)]))
}

/** Patterns of different lengths, step by step at the pace of the first: polymeter('a b c', 'd e'). */
export function polymeter(...patterns: Like[]): Pattern {
  const all = patterns.map(toPattern)
  const pace = all[0]?.steps ?? 1
  return node('stack', all.map(each => each.steps === pace ? each : node('fast', pair(fromNumber(pace / each.steps)), each)))
}

/** Whole numbers from 0 up to, but not including, n, in a cycle. */
export const run = (n: Like): Pattern => number(n) === 0 ? silence : node('range', 0, number(toPattern(n).sub(1)))
/** run(1), run(2) … run(n), a cycle each. */
export const scan = (n: number): Pattern => cat(...Array.from({ length: n }, (_, i) => run(i + 1)))

/** A value by chance for each time; segment(n) makes events of it. */
export const choose = (...values: (number | string)[]): Pattern => node('choose', [0, ...values], values.map(() => 1))
/** The same with weights: wchoose(['bd', 3], ['sn', 1]). */
export const wchoose = (...pairs: [value: number | string, weight: number][]): Pattern =>
  node('choose', [0, ...pairs.map(([value]) => value)], pairs.map(([, weight]) => weight))
/** One of the patterns each cycle, by chance. */
export const randcat = (...patterns: Like[]): Pattern => patterns.length === 0 ? silence : node('randcat', patterns.map(toPattern))
/** The same with weights: wrandcat(['bd*2', 3], ['sn*3', 1]). */
export const wrandcat = (...pairs: [pattern: Like, weight: number][]): Pattern => pairs.length === 0 ? silence
  : node('wrandcat', pairs.map(([each, weight]) => [pair(fromNumber(weight)), toPattern(each)]))

const signal = (name: string): Pattern => node('signal', name)

/** What is continuous, from 0 to 1 over a cycle. */
export const signals = {
  sine: signal('sine'), cosine: signal('cosine'), saw: signal('saw'), isaw: signal('isaw'), square: signal('square'),
  /** Up in the first half, down in the second. */
  tri: timeCat([1, signal('saw')], [1, signal('isaw')]),
  /** Chance, and chance that glides from one cycle to the next. */
  rand: signal('rand'), perlin: signal('perlin'),
  /** From 0 to 1 over the first cycle, then 1. */
  envL: signal('envL'),
  /** Whole numbers by chance, from 0 up to, but not including, n. */
  irand: (n: Like): Pattern => node('irand', number(n)),
}
