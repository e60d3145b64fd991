import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { loadPatch } from './load.ts'

const RATE = 48_000

/** Loads a small patch that nobody has loaded before: in a process the first one takes many times as long as those after it, for the
 *  compiler of TypeScript starts with the first file whose result isn't on disk yet. */
export async function warmUp(): Promise<void> {
  try {
    const folder = mkdtempSync(join(tmpdir(), 'chronus-warm-'))
    try {
      const file = join(folder, 'patch.ts')
      writeFileSync(file, `import { patch, sine } from 'music-chronus'\nexport default patch(() => sine('${folder}'))\n`)
      await loadPatch(file, RATE)
    } finally {
      rmSync(folder, { recursive: true, force: true })
    }
  } catch {
    // The disk may be full; then the first one takes what it takes.
  }
}
