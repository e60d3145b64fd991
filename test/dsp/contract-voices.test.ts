/** What every module of the registry keeps in voices, where its numbers have 32 bits: five voices are five copies, nearly, and what
 *  they make is exact in itself. */
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { lfo, noise, voices } from '../../src/index.ts'
import type { Signal } from '../../src/index.ts'
import { Instance } from '../../src/kernel/instance.ts'
import type { StateInfo } from '../../src/kernel/kernel.ts'
import { change } from '../../src/kernel/parameters.ts'
import { FADE_PERIOD, FADED } from '../../src/kernel/sizes.ts'
import { decibels, kernelOf, peak, play, RATE, rms } from '../play.ts'
import { asPatch, audioInputs, finite, kinds, same, settings, turning } from './every.ts'

const COUNT = 5
const FRAMES = 4800
/** Frames of silence after which an echo is gone. */
const SILENCE = 4 * RATE
/** How far voices are from copies, dB: a number of 32 bits is rounded by -150 dB, which filters and long sums gather. */
const APART = -95

const STEP = 'its step per frame has 24 bits: the pitch is off by 0.0001 cents, which adds up'
const LINE = 'reads its line between the frames, at a position that is rounded'
/** Modules that are further apart, by dB and why. */
const further: Record<string, [limit: number, why: string]> = {
  sine: [-80, STEP],
  operator: [-60, STEP],
  saw: [-80, STEP],
  pulse: [-70, STEP],
  triangle: [-70, STEP],
  supersaw: [-65, STEP],
  wavetable: [-80, STEP],
  metal: [-70, STEP],
  sampler: [-70, STEP],
  stereoSampler: [-70, STEP],
  ping: [-50, 'its rotation is rounded each frame, and turns by so much less or more'],
  chorus: [-60, LINE],
  flanger: [-70, LINE],
  bursts: [-75, 'its envelope is a product over thousands of frames'],
}
/** Modules that compare or round: a number that is at a threshold falls on its other side, a frame early or late. Which share of the
 *  frames may be apart by more than the limit. */
const edges: Record<string, [share: number, why: string]> = {
  lfo: [0.002, 'edges of square, saw and random'],
  hold: [0.002, 'ticks of its clock'],
  crush: [0.002, 'steps of its levels, and of its clock'],
}

/** Settings without which a module is chaos, where the smallest difference grows to the full size of the sound. */
const tame: Record<string, object> = { operator: { feedback: 0.5 } }

/** A voice with random settings of its own. */
function voice(kind: any, i: number, id: (name: string) => string, open: Signal): any {
  const gates = Object.entries<any>(kind.spec.inputs).filter(([, { unit }]) => unit === 'gate').map(([name]) => [name, open])
  const audio = audioInputs(kind).map((name, k) => [name, noise(id(`noise${k}`), { seed: 10 * i + k, gain: 0.5 })])
  return asPatch(kind(id('it'), { ...settings(kind, 77 + i), ...tame[kind.spec.name], ...Object.fromEntries([...gates, ...audio]) }))
}

const opening = () => lfo('open', { shape: 'square', freq: 20, min: 0, max: 0.8 })
const inVoices = (kind: any) => () => {
  const open = opening()
  return voices(COUNT, i => voice(kind, i, name => name, open))
}
const copies = (kind: any) => () => {
  const open = opening()
  return Array.from({ length: COUNT }, (_, i) => voice(kind, i, name => name + i, open))
    .reduce((sum, one) => sum.map((signal: Signal, side: number) => signal.add(one[side])))
}

for (const kind of kinds) {
  const { name } = kind.spec
  const kernel = kernelOf(inVoices(kind))
  const cues = turning(kernel.layout, FRAMES, 11)

  test(`${name}: voices are copies`, () => {
    const [expected, heard] = [play(copies(kind), FRAMES), play(kernel, FRAMES)]
    finite(heard, name)
    assert.ok(rms(expected) > 0, 'silence')
    const apart = expected.map((sample, i) => sample - heard[i])
    const limit = further[name]?.[0] ?? APART
    if (name in edges) {
      const far = apart.filter(x => decibels(Math.abs(x) / peak(expected)) > limit).length
      return assert.ok(far / apart.length <= edges[name][0], `${far} samples of ${apart.length} are apart`)
    }
    const distance = decibels(rms(apart) / rms(expected))
    assert.ok(distance < limit, `${distance.toFixed(1)} dB apart; a limit of its own, with the reason, goes here`)
  })

  test(`${name}: the same at any block size, with its parameters turned`, () => {
    const whole = play(kernel, FRAMES, cues, 4096)
    finite(whole, name)
    for (const block of [1, 7, 64, 128]) same(play(kernel, FRAMES, cues, block), whole, `block ${block}`)
  })

  test(`${name}: goes on exactly from a snapshot`, () => {
    const [first, second] = [new Instance(kernel), new Instance(kernel)]
    first.render(0, 777)
    first.apply(0, 0.25, 333)
    first.render(0, 41)
    second.state.set(first.state)
    for (const instance of [first, second]) instance.render(0, 2000)
    same(second.output.slice(0, 4000), first.output.slice(0, 4000))
  })

  test(`${name}: nothing lingers where numbers are slow after it has faded out`, () => {
    const audio = audioInputs(kind)
    const kernel = kernelOf(() => voices(COUNT, i =>
      asPatch(kind('it', Object.fromEntries(audio.map((name, k) => [name, noise(`noise${k}`, { seed: i })]))))))
    const instance = new Instance(kernel)
    const { state, inputs } = kernel.layout.modules.find(module => module.id === 'it')!
    const gate = inputs.find(input => input.gate)
    const end = audio.map((_, k) => change(kernel.layout, `/mod/noise${k}/gain`, [0]).param).concat(gate?.param ?? [])
    if (gate) instance.apply(gate.param!, 0.8, 0)
    instance.render(0, 2000)
    for (const param of end) instance.apply(param, 0, 0)
    for (let done = 0; done < SILENCE; done += 1000) instance.render(0, 1000)
    // The frame at which what has faded is taken away, and the next one.
    instance.render(0, FADE_PERIOD - instance.frame % FADE_PERIOD + 1)
    const slow = numbersOf(state, instance.state).filter(x => x !== 0 && Math.abs(x) < FADED / 2)
    assert.equal(slow, [])
  })
}

/** The fields, arrays and lines that a module keeps in voices, but for whole numbers. */
function numbersOf({ offset, word, groups, stride, fields, rows }: StateInfo, bytes: Uint8Array): number[] {
  const floats = (at: number, length: number) => [...new Float32Array(bytes.slice(at, at + length).buffer)]
  return Array.from({ length: groups }, (_, group) => [
    ...fields.flatMap((name, i) => name.endsWith(' whole') ? [] : floats(offset + group * stride + (1 + i) * word, word)),
    ...rows.flatMap(row => floats(row.offset + group * row.stride, row.bytes)),
  ]).flat()
}

test.run()
