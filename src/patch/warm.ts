import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setImmediate } from 'node:timers/promises'
import * as library from '../dsp/index.ts'
import { program } from '../kernel/program.ts'
import { loadPatch } from './load.ts'

const RATE = 48_000

/** Loads a small patch that nobody has loaded before: in a process the first one takes many times as long as those after it, for the
 *  compiler of TypeScript starts with the first file whose result isn't on disk yet. Then it translates the modules of the library and
 *  works out their tables, one after the other: whatever is asked for meanwhile comes between. Gives whether it got to the end. */
export async function warmUp(): Promise<boolean> {
  try {
    const folder = mkdtempSync(join(tmpdir(), 'chronus-warm-'))
    try {
      const file = join(folder, 'patch.ts')
      writeFileSync(file, `// ${folder}\nimport { patch, sine } from 'music-chronus'\nexport default patch(() => sine('warm'))\n`)
      await loadPatch(file, RATE, undefined, true)
    } finally {
      rmSync(folder, { recursive: true, force: true })
    }
    for (const kind of Object.values(library)) {
      if ('spec' in kind) program(kind.spec)
      await setImmediate()
    }
    return true
  } catch {
    // The disk may be full; then the first one takes what it takes.
    return false
  }
}
