/** Step notation. */
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { beat, pat, toPattern } from '../../src/pattern/index.ts'
import { events, expected } from './events.ts'

const STEPS: [text: string, events: string][] = [
  ['x', '0-1 x'],
  ['X.', '0-1/2 X'],
  ['x.x.', '0-1/4 x, 1/2-3/4 x'],
  ['X..x', '0-1/4 X, 3/4-1 x'],
  ['x x . .', '0-1/4 x, 1/4-1/2 x'],
  ['x.|.X', '0-1/4 x, 3/4-1 X'],
  ['..x', '2/3-1 x'],
  ['X...x...X..xx...', '0-1/16 X, 1/4-5/16 x, 1/2-9/16 X, 11/16-3/4 x, 3/4-13/16 x'],
  ['....', ''],
]

test('X is an accent, x a hit, . a rest; spaces and | are only looks', () => {
  for (const [text, line] of STEPS) assert.equal(events(beat(text)), expected(line), text)
})

test('a text of nothing else is steps, anything else mini-notation', () => {
  for (const [text] of STEPS) assert.equal(events(toPattern(text)), events(beat(text)))
  assert.equal(events(toPattern('x . y')), events(pat('x . y')))
  assert.equal(events(toPattern('x ~')), events(pat('x ~')))
  assert.equal(events(toPattern('  ')), [])
})

test('accents are louder', () => {
  const [accent, hit] = beat('Xx').query(0, 1)
  assert.is(accent.attributes.velocity, 1)
  assert.ok(hit.attributes.velocity > 0.4 && hit.attributes.velocity < 0.9)
})

test.run()
