/** Random programs of the subset: what they are compiled to makes what JavaScript makes of them, bit for bit; in voices what
 *  JavaScript makes of them with every number rounded to 32 bits.
 *
 *      PROGRAMS=20000 SEED=7 node --import tsx test/kernel/agreement.test.ts      more of them, and others */
import fc from 'fast-check'
import { test } from 'uvu'
import { choice, line, module, noise, number, voices } from '../../src/index.ts'
import type { Signal } from '../../src/index.ts'
import { compile } from '../../src/kernel/compile.ts'
import { Instance } from '../../src/kernel/instance.ts'
import { change } from '../../src/kernel/parameters.ts'
import { walk } from '../../src/patch/walk.ts'
import { RATE } from '../play.ts'
import { Oracle } from './oracle.ts'
import { write } from './programs/write.ts'
import type { Written } from './programs/write.ts'

const PROGRAMS = Number(process.env.PROGRAMS ?? 200)
const SEED = Number(process.env.SEED ?? 1)
/** Frames that a program runs: so many that control runs, what it sets is on its way, and the delay lines have gone round. */
const FRAMES = 300

const x = number(0, -1e9, 1e9, 'any number')
const TABLES = {
  T0: [0.5, -1.25, 3, 1e3, -0.1],
  T1: Float32Array.from({ length: 8 }, (_, i) => i * i - 7.3),
  T2: Array.from({ length: 16 }, (_, i) => 0.3 * i - 1),
}
/** How lanes round, make integers of numbers and positions of them, and choose the least and the greatest. Integers are JavaScript's
 *  up to 2⁵⁵, from where on a number of 32 bits has none but multiples of 2³²: there some are taken for their neighbours. */
const LANES = {
  F: (a: number) => Math.fround(a),
  I: (a: number) => {
    const q = Math.abs(a) < 2 ** 55 ? 0 : a - Math.fround(Math.floor(Math.fround(Math.fround(a * 2 ** -32) + 0.5)) * 2 ** 32)
    return q === 0 ? a | 0 : q !== q ? 0 : Math.min(Math.max(q, -2147483648), 2147483647)
  },
  P: (a: number) => a !== a ? 0 : Math.min(Math.max(Math.trunc(a), -2147483648), 2147483647),
  MIN: (a: number, b: number) => b < a ? b : a,
  MAX: (a: number, b: number) => a < b ? b : a,
}

/** A program as a type of module, in one of its dialects. */
function kindOf({ tick, control, helpers }: Written, dialect: 'text' | 'lanes', outputs: number): any {
  const made = (text: string) => new Function(`return ${text}`)()
  const uses = Object.fromEntries(helpers.map(helper => [helper.name, made(helper[dialect])]))
  return module({
    name: 'random', inputs: { x, y: x, k: x, u: x, m: choice(['one', 'two', 'three'], 'a choice') },
    ...(outputs > 1 && { outputs: Array.from({ length: outputs }, (_, i) => `out${i}`) }),
    state: { n0: 0, n1: 0.5, i0: 0, i1: -5, a0: [0.5, 0, -2, 0, 1], a1: [1, 2, 3, 4], l0: line(0.001), l1: line(0.0025) },
    coefficients: { c0: 0, c1: 0.25 },
    uses: { K0: 0.7, K1: 3, ...TABLES, ...uses, ...(dialect === 'lanes' && LANES) },
    control: made(control[dialect]), tick: made(tick[dialect]),
  } as any)
}

const sourceOf = ({ tick, control, helpers }: Written, dialect: 'text' | 'lanes') =>
  [...helpers.map(helper => `${helper.name}: ${helper[dialect]}`), `control: ${control[dialect]}`, `tick: ${tick[dialect]}`].join('\n')

const signals = () => ({ x: noise('x', { seed: 1 }).mul(3), y: noise('y', { seed: 2 }).mul(1e6) })
const sides = (made: any): [Signal, Signal] => Array.isArray(made) ? [made[0], made[1]] : [made, made]

/** What is set while it plays: frame, input, value, ramp. */
const turns: [number, string, number | string, number][] =
  [[40, 'k', -1.5, 50], [77, 'm', 'two', 0], [100, 'u', 3e5, 0], [150, 'k', 0.3, -1], [160, 'm', 'three', 0], [222, 'u', -0.01, 37]]

interface Player { apply(param: number, value: number, ramp: number): void, render(start: number, frames: number): void }

function playOn(player: Player, at: (input: string, value: number | string) => { param: number, value: number }): void {
  let done = 0
  for (const [frame, input, value, ramp] of [...turns, [FRAMES, '', 0, 0] as const]) {
    player.render(done, frame - done)
    done = frame
    if (input === '') return
    const { param, value: number } = at(input, value)
    player.apply(param, number, ramp)
  }
}

function differ(what: string, actual: ArrayLike<number>, expected: ArrayLike<number>, length = expected.length): void {
  for (let i = 0; i < length; i++) {
    if (!Object.is(actual[i], expected[i])) throw new Error(`${what} ${i} is ${actual[i]}, not ${expected[i]}`)
  }
}

/** Runs the program on a tape; fails with its source. */
function judged(tape: readonly number[], outputs: number, strict: boolean, run: (program: Written) => void): void {
  if (Date.now() - failed > PATIENCE) return
  const program = write(tape, outputs, strict)
  try {
    run(program)
  } catch (error) {
    if (/takes too long|more code than/.test((error as Error).message)) return
    failed = Math.min(failed, Date.now())
    const dialects = strict ? ['text', 'lanes'] as const : ['text'] as const
    throw new Error(`${(error as Error).message}\n${dialects.map(dialect => sourceOf(program, dialect)).join('\n\n')}\n`)
  }
}

const tape = fc.noBias(fc.array(fc.nat(0xffff), { maxLength: 1500, size: 'max' }))
/** How long a smaller counterexample is looked for, ms. */
const PATIENCE = 15_000
let failed = Infinity
/** Runs a property; fails with the source of the smallest counterexample. */
function holds(property: fc.IProperty<any>, numRuns: number): void {
  failed = Infinity
  const result = fc.check(property, { numRuns, seed: SEED })
  if (result.failed) throw new Error(`after ${result.numRuns} programs: ${(result.errorInstance as Error).message}`)
}

test(`${PROGRAMS} programs, compiled (SEED=${SEED})`, () => holds(fc.property(tape, fc.constantFrom(1, 2), (tape, outputs) => {
  judged(tape, outputs, false, program => {
    const kind = kindOf(program, 'text', outputs)
    const graph = walk(sides(kind('it', { ...signals(), k: 0.5, u: 2 })))
    const kernel = compile(graph, RATE)
    const [instance, oracle] = [new Instance(kernel), new Oracle(graph, RATE)]
    for (const player of [instance, oracle]) playOn(player, (input, value) => change(kernel.layout, `/mod/it/${input}`, [value]))
    differ('sample', instance.output, oracle.output, 2 * FRAMES)
    const { state } = kernel.layout.modules.find(({ id }) => id === 'it')!
    const kept = oracle.stateOf('it')
    const bytes = instance.state.slice()
    const fields = [...new Float64Array(bytes.buffer, state.offset + state.word, state.fields.length)]
    differ('field', fields, state.fields.map(name => kept[name]))
    for (const { name, offset, bytes: length } of state.rows) {
      const isLine = name.startsWith('l')
      const numbers = isLine ? new Float32Array(bytes.buffer, offset, length / 4) : new Float64Array(bytes.buffer, offset, length / 8)
      differ(name, numbers, Array.from(numbers, (_, i) => kept[name][i]))
    }
  })
}), PROGRAMS))

const [counts, sizes] = [fc.constantFrom(3, 1, 6, 9), fc.constantFrom(1, 2)]
test(`${PROGRAMS / 2} programs in voices (SEED=${SEED})`, () => holds(fc.property(tape, counts, sizes, (tape, count, outputs) => {
  judged(tape, outputs, true, program => {
    const numbers = (i: number) => ({ k: Math.fround(0.5 - 0.3 * i), u: 2 * i })
    const plain = kindOf(program, 'text', outputs)
    const { x, y } = signals()
    const built = voices(count, i => sides(plain('it', { x, y, ...numbers(i) })))
    const kernel = compile(walk(built), RATE)
    const instance = new Instance(kernel)
    playOn(instance, (input, value) => change(kernel.layout, `/mod/it/${input}`, [value]))
    // As voices are summed up: each lane by itself, then the four.
    const { state } = kernel.layout.modules.find(({ id }) => id === 'it')!
    const bytes = new DataView(instance.state.buffer)
    const lanes = [0, 1, 2, 3].map(() => new Float32Array(2 * FRAMES))
    const alone = compile(walk(sides(plain('it', { ...signals(), ...numbers(0) }))), RATE)
    const rounded = kindOf(program, 'lanes', outputs)
    for (let i = 0; i < count; i++) {
      const oracle = new Oracle(walk(sides(rounded('it', { ...signals(), ...numbers(i) }))), RATE, 120, Math.fround)
      playOn(oracle, (input, value) => change(alone.layout, `/mod/it/${input}`, [value]))
      lanes[i % 4].forEach((sum, at) => { lanes[i % 4][at] = sum + oracle.output[at] })
      const kept = oracle.stateOf('it')
      const at = (i >> 2) * state.stride + (i % 4) * 4
      const fields = state.fields.map((name, field) => {
        const address = state.offset + (1 + field) * state.word + at
        return name.endsWith(' whole') ? bytes.getInt32(address, true) : bytes.getFloat32(address, true)
      })
      differ(`field of voice ${i}:`, fields, state.fields.map(name => kept[name.split(' ')[0]]))
      for (const { name, offset, bytes: length, stride } of state.rows) {
        const address = offset + (i >> 2) * stride + (i % 4) * 4
        const numbers = Array.from({ length: length / 16 }, (_, position) => bytes.getFloat32(address + 16 * position, true))
        differ(`${name} of voice ${i}:`, numbers, numbers.map((_, position) => kept[name][position]))
      }
    }
    const expected = lanes[0].map((sum, at) => sum + lanes[1][at] + lanes[2][at] + lanes[3][at])
    differ('sample', instance.output, expected)
  })
}), PROGRAMS / 2))

test.run()
