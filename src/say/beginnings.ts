/** What can be said, in full: for completion. */
import { itemsOf, plainWays } from './match.ts'
import { PHRASES } from './table.ts'

/** The examples of the table, and the ways of saying the same that need nothing else. */
const all = [...new Set(PHRASES.flatMap(({ words, example }) => [example, ...plainWays(itemsOf(words))]))].sort()

/** Those that begin with some words. */
export function beginnings(start: string): string[] {
  const wanted = start.toLowerCase()
  return all.filter(phrase => phrase.toLowerCase().startsWith(wanted))
}
