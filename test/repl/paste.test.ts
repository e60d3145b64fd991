/** Blocks that are pasted, as the lines that they become. */
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { joined } from '../../src/repl/paste.ts'

test('what goes on with a dot belongs to the line before it', () => {
  assert.is(joined("filter.cutoff = pat('c')  // slow\r\n  .slow(2)\n\n\t.fast(2)\nx\n"), "filter.cutoff = pat('c').slow(2).fast(2)\nx\n")
  assert.is(joined('a\n  ?.b()\n'), 'a?.b()\n')
})

test('everything else stays', () => {
  for (const text of ['a\nb\n', "x = 'http://a'\ny", 'f(...\n  ...rest)\n', '[1,\n .5]']) assert.is(joined(text), text)
})

test.run()
