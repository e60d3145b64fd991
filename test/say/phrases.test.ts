/** What sentences send: the table in phrases.txt, and the examples of the table of phrases. */
import { readFileSync } from 'node:fs'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { withPhrases } from '../../docs/say.ts'
import { NOTHING_SAID, understand } from '../../src/say/index.ts'
import { Budget, match } from '../../src/say/match.ts'
import { Parts } from '../../src/say/parts.ts'
import { readersOf } from '../../src/say/readers.ts'
import { Scene } from '../../src/say/scene.ts'
import { PHRASES } from '../../src/say/table.ts'
import { tokens } from '../../src/say/tokens.ts'
import { playingPatch } from './playing.ts'
import { outcome, rows } from './table.ts'

const table = rows()

test('the table has its sentences', () => assert.ok(table.length >= 250, `${table.length}`))

for (const { patch, sentences, expected } of table) {
  test(`${patch}: ${sentences.join(' // ')}`, async () => {
    assert.is(outcome(await playingPatch(patch), sentences), expected)
  })
}

for (const phrase of PHRASES) {
  const { example, patch = 'default', takes = [] } = phrase
  test(`the example '${example}' is of its own row`, async () => {
    const playing = await playingPatch(patch)
    const scene = new Scene(playing)
    const readers = readersOf(scene, new Parts(scene))
    const words = tokens(example)
    const present = new Set(words.map(({ text }) => text))
    const own = PHRASES.find(each => match(each.words, words, present, readers, each.takes ?? [], new Budget()) !== null)
    assert.is(own, phrase)
    assert.ok(takes.every(slot => slot in readers))
  })
}

test('no word before, the first sentence of an example is done', async () => {
  // What takes a sentence before it, or a take.
  const later = /more|other way|too much|undo that|fade in|stop recording/
  for (const { example, patch = 'default' } of PHRASES) {
    if (later.test(example) && !/more \w/.test(example)) continue
    const { messages, notes } = understand(example, await playingPatch(patch), NOTHING_SAID)
    assert.ok(messages.length + notes.length > 0, example)
  }
})

test('docs/say.md says what the table says', async () => {
  const guide = readFileSync(new URL('../../docs/say.md', import.meta.url), 'utf8')
  assert.is(guide, await withPhrases(guide), 'make docs ARGS=reference writes it again')
})

test.run()
