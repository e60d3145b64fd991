/** A module that makes NaN, Infinity or numbers beyond all measure: it is silent, named and reset; everything else plays on. */
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { adsr, biquad, gain, lfo, module, noise, number, pan, sine } from '../../src/index.ts'
import type { Signal } from '../../src/index.ts'
import { compile } from '../../src/kernel/compile.ts'
import { Instance } from '../../src/kernel/instance.ts'
import { faultOf } from '../../src/kernel/kernel.ts'
import type { Kernel } from '../../src/kernel/kernel.ts'
import { change } from '../../src/kernel/parameters.ts'
import { walk } from '../../src/patch/walk.ts'
import { kernelOf, left, RATE } from '../play.ts'
import type { Cue } from '../play.ts'
import { Oracle } from './oracle.ts'

/** Frames from one control point to the next, and from one look at the state to the next. */
const PERIOD = 16
const LOOK = 256
const FRAMES = 4096

const x = number(0, -10, 10, 'any number')
const jumping = (...given: Parameters<typeof number>) => ({ ...number(...given), jump: true })
/** x / y, also where y is 0, as long as the input is open. */
const ratio = module({
  name: 'ratio', inputs: { x, y: x, open: jumping(1, 0, 1, 'whether it divides') },
  tick: (s, { x, y, open }) => open > 0 ? x / y : x,
})
/** One of whose outputs is bad. */
const split = module({ name: 'split', inputs: { x }, outputs: ['good', 'bad'], tick: (s, { x }) => [x, 1 / (x - x)] })
/** Feedback: above 1 it explodes. */
const loop = module({
  name: 'loop', inputs: { in: x, feedback: jumping(0.5, -4, 4, 'share that returns') }, state: { y: 0 },
  tick: (s, { in: x, feedback }) => s.y = x + feedback * s.y,
})
/** Whose state becomes NaN where x is negative; its output doesn't show it. */
const hidden = module({
  name: 'hidden', inputs: { x }, state: { root: 1 },
  tick: (s, { x }) => { s.root = s.root + Math.sqrt(x); return s.root > 0 ? 0.5 : 0.25 },
})
/** Whose coefficients become Infinity, or NaN, at x = 0. */
const steep = module({
  name: 'steep', inputs: { x }, state: { phase: 0 }, coefficients: { slope: 0, level: 1 },
  control: (s, { x }) => { s.slope = 0.001 / x; s.level = x / x },
  tick: s => { s.phase += s.slope; return s.level * Math.sin(s.phase) },
})

/** Renders FRAMES frames in blocks of `block`, with events between. */
function run(kernel: Kernel, player: Instance | Oracle, cues: readonly Cue[], block: number): Float32Array {
  const pcm = new Float32Array(2 * FRAMES)
  const borders = new Set([...cues.map(([frame]) => frame), FRAMES])
  for (let frame = block; frame < FRAMES; frame += block) borders.add(frame)
  let from = 0
  for (const border of [...borders].sort((a, b) => a - b)) {
    if (border > from) player.render(0, border - from)
    pcm.set(player.output.subarray(0, 2 * (border - from)), 2 * from)
    from = border
    for (const [frame, address, value] of cues) {
      if (frame !== border) continue
      const made = change(kernel.layout, address, [value])
      player.apply(made.param, made.value, made.ramp)
    }
  }
  return pcm
}

function same(got: Float32Array, wanted: Float32Array, what = ''): void {
  const at = got.findIndex((sample, i) => sample !== wanted[i])
  assert.is(at, -1, `${what} ${at}: ${got[at]}, not ${wanted[at]}`)
}

const faults: [what: string, module: string | null, build: () => Signal | readonly [Signal, Signal], cues?: Cue[]][] = [
  ['0 / 0', 'bad', () => ratio('bad')],
  ['1 / 0', 'bad', () => ratio('bad', { x: 1 })],
  ['-1 / 0 now and then', 'bad', () => ratio('bad', { x: -1, y: lfo('square', { freq: 20, shape: 'square', min: 0 }) })],
  ['1 / 0 that comes and goes', 'bad', () => ratio('bad', { x: 1, open: 0 }),
    [[100, '/mod/bad/open', 1], [1003, '/mod/bad/open', 0]]],
  ['one output of two', 'bad', () => split('bad', { x: noise('noise') })],
  ['a feedback that explodes', 'bad', () => loop('bad', { in: noise('noise'), feedback: 1.5 })],
  ['a feedback that explodes to and fro', 'bad', () => loop('bad', { in: 1, feedback: -4 })],
  ['a state that is NaN behind a fine output', 'bad', () => hidden('bad', { x: -1 })],
  ['a state that is NaN now and then', 'bad', () => hidden('bad', { x: lfo('slow', { freq: 15, min: -0.01 }) })],
  ['coefficients', 'bad', () => steep('bad', { x: 1 }), [[100, '/mod/bad/x', 0], [3000, '/mod/bad/x', 1]]],
  ['arithmetic that a module hears', 'bad', () => gain('bad', { in: sine('sine').mul(1e9).add(1) })],
  ['arithmetic that is heard', null, () => sine('sine').mul(1e9)],
  ['one of two, while another glides', 'bad',
    () => biquad('filter', { in: ratio('bad', { y: sine('sine') }).add(noise('noise')), octaves: lfo('lfo', { freq: 9 }) })],
  ['several one after the other, of which one goes on', 'third', () => {
    const made = steep('second', { x: ratio('bad', { x: sine('sine'), open: 0 }) })
    return pan('pan', { in: biquad('filter', { in: loop('third', { in: made, feedback: 2 }) }) })
  }, [[333, '/mod/bad/open', 1], [2000, '/mod/bad/open', 0]]],
]

for (const [what, name, build, cues = []] of faults) {
  const graph = walk(build())
  const kernel = compile(graph, RATE)
  const whole = new Instance(kernel)
  const pcm = run(kernel, whole, cues, FRAMES)

  test(`${what}: finite, and named`, () => {
    assert.ok(pcm.every(sample => Math.abs(sample) < 2 ** 20))
    const { count, module } = faultOf(kernel.layout, whole.fault)
    assert.is(module, name)
    assert.ok(count > 0 && count <= FRAMES / PERIOD, `${count} times`)
  })

  test(`${what}: as the oracle has it, bit for bit`, () => {
    const oracle = new Oracle(graph, RATE)
    same(run(kernel, oracle, cues, FRAMES), pcm)
    assert.is(oracle.faults, faultOf(kernel.layout, whole.fault).count)
  })

  test(`${what}: the same at any block size, and from a snapshot`, () => {
    for (const block of [1, 7, 64, 128]) {
      const instance = new Instance(kernel)
      same(run(kernel, instance, cues, block), pcm, `block ${block}`)
      assert.is(instance.fault, whole.fault)
    }
    for (const border of [1, 9, 300, 1001]) {
      const [first, second] = [new Instance(kernel), new Instance(kernel)]
      const before = cues.filter(([frame]) => frame < border)
      for (const [, address, value] of before) first.apply(change(kernel.layout, address, [value]).param, Number(value), -1)
      first.render(0, border)
      second.state.set(first.state.slice())
      for (const player of [first, second]) player.render(0, 1000)
      same(second.output.slice(0, 2000), first.output.slice(0, 2000))
      assert.is(second.fault, first.fault)
    }
  })
}

const good = () => biquad('good', { in: adsr('envelope', { in: sine('tone'), gate: 1 }), octaves: lfo('wah', { freq: 7 }) })
/** As it is alone. An event makes every control look, whoever it is for, so it gets those that the others get, without effect. */
const alone = (cues: readonly Cue[] = []) => {
  const kernel = kernelOf(good)
  return run(kernel, new Instance(kernel), cues.map(([frame]) => [frame, '/mod/tone/freq', 220]), 128)
}

for (const [what, name, build, cues = []] of faults) {
  if (name === null) continue
  test(`${what}: who plays beside it plays as if alone`, () => {
    const both = kernelOf(() => [good(), [build()].flat()[0]])
    const instance = new Instance(both)
    same(left(run(both, instance, cues, 128)), left(alone(cues)))
    assert.is(faultOf(both.layout, instance.fault).module, name)
  })
}

test('a bad module in a sum adds nothing: the other is what it is alone, bit for bit', () => {
  const sum = kernelOf(() => good().add(ratio('bad')))
  same(run(sum, new Instance(sum), [], 128), alone())
})

test('when the cause has gone the module sounds again, from the start', () => {
  const kernel = kernelOf(() => loop('bad', { in: 1, feedback: 0.5 }))
  const instance = new Instance(kernel)
  const healthy = left(run(kernel, instance, [], 128))
  assert.is(instance.fault, 0)
  assert.equal(faultOf(kernel.layout, 0), { count: 0, module: null })
  const BACK = 960
  const cues: Cue[] = [[100, '/mod/bad/feedback', 4], [BACK, '/mod/bad/feedback', 0.5]]
  const samples = left(run(kernel, new Instance(kernel), cues, 128))
  const reset = BACK + samples.subarray(BACK).findIndex((sample, i) => sample === 1 && samples[BACK + i + 1] === 1.5)
  assert.ok(reset >= BACK && reset <= BACK + PERIOD && reset % PERIOD === 0, `reset at ${reset}`)
  same(samples.slice(reset), healthy.slice(0, FRAMES - reset))
})

test('control runs again after a reset, also where no input has changed', () => {
  const spike = module({
    name: 'spike', inputs: { at: number(0, 0, FRAMES, 'frame of the spike'), level: x },
    state: { frame: 0 }, coefficients: { held: 0 },
    control: (s, { level }) => { s.held = level },
    tick: (s, { at }) => { s.frame += 1; return s.frame === at ? 1 / 0 : s.held },
  })
  const kernel = kernelOf(() => spike('spike', { at: 100, level: 0.5 }))
  const samples = left(run(kernel, new Instance(kernel), [], 128))
  assert.ok(samples.every((sample, i) => sample === ((i - 99) % 112 === 0 && i >= 99 ? 0 : 0.5)), 'every 112 frames a hole of one')
})

test('+60 dB, the ends of every range in Hz and a million are no faults; 2^20 is one', () => {
  const loud = (factor: number) => {
    const instance = new Instance(kernelOf(() => gain('it', { in: 1 }).mul(factor)))
    instance.render(0, LOOK)
    return instance
  }
  for (const factor of [1000, -20_000, 1e6]) {
    const instance = loud(factor)
    assert.is(instance.fault, 0)
    assert.is(instance.output[2 * LOOK - 1], Math.fround(factor))
  }
  const [below, at] = [loud(2 ** 20 - 2 ** -33), loud(2 ** 20)]
  assert.ok(below.fault === 0 && below.output[0] === 2 ** 20)
  at.render(0, 1)
  assert.ok(at.fault > 0 && at.output[0] === 0)
})

test('a state that starts from Infinity or NaN may be so', () => {
  const lowest = module({
    name: 'lowest', inputs: { x }, state: { best: Infinity, last: NaN },
    tick: (s, { x }) => { if (x > 5) s.best = x; return s.best > 5 ? 0 : s.best },
  })
  const instance = new Instance(kernelOf(() => lowest('it')))
  instance.render(0, 4 * LOOK)
  assert.is(instance.fault, 0)
})

test.run()
