/** Whole numbers of 32 bits, which the kernel keeps as such: the same as in JavaScript, to the bit. */
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { module, noise, number } from '../../src/index.ts'
import { program } from '../../src/kernel/program.ts'
import { agree } from './agree.ts'

const x = number(0, -1e6, 1e6, 'any number')
// No signal is as large as what wraps around: the modules make it so.
const wild = () => noise('wild').mul(1e6)
const LARGE = 4000

/** Which fields of a module's state are kept as integers. */
const integers = ({ spec }: { spec: any }) => program(spec).state.filter(({ type }) => type === 'int').map(({ name }) => name)

test('a phase goes round', () => {
  const kind = module({
    name: 'phase', inputs: { x }, uses: { LARGE }, state: { phase: 0, rest: 0 },
    tick: (s, { x: small }, { LARGE }) => {
      const x = small * LARGE
      const step = x + s.rest
      const whole = step | 0
      s.rest = step - whole
      s.phase = s.phase + whole | 0
      return s.phase * 2 ** -32 + (s.phase >>> 3) * 2 ** -29
    },
  })
  agree(() => kind('it', { x: wild() }))
  assert.equal(integers(kind), ['phase'])
})

test('sums, comparisons, choices and loops of integers', () => {
  const mixed = (a: number, b: number): number => {
    let h = a ^ b
    for (let i = 0; i < 3; i++) {
      h = Math.imul(h ^ h >>> 15, 0x85ebca6b)
      h ^= h >>> 13
    }
    if (h === 7 || h < -2e9) h = 1
    return h
  }
  const kind = module({
    name: 'sums', inputs: { x }, uses: { LARGE, mixed }, state: { a: 1, b: -(2 ** 31), c: 3, d: 0.5, e: 2 ** 31, n: 0 },
    control: (s, { x: small }, { LARGE }) => {
      const x = small * LARGE
      s.a = s.a + 2 ** 31 + s.b | 0
      s.n = x > 0 ? s.n + 1 & 7 : s.a
    },
    tick: (s, { x: small }, { mixed, LARGE }) => {
      const x = small * LARGE
      const before = s.a
      s.b = s.a = mixed(s.a, x | 0) - (s.b - 5 + (x >>> 0)) | 0
      s.c = s.b > before ? s.a : -1
      s.d = s.a | 0
      s.e = s.b | 0
      let sum = 0
      if (s.c <= s.b) sum = s.c - s.a | 0
      let wide = s.a | 0
      wide += s.b
      return (sum + wide + s.n + s.d + s.e - (s.c === s.n ? 1 : 0)) * 2 ** -20
    },
  })
  agree(() => kind('it', { x: wild() }))
  assert.equal(integers(kind), ['a', 'b', 'c', 'n'])
})

test('arguments of helpers', () => {
  const TABLE = Float32Array.from({ length: 16 }, (_, i) => i * i)
  const pair = (row: ArrayLike<number>, at: number, share: number): number => row[at] + share * (row[at + 1] - row[at])
  const twice = (at: number, by: number): number => pair(TABLE, at, by)
  const kind = module({
    name: 'helped', inputs: { x }, uses: { LARGE, pair, twice, TABLE }, state: { at: 0 },
    tick: (s, { x: small }, { pair, twice, TABLE, LARGE }) => {
      const x = small * LARGE
      s.at = s.at + x | 0
      const next = s.at >> 3
      return pair(TABLE, s.at, 0.5) + pair(TABLE, next, x * 1e-10) + twice(s.at ^ 5, 1) + twice(x > 0 ? next : s.at, 0.25)
    },
  })
  agree(() => kind('it', { x: wild() }))
  const constant = module({
    name: 'constant', inputs: { x }, uses: { pair, TABLE },
    tick: (s, { x }, { pair, TABLE }) => pair(TABLE, x | 0, 0.5) + pair(TABLE, 3, 0.5) + pair(TABLE, x * 1e-9, 0.5),
  })
  agree(() => constant('it', { x: wild() }))
})

test('numbers as large as those that have fractions, and sums with larger ones', () => {
  const kind = module({
    name: 'large', inputs: { x },
    tick: (s, { x }) => (x * -2.2e9 - 2 ** 51 & 15) + (x * 2.2e9 + 2 ** 51 & 15) * 16 + ((x | 0) + 9007199254740991 & 15) * 256,
  })
  agree(() => kind('it', { x: wild() }))
})

test('what gets another number anywhere stays a number', () => {
  const kind = module({
    name: 'number', inputs: { x }, uses: { LARGE }, state: { a: 0, b: 0, c: 0, d: 0 },
    control: (s, { x }) => { s.a = x * 0.3 },
    tick: (s, { x: small }, { LARGE }) => {
      const x = small * LARGE
      s.a = x | 0
      s.b = s.c
      s.c = x > 0 ? 1 : s.d
      s.d = s.b + 1
      s.b = 2
      return s.a * 2 ** -20 + s.b + s.c * 2 ** -20
    },
  })
  agree(() => kind('it', { x: wild() }))
  assert.equal(integers(kind), [])
})

test.run()
