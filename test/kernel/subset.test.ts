/** What module code may be, run as it is and compiled: the same bits. */
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { choice, module, noise, number, sine, voices } from '../../src/index.ts'
import { compile } from '../../src/kernel/compile.ts'
import { Instance } from '../../src/kernel/instance.ts'
import { walk } from '../../src/patch/walk.ts'
import { RATE } from '../play.ts'
import { agree } from './agree.ts'

const x = number(0, -10, 10, 'any number')
const wild = () => noise('wild').mul(3)

const fold = (x: number, low: number, high: number): number => {
  if (x > high) return 2 * high - x
  if (x < low) return 2 * low - x
  return x
}

test('if, else, early returns, helpers', () => {
  const kind = module({
    name: 'folded', inputs: { x }, uses: { fold, ROUNDS: 3 },
    tick: (s, { x }, { fold, ROUNDS }) => {
      let y = x * 4
      for (let i = 0; i < ROUNDS; i++) y = fold(y, -1, 1)
      if (y > 0.9) return 1
      else if (y < -0.9) return -1
      return y
    },
  })
  const samples = agree(() => kind('it', { x: wild() }))
  assert.ok(samples.includes(1) && samples.includes(-1))
})

test('booleans, choices, ?:, &&, ||, !', () => {
  const far = (x: number) => x > 1 || x < -1
  const kind = module({
    name: 'choosy', inputs: { x, mode: choice(['first', 'second', 'third'], 'a mode') }, uses: { far },
    tick: (s, { x, mode }, { far }) => {
      const second = mode === 'second'
      const near = !far(x) && x !== 0
      if (mode !== 'third' && near) return second ? x : -x
      return x ? (second === near ? 2 : 3) : 4
    },
  })
  for (const mode of ['first', 'second', 'third'] as const) agree(() => kind('it', { x: wild(), mode }))
})

test('the state: copied when taken out, ++, -=, assignments as values', () => {
  const kind = module({
    name: 'stateful', inputs: { x }, state: { count: 0, last: 0, sum: 0 },
    tick: (s, { x }) => {
      const { last, count } = s
      s.count++
      s.sum -= s.last = x
      let n = 0
      if (count & 1) n = last; else n = -last
      return n + (s.sum *= 0.9) + ++s.count
    },
  })
  agree(() => kind('it', { x: wild() }))
})

test('loops: nested, downwards, over blocks', () => {
  const kind = module({
    name: 'looped', inputs: { x },
    tick: (s, { x }) => {
      let y = 0
      for (let i = 8; i > 0; i -= 2) {
        const part = x / i
        for (let j = 0; j <= 3; ++j) { if (j !== 2) y += Math.sin(part * j); else y *= 0.5 }
      }
      return y
    },
  })
  agree(() => kind('it', { x: wild() }))
})

/** x doubled `depth` times over, by helpers each of which calls the one before twice. */
const tree = (depth: number) => {
  const uses: Record<string, (x: number) => number> = { h0: x => x }
  for (let i = 1; i <= depth; i++) {
    uses[`h${i}`] = new Function(`h${i - 1}`, `return x => h${i - 1}(x) + h${i - 1}(x * 0.5)`)(uses[`h${i - 1}`])
  }
  return module({
    name: 'tree', inputs: { x }, uses: { ...uses, last: uses[`h${depth}`] }, tick: (s, { x }, { last }) => last(x),
  })
}

test('helpers that call helpers: small code however often they are called, but not for ever', () => {
  const walked = walk(tree(13)('it', { x: 1 }))
  const { code } = compile(walked, RATE)
  assert.ok(code.length < 20_000, `${code.length} bytes`)
  const instance = new Instance(compile(walked, RATE))
  instance.render(0, 1)
  assert.is(instance.output[0], Math.fround(1.5 ** 13))
  assert.throws(() => compile(walk(tree(60)('it')), RATE), /takes too long for one sample/)
  // In voices all of them are copied to where they are called.
  const [few, many] = [tree(9), tree(13)]
  new Instance(compile(walk(voices(2, () => few('it'))), RATE)).render(0, 1)
  assert.throws(() => compile(walk(voices(2, () => many('it'))), RATE), /'tree' becomes more code than there is room for/)
})

test('every function of Math', () => {
  const kind = module({
    name: 'learned', inputs: { x },
    tick: (s, { x }) => {
      const a = Math.abs(x) + 0.1
      return Math.sin(x) + Math.cos(x) * Math.tan(x) + Math.exp(x) - Math.log(a) + Math.log2(a) * Math.log10(a)
        + Math.pow(a, x) + Math.tanh(x) + Math.atan(x) + Math.atan2(x, a) + Math.sqrt(a) + Math.round(x) + Math.sign(x)
        + Math.trunc(x) + Math.ceil(x) + Math.fround(x)
        + Math.max(x, a, 1) - Math.min(x, 0.5) + Math.PI * Math.SQRT2 + Math.imul(x, 7) + Math.clz32(a)
    },
  })
  agree(() => kind('it', { x: wild() }))
})

test('names that every JavaScript object has are names like others', () => {
  const kind = module({
    name: 'inherited', inputs: { x, valueOf: x }, state: { hasOwnProperty: 1 }, uses: { toString: 4, Infinity: 3 },
    tick: (s, { x, valueOf }, { toString, Infinity }) => {
      const constructor = 5
      return constructor * x + valueOf + toString + Infinity + s.hasOwnProperty
    },
  })
  agree(() => kind('it', { x: wild() } as any))
})

test('a coefficient of -0 is 0, whether or not a module beside it makes it move on', () => {
  const kind = module({
    name: 'zero', inputs: { x }, outputs: ['sign', 'bad'], coefficients: { c: 0 },
    control: (s, { x }) => { s.c = x * 0 },
    tick: (s, { x }) => [1 / s.c > 0 ? 1 : -1, x > 0.9 ? 0 / 0 : x],
  })
  agree(() => {
    const [sign, bad] = kind('it', { x: wild() })
    return sign.add(bad)
  })
})

test('control sees the inputs of its own frame, returns early, and coefficients glide', () => {
  const kind = module({
    name: 'glider', inputs: { x, y: x }, state: { runs: 0 }, coefficients: { c: 0, d: 1 },
    control(s, { x, y }, { sampleRate }) {
      s.runs++
      s.c = x * y
      if (s.c > 0) return
      s.d = Math.cos(s.c) + s.runs / sampleRate
    },
    tick: s => s.c + s.d,
  })
  agree(() => kind('it', { x: sine('slow', { freq: 20 }), y: wild() }))
})

test('several outputs, in any order', () => {
  const kind = module({
    name: 'both', inputs: { x }, outputs: ['sum', 'difference'],
    tick: (s, { x }) => {
      if (x > 0) return [x + 1, x - 1]
      return [x, -x]
    },
  })
  agree(() => {
    const [sum, difference] = kind('it', { x: wild() })
    return difference.mul(sum).add(difference)
  })
})

test('a graph of many chunks', () => {
  const voices = Array.from({ length: 40 }, (_, i) =>
    sine(`s${i}`, { freq: 100 + i, pitch: noise(`n${i}`, { seed: i }), gain: 0.02 }))
  agree(() => voices.reduce((sum, voice) => sum.add(voice).sub(voices[0].mul(0.1))), 500)
})

test.run()
