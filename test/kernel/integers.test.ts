/** Whole numbers of 32 bits, which the kernel keeps as such: the same as in JavaScript, to the bit. */
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { module, noise, number } from '../../src/index.ts'
import { program } from '../../src/kernel/program.ts'
import { agree } from './agree.ts'

const x = number(0, -1e10, 1e10, 'any number')
const wild = () => noise('wild').mul(4e9)

/** Which fields of a module's state are kept as integers. */
const integers = ({ spec }: { spec: any }) => program(spec).state.filter(({ type }) => type === 'int').map(({ name }) => name)

test('a phase goes round', () => {
  const kind = module({
    name: 'phase', inputs: { x }, state: { phase: 0, rest: 0 },
    tick: (s, { x }) => {
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
    name: 'sums', inputs: { x }, uses: { mixed }, state: { a: 1, b: -(2 ** 31), c: 3, d: 0.5, e: 2 ** 31, n: 0 },
    control: (s, { x }) => {
      s.a = s.a + 2 ** 31 + s.b | 0
      s.n = x > 0 ? s.n + 1 & 7 : s.a
    },
    tick: (s, { x }, { mixed }) => {
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
    name: 'helped', inputs: { x }, uses: { pair, twice, TABLE }, state: { at: 0 },
    tick: (s, { x }, { pair, twice, TABLE }) => {
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

test('what gets another number anywhere stays a number', () => {
  const kind = module({
    name: 'number', inputs: { x }, state: { a: 0, b: 0, c: 0, d: 0 },
    control: (s, { x }) => { s.a = x * 0.3 },
    tick: (s, { x }) => {
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
