/** One module alone: which others are silent then, and that it is heard as it was among them. */
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { others } from '../../src/engine/solo.ts'
import { adsr, biquad, feedback, gain, lfo, mix, noise, sine, voices } from '../../src/index.ts'
import { kernelOf, play } from '../play.ts'

const tone = (id: string, freq = 300): any => sine(id, { freq, gain: 0.3 })
const sweep = (id: string): any => lfo(id, { freq: 3, min: 400, max: 4000 })

/** What is built, the module that is heard alone, the modules that are silent, and what is heard then. */
const CASES: [what: string, build: () => any, id: string, silent: string[], alone: () => any][] = [
  ['one of a sum', () => tone('a').add(tone('b')).sub(tone('c')), 'a', ['b', 'c'], () => tone('a')],
  ['one of a sum, times a number', () => tone('a').add(tone('b')).mul(0.5), 'b', ['a'], () => tone('b').mul(0.5)],
  ['one of a mix', () => mix('mix', { in1: tone('a'), in2: tone('b') }), 'a', ['b'], () => mix('mix', { in1: tone('a') })],
  ['what moves the filter behind it', () => biquad('filter', { in: tone('a').add(tone('b')), cutoff: sweep('lfo') }), 'a', ['b'],
    () => biquad('filter', { in: tone('a'), cutoff: sweep('lfo') })],
  ['what moves its level', () => biquad('filter', { in: gain('amp', { in: tone('a'), gain: lfo('env', { min: 0.5, max: 1 }) }), cutoff: sweep('lfo') }), 'a', [],
    () => biquad('filter', { in: gain('amp', { in: tone('a'), gain: lfo('env', { min: 0.5, max: 1 }) }), cutoff: sweep('lfo') })],
  ['its factor, not that of another', () => tone('a').mul(sweep('x').mul(1e-4)).add(tone('b').mul(sweep('y').mul(1e-4))), 'b', ['a', 'x'],
    () => tone('b').mul(sweep('y').mul(1e-4))],
  ['a factor of the whole sum', () => tone('a').add(tone('b')).mul(sweep('x').mul(1e-4)), 'a', ['b'],
    () => tone('a').mul(sweep('x').mul(1e-4))],
  ['what only moves something: that is heard', () => biquad('filter', { in: tone('a').add(tone('b')), cutoff: sweep('lfo') }).add(tone('c')), 'lfo', ['c'],
    () => biquad('filter', { in: tone('a').add(tone('b')), cutoff: sweep('lfo') })],
  ['what it is made of', () => adsr('amp', { in: tone('a').add(noise('n', { seed: 1 })), gate: 1 }).add(tone('b')), 'amp', ['b'],
    () => adsr('amp', { in: tone('a').add(noise('n', { seed: 1 })), gate: 1 })],
  ['what goes round in a feedback', () => feedback('ring', back => tone('a').add(tone('b')).add(back.mul(0.5))).add(tone('c')), 'a', ['b', 'c'],
    () => feedback('ring', back => tone('a').add(back.mul(0.5)))],
  ['a feedback', () => feedback('ring', back => tone('a').add(back.mul(0.5))).add(tone('c')), 'ring', ['c'],
    () => feedback('ring', back => tone('a').add(back.mul(0.5)))],
  ['a feedback in voices', () => voices(3, () => feedback('ring', back => tone('a').add(tone('b')).add(back.mul(0.5)))), 'b', ['a'],
    () => voices(3, () => feedback('ring', back => tone('b').add(back.mul(0.5))))],
]

for (const [what, build, id, silent, alone] of CASES) {
  test(what, () => {
    const kernel = kernelOf(build)
    assert.equal(others(kernel.layout, id), silent)
    const muted = play(kernel, 24_000, silent.map(id => [0, `/mod/${id}/mute`, 1]))
    // After the ramps.
    assert.equal(muted.subarray(2000), play(alone, 24_000).subarray(2000))
    assert.ok(muted.some(sample => Math.abs(sample) > 0.05))
  })
}

test('on both sides of the stereo picture', () => {
  const { layout } = kernelOf(() => [tone('a').add(tone('b')), tone('c')])
  assert.equal(others(layout, 'b'), ['a', 'c'])
})

test('a sum of the same again and again takes no time', () => {
  let sum = tone('a').add(tone('b'))
  for (let i = 0; i < 50; i++) sum = sum.add(sum).mul(0.5)
  assert.equal(others(kernelOf(() => sum).layout, 'b'), ['a'])
})

test.run()
