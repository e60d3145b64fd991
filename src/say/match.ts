/** Patterns of words, and whether a wish is one: `(louder|turn it up)`, `play <note>`, `[the] key of <key>`. Between the words of a pattern
 *  there may be others that mean nothing, and what is said of any wish: how much, over how long, of what. Every word must be used. */
import { type Token, isFiller } from './tokens.ts'

/** What a slot takes: several readings, the longest first, each with the place after it. */
export type Read = (tokens: readonly Token[], at: number) => { value: unknown, next: number }[]
/** Readers by the names of slots. */
export type Readers = Readonly<Record<string, Read>>

/** What was found in a wish: by the names of slots; and the place of the first word that is the pattern's own. */
export interface Found { slots: Readonly<Record<string, unknown>>, places: Readonly<Record<string, number>>, begins: number }

type Item = { word: string } | { slot: string } | { ways: Item[][] }

const read = new Map<string, Item[]>()

/** The items of a pattern of words. */
export function itemsOf(words: string): Item[] {
  const known = read.get(words)
  if (known !== undefined) return known
  const signs = words.match(/<[\w-]+>|[()[\]|]|[^\s()[\]|<>]+/g) ?? []
  let at = 0
  const ways = (closing: string | undefined): Item[][] => {
    const all: Item[][] = [[]]
    for (; at < signs.length && signs[at] !== closing; at++) {
      const sign = signs[at]
      if (sign === '|') all.push([])
      else if (sign === '(' || sign === '[') {
        at++
        const inner = ways(sign === '(' ? ')' : ']')
        all.at(-1)!.push({ ways: sign === '(' ? inner : [...inner, []] })
      } else all.at(-1)!.push(sign.startsWith('<') ? { slot: sign.slice(1, -1) } : { word: sign })
    }
    return all
  }
  const items: Item[] = [{ ways: ways(undefined) }]
  read.set(words, items)
  return items
}

/** The words that patterns name themselves. */
export function wordsOf(items: readonly Item[]): string[] {
  return items.flatMap(item => 'word' in item ? [item.word] : 'ways' in item ? item.ways.flatMap(wordsOf) : [])
}

/** The ways of saying it that are words alone. */
export function plainWays([item, ...rest]: readonly Item[]): string[] {
  if (item === undefined || rest.length > 0 || !('ways' in item)) return []
  return item.ways.flatMap(way => way.length === 1 && 'ways' in way[0] ? plainWays(way)
    : way.length > 0 && way.every(each => 'word' in each) ? [way.map(each => 'word' in each ? each.word : '').join(' ')] : [])
}

/** Whether a sentence has the words that a pattern can't be without: most patterns are ruled out by that. */
function isPossible(items: readonly Item[], present: ReadonlySet<string>): boolean {
  return items.every(item => 'word' in item ? present.has(item.word) : 'slot' in item || item.ways.some(way => isPossible(way, present)))
}

/** Readers that read each place of some words once, however many patterns ask. */
export function remembering(readers: Readers): Readers {
  return Object.fromEntries(Object.entries(readers).map(([slot, read]): [string, Read] => {
    const known: ReturnType<Read>[] = []
    return [slot, (tokens, at) => known[at] ??= read(tokens, at)]
  }))
}

/** Steps that a sentence may take: ten times what the longest sentences of people do. */
export class Budget {
  private left = 5000

  /** Takes a step. Gives whether there are any left. */
  step(): boolean { return --this.left > 0 }
}

/** Reads a wish by a pattern; null where it is another one. `anywhere`: the slots that may be filled at any place; `present`: the words. */
export function match(
  words: string, tokens: readonly Token[], present: ReadonlySet<string>, readers: Readers, anywhere: readonly string[], budget: Budget,
): Found | null {
  const items = itemsOf(words)
  if (!isPossible(items, present)) return null
  type Next = (at: number, found: Found) => Found | null
  const nothing: Found = { slots: {}, places: {}, begins: Infinity }

  const sequence = (items: readonly Item[], index: number, at: number, found: Found, next: Next): Found | null => {
    if (!budget.step()) return null
    if (index === items.length) return next(at, found)
    return item(items[index], at, found, (after, now) => sequence(items, index + 1, after, now, next))
  }
  const item = (wanted: Item, at: number, found: Found, next: Next): Found | null => {
    if ('ways' in wanted) {
      for (const way of wanted.ways) {
        if (!isPossible(way, present)) continue
        const done = sequence(way, 0, at, found, next)
        if (done !== null) return done
      }
      return null
    }
    const begins = Math.min(found.begins, at)
    if ('word' in wanted) {
      const done = tokens[at]?.text === wanted.word ? next(at + 1, { ...found, begins }) : null
      return done ?? passing(at, found, (after, now) => item(wanted, after, now, next))
    }
    for (const { value, next: after } of readers[wanted.slot](tokens, at)) {
      const done = next(after, filled({ ...found, begins }, wanted.slot, value, at))
      if (done !== null) return done
    }
    return passing(at, found, (after, now) => item(wanted, after, now, next))
  }
  /** Passes over one thing that may stand anywhere. */
  const passing = (at: number, found: Found, next: Next): Found | null => {
    if (at >= tokens.length || !budget.step()) return null
    for (const slot of anywhere) {
      if (slot in found.slots) continue
      for (const { value, next: after } of readers[slot](tokens, at)) {
        const done = next(after, filled(found, slot, value, at))
        if (done !== null) return done
      }
    }
    return isFiller(tokens[at]) ? next(at + 1, found) : null
  }
  const end: Next = (at, found) => at === tokens.length ? found : passing(at, found, end)
  return sequence(items, 0, 0, nothing, end)
}

const filled = (found: Found, slot: string, value: unknown, at: number): Found =>
  ({ ...found, slots: { ...found.slots, [slot]: value }, places: { ...found.places, [slot]: at } })
