/** Feedback of a single frame. */
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { biquad, feedback, gain, lfo, noise, sine, svf, voices } from '../../src/index.ts'
import type { Signal } from '../../src/index.ts'
import { compile } from '../../src/kernel/compile.ts'
import { Instance } from '../../src/kernel/instance.ts'
import { faultOf } from '../../src/kernel/kernel.ts'
import { walk } from '../../src/patch/walk.ts'
import { kernelOf, listen, peak, play, RATE } from '../play.ts'
import { agree } from './agree.ts'

const first = (signal: Signal | readonly Signal[]) => Array.isArray(signal) ? signal[0] as Signal : signal as Signal

test('a one-pole low-pass, by its equation', () => {
  const samples = listen(() => feedback('round', back => sine('sine', { freq: 1000 }).mul(0.1).add(back.mul(0.9))), 1000)
  const dry = listen(() => sine('sine', { freq: 1000 }), 1000)
  let y = 0
  dry.forEach((x, i) => {
    y = 0.1 * x + 0.9 * y
    assert.ok(Math.abs(y - samples[i]) < 1e-6, `frame ${i}`)
  })
})

test('circles in circles, and what they need from outside, as in JavaScript', () => {
  agree(() => feedback('outer', a => {
    const slow = lfo('lfo', { freq: 3, min: 300, max: 3000 })
    const inner = feedback('inner', b => gain('level', { in: b.mul(0.5).add(noise('hiss').mul(0.2)), gain: lfo('tremolo') }))
    return biquad('filter', { in: inner.add(a.mul(0.4)), cutoff: slow }).mul(0.7)
  }).add(first(svf('after', { in: noise('other') }))))
})

test('at any block size, and in a graph that is cut all around it', () => {
  const build = () => {
    const chain = Array.from({ length: 30 }, (_, i) => biquad(`before${i}`, { in: noise(`n${i}`, { seed: i }).mul(0.01) })).reduce((a, b) => a.add(b))
    return feedback('round', back => Array.from({ length: 30 }, (_, i) => i)
      .reduce((signal, i) => gain(`g${i}`, { in: signal, gain: 0.99 }), chain.add(back.mul(0.5))))
  }
  agree(build, 500)
  const kernel = kernelOf(build)
  const whole = play(kernel, 2000, [], 2000)
  for (const block of [1, 7, 128]) assert.is(play(kernel, 2000, [], block).findIndex((sample, i) => sample !== whole[i]), -1)
})

test('in voices', () => {
  const one = (i: number, id: (name: string) => string) =>
    feedback(id('round'), back => sine(id('sine'), { freq: 100 * (i + 1) }).mul(0.1).add(back.mul(0.8 + 0.01 * i)))
  const a = listen(() => Array.from({ length: 5 }, (_, i) => one(i, name => name + i)).reduce((sum, x) => sum.add(x)), 4800)
  const b = listen(() => voices(5, i => one(i, name => name)), 4800)
  assert.ok(peak(a.map((sample, i) => sample - b[i])) < 1e-3 * peak(a))
})

test('what grows without end is reset, and named', () => {
  const kernel = kernelOf(() => feedback('round', back => gain('level', { in: back.mul(1.5).add(0.1), gain: 1 })))
  const instance = new Instance(kernel)
  for (let i = 0; i < 10; i++) instance.render(0, 128)
  assert.ok(instance.output.every(Number.isFinite))
  assert.ok(faultOf(kernel.layout, instance.fault).count > 0)
})

test('what can\'t be is said', () => {
  assert.throws(() => feedback('round', () => 3 as any), /needs the signal that goes round/)
  const circular = () => feedback('round', back => biquad('filter', { in: noise('hiss'), cutoff: back.mul(100).add(500) }))
  assert.throws(() => compile(walk(circular()), RATE), /'filter.cutoff' follows a signal of the feedback .*svf/)
  const chord = () => feedback('round', back => voices(3, i => svf('filter', { in: noise('hiss', { seed: i }).add(back.mul(0.1)) })) as Signal)
  assert.throws(() => compile(walk(chord()), RATE), /Voices can't be part of a feedback/)
  const beside = () => feedback('round', back => back.mul(0.5).add(voices(3, i => sine('sine', { freq: 100 + i, gain: 0.1 }))))
  assert.ok(peak(listen(beside, 1000)) > 0.3)
  assert.ok(peak(listen(() => feedback('round', () => sine('sine')), 1000)) > 0.5)
})

test.run()
