/** The input that every module has: mute. */
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { audio, gain, lfo, module, pan, sine } from '../../src/index.ts'
import { Instance } from '../../src/kernel/instance.ts'
import { change } from '../../src/kernel/parameters.ts'
import { kernelOf, listen, play, steepest } from '../play.ts'

const tones = (): any => sine('a', { freq: 200, gain: 0.4 }).add(sine('b', { freq: 300, gain: 0.4 }))

test('muted it fades out, without a click, and comes back where it would be', () => {
  const all = listen(tones, 20_000)
  const muted = listen(tones, 20_000, [[4800, '/mod/a/mute', 1], [12_000, '/mod/a/mute', 0]])
  const alone = listen(() => sine('b', { freq: 300, gain: 0.4 }), 20_000)
  const ramp = 480 + 16
  assert.equal(muted.subarray(0, 4800), all.subarray(0, 4800))
  assert.equal(muted.subarray(4800 + ramp, 12_000), alone.subarray(4800 + ramp, 12_000))
  assert.equal(muted.subarray(12_000 + ramp), all.subarray(12_000 + ramp))
  assert.ok(steepest(muted) < steepest(all) + 0.4 / 480)
})

test('muted by the patch file; the others play on, whatever moves beside it', () => {
  const file = listen(() => sine('a', { mute: 1 }).add(sine('b', { freq: 300, gain: 0.4 })), 9600, [[1000, '/mod/b/freq', 500]])
  assert.equal(file, listen(() => sine('b', { freq: 300, gain: 0.4 }), 9600, [[1000, '/mod/b/freq', 500]]))
})

test('all outputs of a module are muted, and what hears it hears nothing', () => {
  const pcm = play(() => pan('pan', { in: gain('level', { in: sine('a'), mute: 1 }), position: lfo('slow') }), 4800)
  assert.ok(pcm.every(sample => sample === 0))
  assert.ok(play(() => pan('pan', { in: sine('a'), mute: 1 }), 4800).every(sample => sample === 0))
})

test('what is muted may make numbers that are no sound', () => {
  const broken = module({ name: 'broken', inputs: {}, tick: () => 1 / 0 })
  assert.ok(listen(() => broken('it', { mute: 1 }), 4800).every(sample => sample === 0))
})

test('once nothing is muted any more it is as fast as before', () => {
  const instance = new Instance(kernelOf(tones))
  const set = (value: number): void => {
    const { param } = change(instance.layout, '/mod/a/mute', [value])
    instance.apply(param, value, -1)
  }
  const end = (): number => new Float64Array(instance.state.buffer)[1]
  assert.is(end(), -1)
  set(1)
  instance.render(0, 1600)
  assert.is(end(), Infinity)
  set(0)
  assert.is(end(), 1600 + 480)
})

test('it takes no signal, and nobody else has its name', () => {
  assert.throws(() => gain('it', { mute: sine('a') as any }), /takes a number/)
  assert.throws(() => module({ name: 'own', inputs: { mute: audio('x') }, tick: (s, { mute }) => mute }), /Every module has the input 'mute'/)
})

test.run()
