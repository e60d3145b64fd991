/** Lines in words, and what Tab offers of them. */
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { asCode, completeWords } from '../../src/repl/say.ts'
import { complete } from '../../src/repl/complete.ts'
import { Mirror } from '../../src/repl/mirror.ts'
import { silentEngine } from './engine.ts'

test('a line that begins with a quotation mark is said', () => {
  assert.is(asCode('"darker, and add some wobble\n'), 'say("darker, and add some wobble")')
  assert.is(asCode(' "louder"'), 'say("louder")')
  assert.is(asCode('“a bit brighter”;\n'), 'say("a bit brighter")')
  assert.is(asCode('"say \\ and `${x}`'), 'say("say \\\\ and `${x}`")')
  for (const code of ["'louder'", 'x = "louder"', 'say("louder")', '`louder`']) assert.is(asCode(code), null)
})

test('Tab completes the last wish', async () => {
  const mirror = new Mirror(silentEngine(), () => {})
  await mirror.refresh()
  assert.equal(complete('"brigh', mirror, []), [['bright', 'brighter'], 'brigh'])
  assert.equal(completeWords('"darker, and add vib'), [['add vibrato'], 'add vib'])
  assert.equal(completeWords("say('euc"), [['euclid 3 8 on the kick'], 'euc'])
  assert.equal(completeWords('"xyz'), [[], 'xyz'])
  assert.is(completeWords('brigh'), null)
  assert.ok(completeWords('"')![0].length > 100)
})

test.run()
