/** Exact time: rationals of two JavaScript numbers, whole ones up to 2^53, in lowest terms, the lower one positive. One cycle is 1. */
import { wrong } from './error.ts'

export interface Rational {
  readonly n: number
  readonly d: number
}

const LARGEST = Number.MAX_SAFE_INTEGER
/** A number of the player's is taken for the simplest rational that is the same number; failing that, with a denominator so large. */
const FINEST = 1e9

export const ZERO: Rational = { n: 0, d: 1 }
export const ONE: Rational = { n: 1, d: 1 }
export const HALF: Rational = { n: 1, d: 2 }

export const whole = (n: number): Rational => ({ n, d: 1 })

/** n/d in lowest terms. Errors: throws PatternError where that needs more than 2^53. */
export function rational(n: number, d = 1): Rational {
  if (d === 1) return checked(n, 1)
  if (d === 0) return wrong('A time is divided by 0.', 'Write a number other than 0.')
  const divisor = d < 0 ? -gcd(n, d) : gcd(n, d)
  return checked(n / divisor, d / divisor)
}

/** The rational of a number: 0.1 is 1/10, 1/3 is 1/3. */
export function fromNumber(x: number): Rational {
  if (Number.isSafeInteger(x)) return whole(x + 0)
  if (!Number.isFinite(x)) return wrong(`${x} is no time.`, 'Write a number.')
  if (Math.abs(x) > LARGEST) return tooFine()
  const floor = Math.floor(x)
  // Continued fractions: each convergent is the best for its denominator.
  let [n0, d0, n1, d1] = [1, 0, floor, 1]
  for (let rest = x - floor; n1 / d1 !== x && rest > 0;) {
    const inverse = 1 / rest
    const digit = Math.floor(inverse)
    const [n2, d2] = [digit * n1 + n0, digit * d1 + d0]
    if (d2 > FINEST || Math.abs(n2) > LARGEST) break
    ;[n0, d0, n1, d1] = [n1, d1, n2, d2]
    rest = inverse - digit
  }
  return { n: n1 + 0, d: d1 }
}

export function plus(a: Rational, b: Rational): Rational {
  if (a.d === 1 && b.d === 1) return checked(a.n + b.n, 1)
  if (a.d === b.d && Math.abs(a.n + b.n) <= LARGEST) return rational(a.n + b.n, a.d)
  const common = gcd(a.d, b.d)
  const left = a.d / common
  const n = a.n * (b.d / common) + b.n * left
  if (!(Math.abs(n) <= LARGEST && Math.abs(a.n * (b.d / common)) <= LARGEST)) return largeSum(a, b)
  const shared = gcd(n, common)
  return checked(n / shared, left * (b.d / shared))
}

/** The sum where what comes in between is more than 2^53. */
function largeSum(a: Rational, b: Rational): Rational {
  const d = BigInt(a.d) * BigInt(b.d)
  const n = BigInt(a.n) * BigInt(b.d) + BigInt(b.n) * BigInt(a.d)
  let [divisor, rest] = [n < 0n ? -n : n, d]
  while (rest !== 0n) [divisor, rest] = [rest, divisor % rest]
  return checked(Number(n / divisor), Number(d / divisor))
}

export function minus(a: Rational, b: Rational): Rational {
  return plus(a, { n: -b.n, d: b.d })
}

export function times(a: Rational, b: Rational): Rational {
  if (a.d === 1 && b.d === 1) return checked(a.n * b.n, 1)
  const one = gcd(a.n, b.d)
  const other = gcd(b.n, a.d)
  return checked((a.n / one) * (b.n / other) + 0, (a.d / other) * (b.d / one))
}

export function over(a: Rational, b: Rational): Rational {
  if (b.n === 0) return wrong('A time is divided by 0.', 'Write a number other than 0.')
  return times(a, b.n < 0 ? { n: -b.d, d: -b.n } : { n: b.d, d: b.n })
}

/** Below 0 where a is earlier than b, 0 where they are the same. */
export function compare(a: Rational, b: Rational): number {
  if (a.d === b.d) return a.n - b.n
  const left = a.n * b.d
  const right = b.n * a.d
  if (Math.abs(left) <= LARGEST && Math.abs(right) <= LARGEST) return left - right
  const difference = BigInt(a.n) * BigInt(b.d) - BigInt(b.n) * BigInt(a.d)
  return difference < 0n ? -1 : difference > 0n ? 1 : 0
}

export const same = (a: Rational, b: Rational): boolean => a.n === b.n && a.d === b.d
export const earlier = (a: Rational, b: Rational): Rational => compare(a, b) <= 0 ? a : b
export const later = (a: Rational, b: Rational): Rational => compare(a, b) >= 0 ? a : b

/** The whole number below, or itself: the cycle that a time is in. */
export const floor = ({ n, d }: Rational): number => d === 1 ? n : Math.floor(n / d)
export const ceiling = ({ n, d }: Rational): number => d === 1 ? n : Math.ceil(n / d)
export const toNumber = ({ n, d }: Rational): number => n / d
/** "0", "1/4", "-3/2". */
export const toText = ({ n, d }: Rational): string => d === 1 ? String(n) : `${n}/${d}`

/** a modulo n, never negative. */
export const modulo = (a: number, n: number): number => a - n * Math.floor(a / n)

/** The greatest common divisor, positive; 1 of 0 and 0. */
function gcd(a: number, b: number): number {
  a = Math.abs(a)
  b = Math.abs(b)
  while (b !== 0) [a, b] = [b, a % b]
  return a || 1
}

function checked(n: number, d: number): Rational {
  return n > LARGEST || n < -LARGEST || d > LARGEST || n !== n ? tooFine() : { n: n + 0, d }
}

function tooFine(): never {
  return wrong('The times of this pattern are too fine, or too far away, to be exact.',
    'Use rounder numbers: fewer nested speeds, and fractions such as 1/3 with small numbers.')
}
