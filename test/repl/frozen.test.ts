import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { type Value, freeze } from '../../src/repl/frozen.ts'

const frozen = (text: string, ...values: [path: string, value: number | string][]): ReturnType<typeof freeze> =>
  freeze(text, values.map(([path, value]): Value => {
    const [module, input] = path.split('.')
    return { module, input, value }
  }))

const TEXT = `import { biquad, patch, sine } from 'music-chronus'
const RATIO = 2 // an octave

export default patch({ bpm: 140 }, () => {
  const tone: Signal = sine('sine', { freq: 220, pitch: -3, gain: 0.3 }) // the tone
  const bare = sine('bare')
  const none = sine("none", {})
  const odd = sine('odd', { freq: 110 * RATIO, 'gain': RATIO, ...more })
  const more = [1, 2].map(i => sine('many' + i, { freq: 100 * i }))
  return biquad('filter', {
    in: tone,
    mode: 'lowpass',
    cutoff: 900,
  })
})
`

test('numbers, choices and signs are written where they stand; nothing else is touched', () => {
  const { text, unwritten } = frozen(TEXT, ['sine.freq', 330.5], ['sine.pitch', 4], ['filter.mode', 'highpass'], ['filter.cutoff', 1e-7])
  assert.equal(unwritten, [])
  assert.is(text, TEXT.replace('freq: 220', 'freq: 330.5').replace('pitch: -3', 'pitch: 4')
    .replace("'lowpass'", "'highpass'").replace('cutoff: 900', 'cutoff: 1e-7'))
})

test('what is not said is added', () => {
  const { text, unwritten } = frozen(TEXT, ['sine.mute', 1], ['bare.freq', 50], ['bare.gain', 0.5], ['none.gain', 0.25], ['filter.q', 3])
  assert.equal(unwritten, [])
  assert.is(text, TEXT.replace('gain: 0.3', 'gain: 0.3, mute: 1').replace("sine('bare')", "sine('bare', { freq: 50, gain: 0.5 })")
    .replace('{})', '{ gain: 0.25 })').replace('cutoff: 900,', 'cutoff: 900, q: 3,'))
})

test('an expression stays, and is named with its line', () => {
  const { text, unwritten } = frozen(TEXT, ['odd.freq', 1], ['odd.gain', 0.1], ['odd.pitch', 3], ['many1.freq', 7], ['sine.freq', 5])
  assert.is(text, TEXT.replace('freq: 220', 'freq: 5'))
  assert.equal(unwritten.map(({ module, input, why }) => `${module}.${input}: ${why}`), [
    'odd.freq: in line 8 it is 110 * RATIO', 'odd.gain: in line 8 it is RATIO', 'odd.pitch: in line 8 its inputs are not all written out',
    "many1.freq: no file makes 'many1' by that name",
  ])
})

test('a text that is no TypeScript is refused', () => {
  assert.throws(() => frozen('export default patch(() => {', ['a.b', 1]), SyntaxError)
})

test.run()
