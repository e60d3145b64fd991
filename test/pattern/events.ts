/** Events as texts, for tables: `0-1/2 bd`, with the part in brackets where the event is cut: `0-2 (0-1) bd`. */
import * as library from '../../src/pattern/index.ts'
import { type Hap, type Like, Pattern, type Span, type Value, toPattern, toText } from '../../src/pattern/index.ts'

export function events(like: Like, begin = 0, end = begin + 1): string[] {
  return toPattern(like).query(begin, end).map(shown)
}

export function shown({ whole, part, value }: Hap): string {
  if (whole === null) return `~ (${times(part)}) ${digits(value)}`
  return times(whole) === times(part) ? `${times(whole)} ${digits(value)}` : `${times(whole)} (${times(part)}) ${digits(value)}`
}

const times = ({ begin, end }: Span): string => `${toText(begin)}-${toText(end)}`

/** The events of a line of a table, which are separated by commas. */
export const expected = (line: string): string[] => line.split(',').map(event => event.trim()).filter(event => event !== '')

/** Numbers to nine digits: sines differ in the last ones from one program to another. */
const digits = (value: Value): Value => typeof value === 'number' ? Number(value.toPrecision(9)) : value

/** What a line of a player's code makes, with all that the library has. */
export function played(code: string): Pattern {
  const result: unknown = new Function(...Object.keys(library), `return ${code}`)(...Object.values(library))
  if (result instanceof Pattern) return result
  throw new Error(`${code} is no pattern`)
}
