/** What an editor underlines is refused when it runs, too. */
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { adsr, audio, biquad, choice, gate, hz, lfo, module, pan, sidechain, sine } from '../../src/index.ts'
import type { Signal } from '../../src/index.ts'
import { suggest } from '../../src/dsp/nearest.ts'
import { listen } from '../play.ts'

test('unknown inputs, wrong types, unknown choices', () => {
  // @ts-expect-error: no such input
  assert.throws(() => sine('it', { fre: 1 }), /no input 'fre'/)
  // @ts-expect-error: not a number
  assert.throws(() => sine('it', { freq: 'high' }), /not 'high'/)
  // @ts-expect-error: no such choice
  assert.throws(() => biquad('it', { mode: 'lowpas' }), /'lowpass'/)
  // @ts-expect-error: a choice follows no signal
  assert.throws(() => biquad('it', { mode: lfo('lfo') }), /is one of/)
  // @ts-expect-error: two signals
  assert.throws(() => adsr('it', { in: pan('pan') }), /several/)
  // @ts-expect-error: no id
  assert.throws(() => sine(), /needs a name/)
  assert.throws(() => sine('a b'), /needs a name/)
})

test('undefined is the default of a number, and no signal', () => {
  assert.is(sine('it', { freq: undefined }).node.inputs.freq, 220)
  assert.throws(() => biquad('it', { in: undefined }), /it\.in is undefined\. Make its signal in a line above/)
  assert.is(biquad('it', {}).node.inputs.in, 0)
})

test('a side chain that is not given is the signal that it belongs to', () => {
  const inputs = { in: audio('signal'), side: sidechain('what it listens to', 'in') }
  const duck = module({ name: 'duck', inputs, tick: (s, { in: x, side }) => x - side })
  const [tone, kick] = [sine('tone'), sine('kick')]
  assert.is(duck('it', { in: tone }).node.inputs.side, tone)
  assert.is(duck('it', { in: tone, side: kick }).node.inputs.side, kick)
  assert.is(duck('it', { in: tone, side: 0.5 }).node.inputs.side, 0.5)
  assert.is(duck('it').node.inputs.side, 0)
  assert.throws(() => duck('it', { in: tone, side: undefined }), /it\.side is undefined/)
  const lonely = { side: sidechain('what it listens to', 'in') }
  assert.throws(() => module({ name: 'duck', inputs: lonely, tick: () => 0 }), /'side' of 'duck' is to be like 'in'/)
})

test('a module with several outputs gives as many signals', () => {
  const [left, right]: readonly [Signal, Signal] = pan('pan')
  assert.is(left.node, right.node)
  assert.equal([left.output, right.output], [0, 1])
})

test('a definition that can not work is refused', () => {
  assert.throws(() => module({ name: 'my saw', inputs: {}, tick: () => 0 }), /can't be a module's name/)
  // @ts-expect-error: the state is made of numbers
  assert.throws(() => module({ name: 'saw', inputs: {}, state: { x: 'zero' }, tick: () => 0 }), /must start from a number/)
  assert.throws(() => hz(5, 20, 20_000, 'pitch'), /outside 20 … 20000/)
  assert.throws(() => choice([], 'wave'), /needs a name at least/)
})

test('the inputs and the state of a definition', () => {
  const define = (parts: object) => () => (module as any)({ name: 'saw', inputs: {}, tick: () => 0, ...parts })
  const freq = hz(220, 20, 20_000, 'pitch')
  assert.not.throws(define({ inputs: { freq, on: gate('gate') }, state: { phase: 0 }, coefficients: { turns: 0 } }))
  for (const inputs of [undefined, null, 220, [freq]]) assert.throws(define({ inputs }), /'saw' needs its inputs/)
  for (const input of [220, null, {}, hz]) assert.throws(define({ inputs: { freq: input } }), /'freq' of 'saw' is no input/)
  assert.throws(define({ inputs: { 'my freq': freq } }), /'my freq' of 'saw' is no name/)
  assert.throws(define({ inputs: { a: gate('one'), b: gate('two') } }), /'saw' has more gates than one: a, b/)
  assert.throws(define({ state: { phase: 0 }, coefficients: { phase: 0 } }), /'phase' .* both/)
})

test('uses that a function gives are asked for once, when they are needed', () => {
  let asked = 0
  const TABLE = [1, 2, 3]
  const kind = module({ name: 'late', inputs: {}, uses: () => { asked++; return { TABLE } }, tick: (s, inputs, { TABLE, frame }) => TABLE[frame] })
  const signal = kind('it')
  assert.is(asked, 0)
  assert.equal([...listen(() => signal, 4)], [1, 2, 3, 1])
  listen(() => signal, 4)
  assert.is(asked, 1)
  const wrong = (module as any)({ name: 'wrong', inputs: {}, uses: () => ({ TABLE: ['a'] }), tick: () => 0 })
  assert.throws(() => listen(() => wrong('it'), 1), /'TABLE' in the uses of 'wrong' isn't a table/)
})

test('the nearest name, or all of them', () => {
  assert.is(suggest('cutof', ['cutoff', 'q']), 'Did you mean \'cutoff\'?')
  assert.is(suggest('volume', ['cutoff', 'q']), 'There are: cutoff, q.')
})

test.run()
