/** What a worker does to be ready for its first patch. */
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { warmUp } from '../../src/patch/warm.ts'

test('the patch that is loaded for nothing is one that can be loaded', async () => {
  assert.is(await warmUp(), true)
})

test.run()
