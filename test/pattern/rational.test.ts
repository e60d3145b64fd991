/** Exact time, beside the same in whole numbers of any size. */
import fc from 'fast-check'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import {
  type Rational, ceiling, compare, earlier, floor, fromNumber, later, minus, modulo, over, plus, rational, same, times, toText,
} from '../../src/pattern/rational.ts'

const RUNS = { numRuns: 2000, seed: 1 }
const number = fc.integer({ min: -2_000_000, max: 2_000_000 })
const any = fc.tuple(number, fc.integer({ min: 1, max: 2_000_000 })).map(([n, d]) => rational(n, d))

/** Whether it is n/d in lowest terms. */
function is(result: Rational, n: bigint, d: bigint): void {
  assert.ok(BigInt(result.n) * d === n * BigInt(result.d), `${toText(result)} is not ${n}/${d}`)
  assert.ok(result.d > 0 && Number.isInteger(result.n) && !Object.is(result.n, -0))
  let [a, b] = [Math.abs(result.n), result.d]
  while (b !== 0) [a, b] = [b, a % b]
  assert.is(a, 1, `${toText(result)} is in lowest terms`)
}

const big = ({ n, d }: Rational): [bigint, bigint] => [BigInt(n), BigInt(d)]

test('sums, differences, products and quotients are exact', () => {
  fc.assert(fc.property(any, any, (a, b) => {
    const [[an, ad], [bn, bd]] = [big(a), big(b)]
    is(plus(a, b), an * bd + bn * ad, ad * bd)
    is(minus(a, b), an * bd - bn * ad, ad * bd)
    is(times(a, b), an * bn, ad * bd)
    if (b.n !== 0) is(over(a, b), b.n < 0 ? -an * bd : an * bd, ad * (bn < 0n ? -bn : bn))
  }), RUNS)
})

test('of any size they are exact, or refused', () => {
  const large = fc.tuple(fc.maxSafeInteger(), fc.integer({ min: 1, max: 2 ** 40 })).map(([n, d]) => rational(n, d))
  let exact = 0
  fc.assert(fc.property(fc.oneof(any, large), fc.oneof(any, large), (a, b) => {
    const [[an, ad], [bn, bd]] = [big(a), big(b)]
    try {
      is(plus(a, b), an * bd + bn * ad, ad * bd)
      is(times(a, b), an * bn, ad * bd)
      exact++
    } catch (error) {
      assert.match((error as Error).message, /too fine/)
    }
  }), RUNS)
  assert.ok(exact > 200 && exact < RUNS.numRuns, `${exact} are exact`)
  is(plus(rational(2 ** 53 - 1, 3), rational(2 ** 53 - 3, 3)), 2n ** 54n - 4n, 3n)
})

test('order, and the whole numbers around a time', () => {
  const large = fc.tuple(fc.maxSafeInteger(), fc.integer({ min: 1, max: Number.MAX_SAFE_INTEGER })).map(([n, d]) => rational(n, d))
  fc.assert(fc.property(fc.oneof(any, large), fc.oneof(any, large), (a, b) => {
    const difference = BigInt(a.n) * BigInt(b.d) - BigInt(b.n) * BigInt(a.d)
    assert.is(Math.sign(compare(a, b)), difference < 0n ? -1 : difference > 0n ? 1 : 0)
    assert.is(same(a, b), difference === 0n)
    assert.ok(compare(earlier(a, b), later(a, b)) <= 0)
  }), RUNS)
  assert.equal([rational(-1, 3), rational(7, 2), rational(4)].map(floor), [-1, 3, 4])
  assert.equal([rational(-1, 3), rational(7, 2), rational(4)].map(time => ceiling(time) + 0), [0, 4, 4])
  assert.equal([modulo(-1, 4), modulo(7, 4), modulo(-8, 4)], [3, 3, 0])
})

test('numbers are the fractions that they look like', () => {
  const looks: [number, string][] = [
    [0.5, '1/2'], [0.1, '1/10'], [1 / 3, '1/3'], [2 / 7, '2/7'], [-0.25, '-1/4'], [1.75, '7/4'], [0, '0'], [-0, '0'], [3, '3'],
    [1e-6, '1/1000000'], [0.333, '333/1000'], [-1 / 3, '-1/3'], [100.01, '10001/100'],
  ]
  for (const [number, text] of looks) assert.is(toText(fromNumber(number)), text)
  fc.assert(fc.property(fc.integer({ min: -100_000, max: 100_000 }), fc.integer({ min: 1, max: 3000 }), (n, d) =>
    assert.ok(same(fromNumber(n / d), rational(n, d)))), RUNS)
  fc.assert(fc.property(fc.double({ min: -1e6, max: 1e6, noNaN: true }), x => {
    const { n, d } = fromNumber(x)
    assert.ok(Math.abs(n / d - x) <= 1e-9, `${x} is taken for ${n}/${d}`)
  }), RUNS)
})

test('what can no longer be exact is refused, and so is what is no time', () => {
  assert.throws(() => times(rational(1, 94_906_267), rational(1, 94_906_266)), /too fine/)
  assert.throws(() => plus(rational(1, 2 ** 30), rational(1, 3 ** 20)), /too fine/)
  assert.throws(() => plus(rational(Number.MAX_SAFE_INTEGER), rational(1)), /too far away/)
  assert.throws(() => over(rational(1), rational(0)), /divided by 0/)
  assert.throws(() => rational(1, 0), /divided by 0/)
  for (const none of [NaN, Infinity, -Infinity]) assert.throws(() => fromNumber(none), /is no time/)
  assert.throws(() => fromNumber(1e300), /too far away/)
})

test.run()
