/** From addresses to parameters: what is found, what is clamped, what is said when it isn't there. */
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { adsr, biquad, lfo, noise, sine } from '../../src/index.ts'
import { change, find } from '../../src/kernel/parameters.ts'
import { kernelOf } from '../play.ts'

const { layout } = kernelOf(() => biquad('filter', {
  in: adsr('adsr', { in: sine('sine', { freq: lfo('lfo').mul(10).add(220), pitch: lfo('lfo2') }) }), cutoff: 800,
}).add(noise('noise')))

test('a number, clamped to the range', () => {
  const { value, clamped, input, module, ramp } = change(layout, '/mod/filter/cutoff', [1234])
  assert.equal([value, clamped, input.name, module.id, ramp], [1234, false, 'cutoff', 'filter', -1])
  assert.is(change(layout, '/mod/filter/cutoff', [1e6]).value, 20_000)
  assert.is(change(layout, '/mod/filter/cutoff', [-Infinity]).value, 20)
  assert.ok(change(layout, '/mod/filter/cutoff', [1]).clamped)
})

test('a choice by its name or index, resonance for q, gates with on, off or a velocity', () => {
  assert.is(change(layout, '/mod/filter/mode', ['notch']).value, 3)
  assert.is(change(layout, '/mod/filter/mode', [3]).value, 3)
  assert.is(change(layout, '/mod/filter/resonance', [5]).input.name, 'q')
  const gates = ['on', 'off', 1, 0, true, false, 0.5].map(arg => change(layout, '/gate/adsr', [arg]).value)
  assert.equal(gates, [1, 0, 1, 0, 1, 0, 0.5])
  assert.is(change(layout, '/mod/adsr/gate', ['on']).value, 1)
})

test('the value of the patch file is the default', () => {
  assert.is(find(layout, '/mod/filter/cutoff').input.default, 800)
  assert.is(find(layout, '/gate/adsr').input.name, 'gate')
})

const errors: [address: string, args: (number | string | boolean)[], message: RegExp][] = [
  ['/mod/sin/freq', [1], /no module 'sin'.*Did you mean 'sine'/],
  ['/mod/sine/frq', [1], /no input 'frq'.*Did you mean 'freq'/],
  ['/mod/sine/constructor', [1], /no input 'constructor'/],
  ['/mod/sine', [1], /names no parameter/],
  ['/mod/sine/freq/x', [1], /names no parameter/],
  ['/gate/sine', [1], /no gate.*Gates: adsr/],
  ['/mod/filter/cutoff', ['high'], /takes a number \(Hz\), not 'high'/],
  ['/mod/filter/cutoff', [true], /takes a number \(Hz\), not true/],
  ['/mod/filter/cutoff', [NaN], /not NaN/],
  ['/mod/filter/cutoff', [], /takes one value, not 0/],
  ['/mod/filter/cutoff', [1, 2], /takes one value, not 2/],
  ['/mod/filter/mode', ['lowpas'], /is one of lowpass, .*Did you mean 'lowpass'/],
  ['/mod/filter/mode', [9], /is one of/],
  ['/gate/adsr', ['open'], /takes on, off or a velocity/],
  ['/mod/sine/pitch', [1], /sine\.pitch follows 'lfo2'.*number in the patch file/],
  ['/mod/sine/freq', [1], /sine\.freq follows a signal/],
]
const modes = 'lowpass, highpass, bandpass, notch, peak, lowshelf, highshelf'
const choices: [value: number | string, message: string][] = [
  ['lowpas', `filter.mode is one of ${modes}, not 'lowpas'. Did you mean 'lowpass'?`],
  ['volume', `filter.mode is one of ${modes}, not 'volume'.`],
  [-1, `filter.mode is one of ${modes}, not -1.`],
  [7, `filter.mode is one of ${modes}, not 7.`],
  [1.5, `filter.mode is one of ${modes}, not 1.5.`],
  [Infinity, `filter.mode is one of ${modes}, not Infinity.`],
]
for (const [value, message] of choices) {
  test(`a choice is never ${value}`, () => {
    assert.throws(() => change(layout, '/mod/filter/mode', [value]), (error: Error) => error.message === message)
  })
}

for (const [address, args, message] of errors) {
  test(`${address} ${args.join(' ')}: an error that helps`, () => {
    assert.throws(() => change(layout, address, args), (error: Error) => message.test(error.message))
  })
}

test.run()
