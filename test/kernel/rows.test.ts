/** Arrays, lines and tables: what a module remembers, run as it is and compiled. */
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { line, module, noise, number, sine } from '../../src/index.ts'
import type { Signal } from '../../src/index.ts'
import { compile } from '../../src/kernel/compile.ts'
import { Instance } from '../../src/kernel/instance.ts'
import { walk } from '../../src/patch/walk.ts'
import { listen, RATE } from '../play.ts'
import { agree } from './agree.ts'

const x = number(0, -10, 10, 'any number')
const wild = () => noise('wild')

test('a line gives back what was written so many frames ago', () => {
  const echo = module({
    name: 'echo', inputs: { x }, state: { past: line(0.01) },
    tick: (s, { x }, { frame }) => {
      s.past[frame] = x
      return s.past[frame - 100]
    },
  })
  const samples = listen(() => echo('it', { x: sine('tone') }), 2000)
  const dry = listen(() => sine('tone'), 2000)
  assert.equal(samples.slice(100), dry.slice(0, 1900))
  assert.ok(samples.slice(0, 100).every(sample => sample === 0))
  agree(() => echo('it', { x: wild() }))
})

test('positions of any kind go round', () => {
  const TABLE = [1, 2, 4, 8, 16, 32, 64]
  const WAVE = Float32Array.of(0.1, 0.2, -0.3, 0.4)
  const kind = module({
    name: 'round', inputs: { x }, uses: { TABLE, WAVE }, state: { at: 0, taps: [0.5, 0, 0], four: [0, 0, 0, 1], past: line(0.001) },
    tick: (s, { x }, { TABLE, WAVE, frame }) => {
      s.at += x * 3
      s.taps[s.at] += x
      s.four[-s.at | 0] = s.past[frame + 3] = x
      let sum = s.past[s.at * 1e19] + s.past[frame - s.at]
      for (let i = -9; i < 9; i++) sum += TABLE[i] * WAVE[i + s.at] + s.taps[i] * s.four[i]
      return sum * 0.001 + TABLE[0 / 0] + TABLE[1 / 0] + TABLE[-1 / 0] + TABLE[1e18] + TABLE.length + s.past[frame - x - 7]
    },
  })
  agree(() => kind('it', { x: wild() }))
})

test('numbers of a table beside each other, around its end too; two modules with the same table', () => {
  const EIGHT = Float32Array.from({ length: 8 }, (_, i) => i * i)
  const THREE = [1, 20, 300]
  const kinds = ['one', 'two'].map(name => module({
    name, inputs: { x }, uses: { EIGHT, THREE },
    tick: (s, { x }, { EIGHT, THREE }) => {
      const at = x * 100 | 0
      const on = x * 100 >>> 0
      return EIGHT[at] + EIGHT[at + 1] * 2 + EIGHT[at + 8] * 4 + EIGHT[at + 9] + EIGHT[at - 1] + EIGHT[on + 7] + EIGHT[at + 0.5]
        + THREE[at + 1] + THREE[at + 7] + THREE[on + 2]
    },
  }))
  agree(() => kinds[0]('it', { x: noise('a') }).add(kinds[1]('other', { x: noise('b') })))
})

test('helpers take rows', () => {
  const blend = (row: ArrayLike<number>, at: number): number => {
    const whole = Math.floor(at)
    return row[whole] + (at - whole) * (row[whole + 1] - row[whole])
  }
  const push = (row: number[], at: number, y: number): number => row[at] = y
  const WAVE = Float32Array.from({ length: 8 }, (_, i) => i / 8)
  const kind = module({
    name: 'helped', inputs: { x }, uses: { blend, push, WAVE }, state: { a: line(0.01), b: [0, 0, 0, 0, 0] },
    tick: (s, { x }, { blend, push, WAVE, frame }) => {
      const kept = push(s.a, frame, x) + push(s.b, frame, x)
      return kept + blend(s.a, frame - 20.25) + blend(s.b, frame * 0.3) + blend(WAVE, x * 100)
    },
  })
  agree(() => kind('it', { x: wild() }))
})

test('the length of an array is an argument like others; a position that changes what it is made of in a helper is refused', () => {
  const push = (row: number[], at: number): number => row[at] = at + 1
  const half = (y: number): number => y / 2
  const kind = module({
    name: 'length', inputs: { x }, uses: { half, push }, state: { few: [1, 2, 3] },
    tick: (s, { x }, { half }) => half(s.few.length) + x,
  })
  agree(() => kind('it', { x: wild() }))
  const twice = module({
    name: 'twice', inputs: { x }, uses: { push }, state: { few: [1, 2, 3] },
    tick: (s, { x }, { push }) => s.few[push(s.few, x)] += 1,
  })
  assert.throws(() => compile(walk(twice('it')), RATE), /changes what it is made of/)
})

test('a line keeps nothing that poisons it', () => {
  const kind = module({
    name: 'poisoned', inputs: { x }, state: { past: line(0.001) },
    tick: (s, { x }, { frame }) => {
      s.past[frame] = x > 0.5 ? 0 / 0 : x > 0.3 ? 1 / 0 : x > 0 ? x * 1e-31 : x < -0.9 ? -1e7 : x
      return s.past[frame - 1] + s.past[frame - 20]
    },
  })
  assert.ok(agree(() => kind('it', { x: wild() })).every(sample => sample <= 0 && sample > -2))
})

test('a module that goes bad starts with empty lines and its arrays as declared', () => {
  const kind = module({
    name: 'bad', inputs: { x }, state: { sum: [1, 2], past: line(0.002) },
    tick: (s, { x }, { frame }) => {
      s.sum[0] = s.sum[0] * 1.5 + s.past[frame - 40]
      s.past[frame] = x
      s.past[frame + 90] += x
      return s.sum[0]
    },
  })
  agree(() => kind('it', { x: wild() }), 4000)
})

test('control sees the arrays and tables', () => {
  const ROOTS = [1, 1.4142, 1.7320]
  const kind = module({
    name: 'controlled', inputs: { x }, uses: { ROOTS }, state: { n: 0, past: [3, 4, 5, 6, 7] }, coefficients: { c: 0 },
    control: (s, { x }, { ROOTS }) => {
      s.past[++s.n] = x
      s.c = ROOTS[s.n] + s.past[s.n - 3]
    },
    tick: s => s.c + s.past[2],
  })
  agree(() => kind('it', { x: wild() }))
})

const refusal = (tick: (s: any, inputs: any, env: any) => any) => {
  const kind = module({
    name: 'wrong', inputs: { x }, uses: { TABLE: [1, 2], half: (some: number) => some / 2 }, state: { past: line(1), n: 0, few: [1, 2] }, tick,
  }) as unknown as (id: string) => Signal
  try {
    compile(walk(kind('it')), RATE)
  } catch (error) {
    return (error as Error).message
  }
  return undefined
}

test('what rows can\'t do is said', () => {
  assert.match(refusal(s => s.past)!, /several numbers/)
  assert.match(refusal((s, i, { TABLE }) => TABLE[0] = 1)!, /doesn't change/)
  assert.match(refusal(s => s.n[0])!, /positions/)
  assert.match(refusal(s => s.past.length)!, /no length/)
  assert.match(refusal(s => s.few[++s.n] += 1)!, /changes what it is made of/)
  assert.match(refusal((s, i, { half }) => half(s.few))!, /'some' is several numbers/)
  assert.is(refusal(s => s.few[1] + s.few.length), undefined)
})

test('lines of more than there is room for', () => {
  const long = module({ name: 'long', inputs: { x }, state: { a: line(60), b: line(60) }, tick: (s, { x }, { frame }) => s.a[frame] = s.b[frame] = x })
  const many = (n: number) => Array.from({ length: n }, (_, i) => long(`long${i}`)).reduce((sum, one) => sum.add(one))
  assert.throws(() => compile(walk(many(3)), RATE), /delay lines of this patch take 96 MB/)
})

test('a snapshot holds the lines', () => {
  const echo = module({
    name: 'echo', inputs: { x }, state: { past: line(0.5) },
    tick: (s, { x }, { frame }) => s.past[frame] = x + 0.9 * s.past[frame - 7000],
  })
  const kernel = compile(walk(echo('it', { x: wild() })), RATE)
  const [first, second] = [new Instance(kernel), new Instance(kernel)]
  for (let i = 0; i < 5; i++) first.render(0, 4000)
  second.state.set(first.state)
  for (const instance of [first, second]) instance.render(0, 4000)
  assert.equal(first.output, second.output)
})

test.run()
