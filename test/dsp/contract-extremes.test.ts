/** What every module of the registry keeps where it gets rough: far too loud, far too soft, no number at all, other sample rates, and
 *  silence after a sound. */
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { audio, lfo, module, number } from '../../src/index.ts'
import type { Signal } from '../../src/index.ts'
import { compile } from '../../src/kernel/compile.ts'
import { Instance } from '../../src/kernel/instance.ts'
import { faultOf } from '../../src/kernel/kernel.ts'
import type { Kernel } from '../../src/kernel/kernel.ts'
import { change } from '../../src/kernel/parameters.ts'
import { FADE_PERIOD, FADED } from '../../src/kernel/sizes.ts'
import { Oracle } from '../kernel/oracle.ts'
import { decibels, graphOf, kernelOf, play, RATE, rms } from '../play.ts'
import { audioInputs, fed, finite, kinds, same, shaken, turning } from './every.ts'

/** ±100 dB. */
const [LOUD, SOFT] = [1e5, 1e-5]
const RATES = [22_050, 44_100, 96_000]
/** Frames of what is rough, and of the peace after it. The longest tail at default settings, the reverb's, falls by 60 dB in 2 s. */
const ROUGH = 2000
const AFTER = 5 * RATE

/** Its input, `level` times as loud for the first frames. */
const burst = module({
  name: 'burst', inputs: { in: audio('signal'), level: number(1, 0, LOUD, 'level of the burst'), after: number(1, 0, 1, 'level after it') },
  uses: { ROUGH }, tick: (s, { in: x, level, after }, { frame, ROUGH }) => (frame < ROUGH ? level : after) * x,
})

/** Its input, but now and then no number, or one beyond all measure; of `kind` 0 it is silent there instead. */
const broken = module({
  name: 'broken', inputs: { in: audio('signal'), kind: number(0, 0, 4, 'what it makes') },
  tick: (s, { in: x, kind }, { frame }) => {
    if ((frame & 127) !== 77 && (frame & 511) > 3) return x
    return kind === 1 ? 0 / 0 : kind === 2 ? 1 / 0 : kind === 3 ? -1 / 0 : kind === 4 ? 1e30 : 0
  },
})

/** What opens the gates of a kind. */
const gates = ({ spec }: any): Record<string, Signal> => Object.fromEntries(Object.entries<any>(spec.inputs)
  .filter(([, { unit }]) => unit === 'gate').map(([name]) => [name, lfo(`gate${name}`, { shape: 'square', freq: 7, min: 0, max: 0.8 })]))

/** The numbers that a module keeps: those of its state, its arrays and its coefficients, and those of its lines. */
function numbersOf({ layout, state }: Instance, id: string): number[] {
  const { offset, bytes, word, rows } = layout.modules.find(module => module.id === id)!.state
  const numbers = [...new Float64Array(state.slice(offset + word, offset + bytes).buffer)]
  const lines = rows.filter(row => row.offset < offset || row.offset >= offset + bytes)
  return [...numbers, ...lines.flatMap(line => [...new Float32Array(state.slice(line.offset, line.offset + line.bytes).buffer)])]
}

/** A patch with its parameters turned, compiled and as JavaScript: the same bits. */
function agreeAt(rate: number, build: () => unknown, frames: number): void {
  const graph = graphOf(build, rate)
  const kernel = compile(graph, rate)
  const [instance, oracle] = [new Instance(kernel), new Oracle(graph, rate)]
  let done = 0
  const go = (to: number) => {
    for (const player of [instance, oracle]) player.render(done, to - done)
    done = to
  }
  for (const [frame, address, value] of turning(kernel.layout, frames, rate)) {
    go(frame)
    for (const player of [instance, oracle]) player.apply(change(kernel.layout, address, [value]).param, Number(value), -1)
  }
  go(frames)
  const pcm = instance.output.slice(0, 2 * frames)
  finite(pcm, `${rate} Hz`)
  same(pcm, oracle.output.slice(0, 2 * frames), `${rate} Hz`)
}

const faults = (kernel: Kernel, frames: number) => {
  const instance = new Instance(kernel)
  for (let done = 0; done < frames; done += 1000) instance.render(0, 1000)
  return faultOf(kernel.layout, instance.fault)
}

for (const kind of kinds) {
  const { name } = kind.spec
  const hears = audioInputs(kind).length > 0

  if (hears) test(`${name}: 100 dB too soft nothing is wrong`, () => {
    const kernel = kernelOf(fed(kind, signal => signal.mul(SOFT), gates(kind)))
    finite(play(kernel, 4000, turning(kernel.layout, 4000, 3)), name)
    assert.is(faults(kernel, 4000).count, 0)
  })

  if (hears) test(`${name}: 100 dB too loud it stays finite, and is itself again afterwards`, () => {
    const tail = (level: number) => {
      const kernel = kernelOf(fed(kind, (in_, i) => burst(`burst${i}`, { in: in_, level }), gates(kind)))
      const pcm = play(kernel, ROUGH + AFTER)
      finite(pcm, name)
      return pcm.subarray(-RATE)
    }
    const [spared, tried] = [tail(1), tail(LOUD)]
    assert.ok(rms(spared) > 0, 'silence')
    const distance = decibels(rms(spared.map((x, i) => x - tried[i])) / rms(spared))
    assert.ok(distance < -60, `${distance.toFixed(1)} dB`)
    const shaking = kernelOf(fed(kind, signal => signal.mul(LOUD), gates(kind)))
    finite(play(shaking, 4000, turning(shaking.layout, 4000, 5)), name)
  })

  if (hears) test(`${name}: what is no number never reaches it: it plays on as if there had been silence`, () => {
    const made = (how: number) => fed(kind, (in_, i) => broken(`broken${i}`, { in: in_, kind: how }), gates(kind))
    const silent = play(made(0), ROUGH)
    for (const how of [1, 2, 3, 4]) {
      same(play(made(how), ROUGH), silent, `kind ${how}`)
      assert.match(String(faults(kernelOf(made(how)), ROUGH).module), /broken/)
    }
  })

  test(`${name}: at other sample rates it is what JavaScript makes of it, bit for bit`, () => {
    for (const rate of RATES) for (const build of [fed(kind), shaken(kind)]) agreeAt(rate, build, 800)
  })

  test(`${name}: nothing lingers where numbers are slow after it has faded out`, () => {
    const kernel = kernelOf(fed(kind, (in_, i) => burst(`burst${i}`, { in: in_, level: 1, after: 0 })))
    const instance = new Instance(kernel)
    const gate = kernel.layout.modules.find(module => module.id === 'it')!.inputs.find(input => input.gate)
    if (gate) instance.apply(gate.param!, 0.8, 0)
    instance.render(0, ROUGH)
    if (gate) instance.apply(gate.param!, 0, 0)
    for (let frame = ROUGH; frame < ROUGH + AFTER; frame += 1000) instance.render(0, 1000)
    // The frame at which what has faded is taken away, and the next one.
    instance.render(0, FADE_PERIOD - instance.frame % FADE_PERIOD + 1)
    const slow = numbersOf(instance, 'it').filter(x => x !== 0 && Math.abs(x) < FADED / 2)
    assert.equal(slow, [])
  })
}

test.run()
