/** What files have in them. */
import { mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { contents, fingerprint } from '../../src/engine/contents.ts'

const folder = mkdtempSync(join(tmpdir(), 'chronus-contents-'))
test.after(() => rmSync(folder, { recursive: true }))
const file = (name: string, data: string | Buffer): string => {
  writeFileSync(join(folder, name), data)
  return join(folder, name)
}

test('what is in a file counts, not its date; in a large one its date', () => {
  for (const [size, isLarge] of [[10, false], [2 ** 20 + 1, true]] as const) {
    const path = file('a', 'x'.repeat(size))
    const before = fingerprint(path)
    utimesSync(path, 1000, 1000)
    assert.is(fingerprint(path) !== before, isLarge)
    const touched = fingerprint(path)
    writeFileSync(path, 'y'.repeat(size))
    assert.is.not(fingerprint(path), touched)
  }
})

test('text is kept, anything else and what is large is not; what is missing is no content', () => {
  const [text, binary, large] = [file('text', 'a ♪'), file('binary', Buffer.from([0xff, 0xfe])), file('large', ' '.repeat(2 ** 21))]
  const found = contents([text, binary, large])
  assert.equal(found.texts, [[text, 'a ♪']])
  assert.ok(found.fingerprint)
  assert.is.not(contents([text, binary]).fingerprint, found.fingerprint)
  assert.equal(contents([text, join(folder, 'none')]), { texts: [[text, 'a ♪']], fingerprint: null })
})

test('a folder is what lies in it: a bank of sounds', () => {
  const before = fingerprint(folder)
  assert.is(fingerprint(folder), before)
  file('another', 'x')
  assert.is.not(fingerprint(folder), before)
  assert.is(fingerprint(join(folder, 'none')), null)
})

test.run()
