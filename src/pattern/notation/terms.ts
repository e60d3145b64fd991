/** The words and numbers of mini-notation. */
import { type Rational, fromNumber, rational, times } from '../rational.ts'
import type { Reader } from './reader.ts'

const NUMBER = /([+-]?)(\d+(?:\.\d+)?(?:e-?\d+)?)(?:%(\d+))?([whqestfx](?![\p{L}\d:~#'-]))?/uy
const WORD = /[\p{L}\d][\p{L}\d:.~#_-]*/uy
/** A number is one only where no word goes on after it; dots and _ may be steps that follow. */
const WORD_GOES_ON = /[._]*[\p{L}\d:~#-]/uy
/** Lengths by a letter, as of notes: a whole, half, quarter, eighth, sixteenth, a third, a fifth, a sixth. */
const LENGTHS: Record<string, Rational> = {
  w: rational(1), h: rational(1, 2), q: rational(1, 4), e: rational(1, 8), s: rational(1, 16),
  t: rational(1, 3), f: rational(1, 5), x: rational(1, 6),
}

/** A number, exact: 3, -1.5, 1e3, 1%4, 3q (three quarters). Undefined where there is none. */
export function readNumber(reader: Reader): Rational | undefined {
  const start = reader.at
  const found = reader.match(NUMBER)
  if (found === null) return undefined
  const [, sign, digits, divisor, length] = found
  const range = /\.\./y
  range.lastIndex = reader.at
  WORD_GOES_ON.lastIndex = reader.at
  if (!range.test(reader.text) && WORD_GOES_ON.test(reader.text)) {
    reader.at = start
    return undefined
  }
  if (divisor !== undefined && !Number.isInteger(Number(digits)) || Number(divisor) === 0)
    reader.fail(start, reader.at, `'${found[0]}' is no fraction.`, 'Write two whole numbers: 1%4.')
  if (!(Math.abs(Number(digits)) <= Number.MAX_SAFE_INTEGER))
    reader.fail(start, reader.at, `${digits} is too large.`, 'Numbers may go up to 2^53.')
  const size = divisor === undefined ? fromNumber(Number(digits)) : rational(Number(digits), Number(divisor))
  const scaled = length === undefined ? size : times(size, LENGTHS[length])
  return sign === '-' ? { n: -scaled.n + 0, d: scaled.d } : scaled
}

/** A number as its decimal digits say, where it is a value: exact only as far as JavaScript's numbers are. */
export function readValue(reader: Reader): number | string | undefined {
  const start = reader.at
  const exact = readNumber(reader)
  if (exact === undefined) return reader.match(WORD)?.[0]
  const text = reader.text.slice(start, reader.at)
  const plain = Number(text)
  return (Number.isNaN(plain) ? exact.n / exact.d : plain) + 0
}

/** A number where one has to be; also a length by its letter alone: bd*q. */
export function readFactor(reader: Reader): Rational | undefined {
  const number = readNumber(reader)
  if (number !== undefined) return number
  const letter = reader.match(/[whqestfx](?![\p{L}\d])/uy)
  return letter === null ? undefined : LENGTHS[letter[0]]
}
