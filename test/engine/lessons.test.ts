/** Every patch in patches/, with real workers: one of them is killed and the file is saved again while it plays, and every sample is that
 *  of the offline render. */
import { copyFileSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { loadPatch } from '../../src/patch/load.ts'
import { RATE, assertSame, offline, playing, redundant, stage } from './stage.ts'

const directory = fileURLToPath(new URL('../../patches/', import.meta.url))
const folder = mkdtempSync(join(tmpdir(), 'chronus-patches-'))
test.after(() => rmSync(folder, { recursive: true }))

for (const name of readdirSync(directory).filter(file => file.endsWith('.ts'))) {
  test(`${name} goes on through a kill and an edit`, async () => {
    const file = join(folder, name)
    copyFileSync(join(directory, name), file)
    await stage(file, async ({ engine, output }) => {
      const { deck } = engine
      const first = deck.current!
      // Sounds that it plays are to be found in this process, too; and what plays by hand is played.
      await loadPatch(file, RATE)
      for (const { id, pattern } of first.kernel.layout.notes) if (!pattern) deck.set(`/note/${id}`, [60, 0.8])
      await output.playTo(output.frames + 40_000)
      process.kill(deck.slots[deck.active].worker!.pid, 'SIGKILL')
      await output.playTo(output.frames + 20_000)
      await redundant(engine)
      writeFileSync(file, `// Saved again.\n${readFileSync(file, 'utf8')}`)
      await playing(engine, engine.play(file, name))
      await output.playTo(output.frames + 40_000)
      assert.ok(deck.failovers >= 1)
      assert.is(deck.current!.number, 2)
      assert.is(deck.framesLost, 0)
      assertSame(output.samples, offline(first, output.frames))
    })
  })
}

test.run()
