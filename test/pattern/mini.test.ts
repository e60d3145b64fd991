/** Mini-notation: tables of notations and what they mean. */
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { pat } from '../../src/pattern/index.ts'
import { events, expected } from './events.ts'
import { table } from './table.ts'

test('all notations of the table have the events that Tidal has', () => {
  const cases = table('mini-notation.txt')
  assert.ok(cases.length > 300)
  const wrong = cases.flatMap(([text, cycles]) => cycles.flatMap((line, cycle) => {
    const [is, should] = [events(pat(text), cycle).sort(), expected(line).sort()]
    return is.join() === should.join() ? [] : [`${text}, cycle ${cycle}: ${is} instead of ${should}`]
  }))
  assert.equal(wrong, [])
})

/** What 1.7 didn't have, or says otherwise for numbers and for words. */
const LATER: [text: string, events: string][] = [
  ['c e g', '0-1/3 c, 1/3-2/3 e, 2/3-1 g'],
  ['cs4 ef3 F#2 Bb', '0-1/4 cs4, 1/4-1/2 ef3, 1/2-3/4 F#2, 3/4-1 Bb'],
  ['- bd', '1/2-1 bd'],
  ['bd - -', '0-1/3 bd'],
  ['-1 -', '0-1/2 -1'],
  ['bd(-3,8)', '1/8-1/4 bd, 1/4-3/8 bd, 1/2-5/8 bd, 5/8-3/4 bd, 7/8-1 bd'],
  ['bd(-5,8)', '1/8-1/4 bd, 1/2-5/8 bd, 7/8-1 bd'],
  ['1e', '0-1 0.125'],
  ['3q t', '0-1/2 0.75, 1/2-1 t'],
  ['1%4 1.5', '0-1/2 0.25, 1/2-1 1.5'],
  ['0..2', '0-1/3 0, 1/3-2/3 1, 2/3-1 2'],
  ['a .. c', '0-1/2 a, 1/2-1 c'],
  ["c'maj", '0-1 60, 0-1 64, 0-1 67'],
  ["c5'maj e3'min7", '0-1/2 72, 0-1/2 76, 0-1/2 79, 1/2-1 52, 1/2-1 55, 1/2-1 59, 1/2-1 62'],
  ["'maj7", '0-1 0, 0-1 4, 0-1 7, 0-1 11'],
  ["0'maj'5", '0-1 0, 0-1 4, 0-1 7, 0-1 12, 0-1 16'],
  ["0'maj'ii", '0-1 7, 0-1 12, 0-1 16'],
  ["0'maj'i2", '0-1 7, 0-1 12, 0-1 16'],
  ["0'maj'o", '0-1 -12, 0-1 -5, 0-1 4'],
  ["0'maj7'd1", '0-1 -1, 0-1 0, 0-1 4, 0-1 7'],
  ["0'maj'5'i", '0-1 4, 0-1 7, 0-1 12, 0-1 16, 0-1 12'],
  ["<0 2>'min", '0-1 0, 0-1 3, 0-1 7'],
  ["0'<maj min>", '0-1 0, 0-1 4, 0-1 7'],
  ["[0 5]'maj", '0-1/2 0, 0-1/2 4, 0-1/2 7, 1/2-1 5, 1/2-1 9, 1/2-1 12'],
  ["0'maj'[i ii]", '0-1/2 4, 0-1/2 7, 0-1/2 12, 1/2-1 7, 1/2-1 12, 1/2-1 16'],
  ['a, b c', '0-1 a, 0-1/2 b, 1/2-1 c'],
  ['bd(3,8)*2', '0-1/16 bd, 3/16-1/4 bd, 3/8-7/16 bd, 1/2-9/16 bd, 11/16-3/4 bd, 7/8-15/16 bd'],
  ['[a b]*4/2', '0-1/4 a, 1/4-1/2 b, 1/2-3/4 a, 3/4-1 b'],
  ['a@2!2 b', '0-2/5 a, 2/5-4/5 a, 4/5-1 b'],
  ['<>', ''], ['{}', ''], ['{}%4', ''], ['a!0 b', '0-1 b'],
]

test('what later versions have, and what is read more generously here', () => {
  const wrong = LATER.flatMap(([text, line]) => {
    const [is, should] = [events(pat(text)).sort(), expected(line).sort()]
    return is.join() === should.join() ? [] : [`${text}: ${is} instead of ${should}`]
  })
  assert.equal(wrong, [])
})

test('choices between whole notations are those in brackets', () => {
  for (let cycle = 0; cycle < 8; cycle++) assert.equal(events(pat('a b | c'), cycle), events(pat('[a b | c]'), cycle))
})

test.run()
