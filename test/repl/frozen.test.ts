import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { type Value, freeze } from '../../src/repl/frozen.ts'

/** What the inputs have from the file. */
const FILE: Record<string, number | string> = {
  'sine.freq': 220, 'sine.pitch': -3, 'filter.mode': 'lowpass', 'filter.cutoff': 900, 'odd.freq': 220, 'odd.gain': 2,
}

const frozen = (text: string, ...values: [path: string, value: number | string, file?: number][]): ReturnType<typeof freeze> =>
  freeze(text, values.map(([path, value, file = FILE[path] ?? 0]): Value => {
    const [module, input] = path.split('.')
    return { module, kind: module === 'filter' ? 'biquad' : 'sine', input, value, file }
  }))

const TEXT = `import { biquad, patch, sine } from 'music-chronus'
const RATIO = 2 // an octave

export default patch({ bpm: 140 }, () => {
  const tone: Signal = sine('sine', { freq: 220, pitch: -3, gain: 0.3 }) // the tone
  const bare = sine('bare')
  const none = sine("none", {})
  const odd = sine('odd', { freq: 110 * RATIO, 'gain': RATIO })
  const spread = sine('spread', { freq: 110, ...more })
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
  const { text, unwritten } = frozen(TEXT, ['odd.freq', 1], ['odd.gain', 0.1], ['spread.freq', 3], ['many1.freq', 7], ['sine.freq', 5])
  assert.is(text, TEXT.replace('freq: 220', 'freq: 5'))
  assert.equal(unwritten.map(({ module, input, why }) => `${module}.${input}: ${why}`), [
    'odd.freq: in line 8 it is 110 * RATIO', 'odd.gain: in line 8 it is RATIO', 'spread.freq: in line 9 its inputs are not all written out',
    "many1.freq: no file makes 'many1' by that name",
  ])
})

test('what is not certainly the place of a value is left alone', () => {
  const why = (text: string, value: number, file: number): string => {
    const result = frozen(text, ['tone.freq', value, file])
    assert.is(result.text, text)
    return result.unwritten[0].why
  }
  assert.is(why(`const voice = (id, { freq }) => sine(id, { freq: 2 * freq })\nvoice('tone', { freq: 220 })`, 330, 440),
    'in line 2 it is 220, not the 440 that was loaded')
  assert.is(why(`voice('tone')`, 330, 440), 'in line 1 voice makes it')
  assert.is(why(`sine('tone', { freq: 220 })\nsine('tone', { freq: 220 })`, 330, 220), `'tone' stands in lines 1, 2`)
  assert.is(why(`sine('tone')\nnote('tone')`, 330, 220), `'tone' stands in lines 1, 2`)
  assert.is(frozen(`sine('tone', { freq: 220 })\nnote('tone', { freq: 1 })`, ['tone.freq', 330, 220]).text,
    `sine('tone', { freq: 330 })\nnote('tone', { freq: 1 })`)
  assert.is(frozen(`import { sine as osc } from 'music-chronus'\nosc('tone')`, ['tone.freq', 330, 220]).text.split('\n')[1],
    `osc('tone', { freq: 330 })`)
})

test('comments stay where nothing else stands', () => {
  assert.is(frozen(`sine('tone', { /* freq: 3 */ })`, ['tone.freq', 330, 220]).text, `sine('tone', { freq: 330, /* freq: 3 */ })`)
})

test('a text that is no TypeScript is refused', () => {
  assert.throws(() => frozen('export default patch(() => {', ['a.b', 1]), SyntaxError)
})

test.run()
