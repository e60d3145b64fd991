/** docs/playing.md: every patch in it sounds, and what it types into the REPL is understood. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { loadPatch } from '../src/patch/load.ts'
import { left, peak, play, RATE, rms } from './play.ts'

const guide = readFileSync(fileURLToPath(new URL('../docs/playing.md', import.meta.url)), 'utf8')
const folder = mkdtempSync(join(tmpdir(), 'chronus-playing-'))
test.after(() => rmSync(folder, { recursive: true }))
const patches = [...guide.matchAll(/^```ts\n([^]*?)^```$/gm)].map(([, text]) => text)

patches.forEach((text, i) => {
  test(`patch ${i + 1} sounds, and changes as it plays`, async () => {
    const file = join(folder, `patch${i}.ts`)
    writeFileSync(file, text)
    const { kernel } = await loadPatch(file, RATE)
    const sound = left(play(kernel, 4 * RATE))
    assert.ok(peak(sound) < 2 && rms(sound) > 0.005, `peak ${peak(sound)}, rms ${rms(sound)}`)
    const levels = Array.from({ length: 16 }, (_, n) => rms(sound.slice(n * RATE / 4, (n + 1) * RATE / 4)))
    assert.ok(Math.max(...levels) > 1.05 * Math.min(...levels))
    assert.ok(kernel.layout.notes.some(({ pattern }) => pattern) ||
      kernel.layout.modules.some(({ inputs }) => inputs.some(({ pattern }) => pattern)), 'patterns play it')
  })
})

test('the guide has its patches', () => assert.is(patches.length, 4))

test.run()
