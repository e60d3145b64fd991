/** Address patterns by the OSC 1.0 specification: `?` is any character, `*` any number of them, `[a-f]` one of these, `[!a-f]` one that
 *  is none of these, `{sine,saw}` one of these texts; none of them goes beyond a `/`. And of OSC 1.1 `//`, any number of parts.
 *
 *  What has been matched is kept as a set of places in the name, and goes from one piece of the pattern to the next: so the time is
 *  bounded by their lengths, however the pattern is made. */

/** The lengths of what a piece of a pattern may take of a name from a place on; null: any. */
type Piece = { least: number, lengths: ((name: string, at: number) => readonly number[]) | null }

/** Whether a part of an address stands for a name. */
export type Matcher = (name: string) => boolean

const ONE = [1]
const NONE: readonly number[] = []
const SPECIAL = /[*?[\]{}]|\/\//

/** Whether it is a pattern; else it is an address. */
export const isPattern = (address: string): boolean => SPECIAL.test(address)

/** Which addresses a pattern stands for. `same`: whether a part that is no pattern names something, its own text if not given.
 *  Errors: throws when a bracket has no end. */
export function addressMatcher(pattern: string, same = (part: string, name: string) => part === name): Matcher {
  const parts = pattern.split('/').slice(1).map(part => part === '' ? null : partMatcher(part, same))
  return address => inOrder(parts, address.split('/').slice(1))
}

/** Whether the parts of an address are what is wanted one after the other; null is any number of them. */
function inOrder(wanted: readonly (Matcher | null)[], parts: readonly string[]): boolean {
  let places = new Set([0])
  for (const matches of wanted) {
    const next = new Set<number>()
    for (const at of places) {
      if (matches === null) for (let to = at; to <= parts.length; to++) next.add(to)
      else if (at < parts.length && matches(parts[at])) next.add(at + 1)
    }
    places = next
  }
  return places.has(parts.length)
}

/** Which names one part of a pattern stands for. Asked for the same name again it knows. Errors: see addressMatcher(). */
export function partMatcher(part: string, same = (part: string, name: string) => part === name): Matcher {
  if (!SPECIAL.test(part)) return name => same(part, name)
  const pieces = piecesOf(part)
  const least = pieces.reduce((sum, piece) => sum + piece.least, 0)
  const known = new Map<string, boolean>()
  return name => {
    const before = known.get(name)
    if (before !== undefined) return before
    const found = least <= name.length && fits(pieces, name)
    known.set(name, found)
    return found
  }
}

function fits(pieces: readonly Piece[], name: string): boolean {
  let places = new Set([0])
  for (const { lengths } of pieces) {
    if (places.size === 0) return false
    const next = new Set<number>()
    if (lengths === null) for (let at = Math.min(...places); at <= name.length; at++) next.add(at)
    else for (const at of places) for (const length of lengths(name, at)) next.add(at + length)
    places = next
  }
  return places.has(name.length)
}

function piecesOf(part: string): Piece[] {
  const pieces: Piece[] = []
  const one = (is: (letter: string) => boolean): void => {
    pieces.push({ least: 1, lengths: (name, at) => at < name.length && is(name[at]) ? ONE : NONE })
  }
  for (let at = 0; at < part.length; at++) {
    const letter = part[at]
    const inside = (end: string): string => {
      const from = at + 1
      at = part.indexOf(end, from)
      if (at < 0) throw new Error(`the pattern '${part}' has a ${letter} without its ${end}`)
      return part.slice(from, at)
    }
    if (letter === '*') {
      if (pieces.at(-1)?.lengths !== null) pieces.push({ least: 0, lengths: null })
    } else if (letter === '?') {
      one(() => true)
    } else if (letter === '[') {
      one(oneOf(inside(']')))
    } else if (letter === '{') {
      const texts = inside('}').split(',')
      const lengths = (name: string, at: number) => texts.filter(text => name.startsWith(text, at)).map(text => text.length)
      pieces.push({ least: Math.min(...texts.map(text => text.length)), lengths })
    } else if (letter === ']' || letter === '}') {
      throw new Error(`the pattern '${part}' has a ${letter} without its beginning`)
    } else {
      one(other => other === letter)
    }
  }
  return pieces
}

/** What is between brackets: letters and ranges of them; a ! before them turns it round, a - at an end is one of them. */
function oneOf(text: string): (letter: string) => boolean {
  const isNot = text.startsWith('!')
  const letters = new Set<string>()
  const ranges: [from: string, to: string][] = []
  for (let rest = isNot ? text.slice(1) : text; rest !== '';) {
    const isRange = rest.length > 2 && rest[1] === '-'
    if (isRange) ranges.push(rest[0] < rest[2] ? [rest[0], rest[2]] : [rest[2], rest[0]])
    else letters.add(rest[0])
    rest = rest.slice(isRange ? 3 : 1)
  }
  return letter => isNot !== (letters.has(letter) || ranges.some(([from, to]) => letter >= from && letter <= to))
}
