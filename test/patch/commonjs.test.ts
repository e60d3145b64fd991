/** A patch in a folder that says nothing of modules is loaded as CommonJS, and so is a second copy of the library: what module code
 *  refers to has other names there. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { loadPatch } from '../../src/patch/load.ts'
import { kinds } from '../dsp/every.ts'
import { peak, play, RATE } from '../play.ts'

test('every module of the registry is compiled there too', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'chronus-test-'))
  try {
    const names = kinds.map(kind => kind.spec.name)
    const file = join(folder, 'all.ts')
    writeFileSync(file, `import { ${names.join(', ')}, patch } from 'music-chronus'
const first = (made: any) => Array.isArray(made) ? made[0] : made
export default patch(() => [${names.map(name => `first(${name}('my-${name}'))`).join(', ')}].reduce((a, b) => a.add(b)))
`)
    const { kernel } = await loadPatch(file, RATE)
    assert.is(kernel.layout.modules.length, names.length)
    assert.ok(peak(play(kernel, 4800)) > 0)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
})

test.run()
