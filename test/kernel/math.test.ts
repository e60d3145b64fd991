/** The mathematical functions of module code: accurate to a few units in the last place, and the same compiled as they are
 *  here. */
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { module, number } from '../../src/index.ts'
import { functions } from '../../src/kernel/math.ts'
import { listen } from '../play.ts'

const words = new DataView(new ArrayBuffer(8))
/** How many numbers lie between two. */
function ulps(a: number, b: number): number {
  if (a === b || (Number.isNaN(a) && Number.isNaN(b))) return 0
  const order = (x: number) => {
    words.setFloat64(0, x)
    const bits = words.getBigInt64(0)
    return bits < 0n ? -(bits & 0x7fffffffffffffffn) : bits
  }
  return Number(order(a) > order(b) ? order(a) - order(b) : order(b) - order(a))
}

/** Numbers spread evenly from low to high, none of them round. */
const spread = (low: number, high: number, count = 20_000) =>
  Array.from({ length: count }, (_, i) => low + (high - low) * ((i * 0.6180339887498949 + 0.1) % 1))

// Of math.ts. The reference, V8's own functions, may be off by one itself.
const LIMIT = 3
const cases: Record<string, number[]> = {
  sin: [...spread(-10, 10), ...spread(-1e6, 1e6), ...spread(-1e-9, 1e-9, 100)],
  cos: [...spread(-10, 10), ...spread(-1e6, 1e6)],
  tan: [...spread(-1.57, 1.57), ...spread(-1000, 1000)],
  atan: [...spread(-5, 5), ...spread(-1e6, 1e6)],
  exp: [...spread(-1, 1), ...spread(-700, 700)],
  log: [...spread(0.5, 2), ...spread(1e-300, 1e300), ...spread(1e-9, 10)],
  log2: [...spread(0.5, 2), ...spread(1e-9, 1e9)],
  log10: [...spread(0.5, 2), ...spread(1e-9, 1e9)],
  tanh: [...spread(-1, 1), ...spread(-20, 20)],
}
for (const [name, xs] of Object.entries(cases)) {
  test(`${name} is within ${LIMIT} ulp`, () => {
    const [ours, theirs] = [functions[name as 'sin'], Math[name as 'sin']]
    for (const x of xs) {
      const off = ulps(ours(x), theirs(x))
      if (off > LIMIT) assert.unreachable(`${name}(${x}) is ${ours(x)}, not ${theirs(x)}: ${off} ulp`)
    }
  })
}

test(`pow is within ${LIMIT} ulp, atan2 too`, () => {
  const [bases, powers] = [[...spread(0.01, 10, 5000), ...spread(1, 1.001, 500)], spread(-50, 50, 5500)]
  bases.forEach((x, i) => {
    assert.ok(ulps(functions.pow(x, powers[i]), Math.pow(x, powers[i])) <= LIMIT, `${x} ** ${powers[i]}`)
    assert.ok(ulps(functions.atan2(x - 5, powers[i]), Math.atan2(x - 5, powers[i])) <= LIMIT, `atan2 ${x - 5}, ${powers[i]}`)
  })
  const plain = [
    [2, 10], [2, -3], [10, 3], [-2, 3], [-2, 2], [0, 2], [0, -1], [9, 0.5], [-8, 0.5], [5, 0], [2, 1023], [2, -1074],
  ]
  for (const [x, y] of plain) {
    assert.ok(ulps(functions.pow(x, y), Math.pow(x, y)) <= 1, `${x} ** ${y} is ${functions.pow(x, y)}`)
  }
})

test('the ends: infinities, zeros, what has no value', () => {
  const known = [
    ['exp', 800, Infinity], ['exp', -800, 0], ['exp', 0, 1], ['log', 0, -Infinity], ['log', -1, NaN], ['log', 1, 0],
    ['log2', 8, 3], ['log10', 1000, 3], ['tanh', 100, 1], ['tanh', -100, -1], ['sin', 0, 0], ['cos', 0, 1],
    ['sign', -3, -1], ['round', 2.5, 3], ['round', -2.5, -2], ['round', 0.49999999999999994, 0],
  ] as const
  for (const [name, x, expected] of known) {
    assert.equal(functions[name](x), expected, `${name}(${x})`)
  }
  for (const x of [1e9, 1e15, 1e300]) assert.ok(Math.abs(functions.sin(x)) <= 1, `sin ${x} stays bounded`)
})

test('integers behave as in JavaScript, however large the number', () => {
  const bits = module({
    name: 'bits', inputs: { x: number(0, -1e300, 1e300, 'any number') },
    tick: (s, { x }) => ((x | 0) ^ (x >>> 3) + (x << 5) ^ ~x & Math.imul(x, 2654435761) ^ Math.clz32(x) >> 1) / 4294967296,
  })
  const tick = bits.spec.tick as (s: object, inputs: object) => number
  const huge = [2 ** 53 + 2, 2 ** 63, 2 ** 63 + 2 ** 20, -(2 ** 70) - 2 ** 30, 1e300]
  for (const x of [0, -0.5, 1.9, -1.9, 2 ** 31, 2 ** 32 + 7, -(2 ** 33) - 1.5, ...huge]) {
    assert.is(listen(() => bits('it', { x }), 1)[0], Math.fround(tick({}, { x })), String(x))
  }
})

test.run()
