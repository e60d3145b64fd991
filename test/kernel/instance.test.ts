/** Instances of a kernel: ramps, events between control points, snapshots, any first frame. */
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { adsr, biquad, gain, lfo, noise, sine } from '../../src/index.ts'
import type { Kernel } from '../../src/kernel/kernel.ts'
import { MAX_BLOCK } from '../../src/kernel/kernel.ts'
import { Instance } from '../../src/kernel/instance.ts'
import { change } from '../../src/kernel/parameters.ts'
import { kernelOf, left, listen, play } from '../play.ts'
import type { Cue } from '../play.ts'

const chain = () => biquad('filter', {
  in: adsr('adsr', { in: sine('sine').add(noise('noise', { gain: 0.1 })), gate: 1 }), octaves: lfo('lfo', { freq: 7 }), q: 5,
})

test('a ramp starts at the frame of its event and ends on the next multiple of 16 after its time, on the very value', () => {
  for (const frame of [0, 1, 15, 16, 100]) {
    const samples = listen(() => gain('it', { in: 1, gain: 0 }), 2000, [[frame, '/mod/it/gain', 0.3]])
    const end = Math.ceil((frame + 480) / 16) * 16
    assert.is(samples[Math.max(0, frame - 1)], 0)
    assert.is(samples[frame], 0)
    assert.ok(samples[frame + 1] > 0)
    assert.is.not(samples[end - 1], Math.fround(0.3))
    assert.ok(samples.subarray(end).every(sample => sample === Math.fround(0.3)), `event at ${frame}`)
  }
})

test('a ramp that is interrupted goes on from where it was; one of 0 frames jumps', () => {
  const kernel = kernelOf(() => gain('it', { in: 1, gain: 0 }))
  const instance = new Instance(kernel)
  const { param } = change(kernel.layout, '/mod/it/gain', [1])
  instance.apply(param, 1, 160)
  instance.render(0, 80)
  instance.apply(param, 0, 160)
  instance.render(80, 10)
  instance.apply(param, 2, 0)
  instance.render(90, 10)
  const samples = left(instance.output)
  assert.ok(Math.abs(samples[80] - 0.5) < 1e-6)
  assert.ok(Math.abs(samples[88] - 0.475) < 1e-6)
  assert.ok(samples.subarray(90, 100).every(sample => sample === 2))
})

test('what jumps ignores the ramp that it is given', () => {
  const kernel = kernelOf(() => adsr('it', { attack: 0, decay: 0, sustain: 1 }))
  const instance = new Instance(kernel)
  instance.render(0, 5)
  instance.apply(change(kernel.layout, '/gate/it', [1]).param, 1, 1000)
  instance.render(5, 5)
  assert.equal([...left(instance.output).subarray(0, 10)], [0, 0, 0, 0, 0, 1, 1, 1, 1, 1])
})

test('the state is all there is: restored at any block border it goes on bit for bit', () => {
  const kernel = kernelOf(chain)
  const parameters = kernel.layout.modules.flatMap(module => module.inputs).filter(input => input.param !== null)
  for (const border of [1, 16, 33, 500, 777]) {
    const [first, second] = [new Instance(kernel), new Instance(kernel)]
    first.render(0, border)
    parameters.forEach((input, i) => { if (i % 2) first.apply(input.param!, input.min, -1) })
    first.render(0, border)
    second.state.set(first.state.slice())
    first.render(0, 1000)
    second.render(0, 1000)
    assert.equal(second.output.slice(0, 2000), first.output.slice(0, 2000))
    assert.is(second.frame, 2 * border + 1000)
  }
})

test('what fades out for ever ends in silence, not in the numbers that make processors slow', () => {
  const kernel = kernelOf(() => biquad('it', { in: adsr('in', { gate: 1, release: 0 }), cutoff: 100 }))
  const instance = new Instance(kernel)
  const { offset, bytes } = kernel.layout.modules.find(module => module.id === 'it')!.state
  instance.render(0, 4096)
  instance.apply(change(kernel.layout, '/gate/in', [0]).param, 0, 0)
  for (let i = 0; i < 12; i++) instance.render(0, 4096)
  const [band, low] = new Float64Array(instance.state.slice(offset, offset + bytes).buffer)
  assert.equal([band, low], [0, 0])
})

test('starts at any frame', () => {
  const kernel = kernelOf(chain)
  for (const frame of [5, 48_000, 2 ** 40 + 3]) {
    const [first, second] = [new Instance(kernel), new Instance(kernel)]
    first.frame = frame
    second.frame = frame
    first.render(0, 1000)
    for (let i = 0; i < 1000; i += 10) second.render(i, 10)
    assert.equal(second.output.slice(0, 2000), first.output.slice(0, 2000))
    assert.is(first.frame, frame + 1000)
  }
})

test('renders where it is told and nowhere else; the largest block and none', () => {
  const instance = new Instance(kernelOf(chain))
  instance.render(0, 0)
  assert.is(instance.frame, 0)
  assert.ok(instance.output.every(sample => sample === 0))
  instance.render(100, 5)
  assert.ok(instance.output.every((sample, i) => (i >= 200 && i < 210) || sample === 0))
  assert.is(instance.output.length, 2 * MAX_BLOCK)
  instance.render(0, MAX_BLOCK)
  assert.is(instance.frame, 5 + MAX_BLOCK)
})

test('a kernel is plain data: structured clones sound the same', () => {
  const kernel = kernelOf(chain)
  const copy: Kernel = structuredClone({ ...kernel, layout: JSON.parse(JSON.stringify(kernel.layout)) })
  assert.equal(play(copy, 500), play(kernel, 500))
})

test('events at the same frame, at block borders and between them', () => {
  const kernel = kernelOf(chain)
  const cues: Cue[] = [
    [0, '/mod/sine/freq', 500], [128, '/gate/adsr', 'off'], [128, '/mod/filter/mode', 'highpass'], [131, '/gate/adsr', 0.5],
  ]
  const whole = play(kernel, 1000, cues, 1000)
  for (const block of [1, 7, 128]) assert.equal(play(kernel, 1000, cues, block), whole)
})

test.run()
