import { readFileSync, statSync } from 'node:fs'
import { dirname, extname, resolve } from 'node:path'

/** A file that is code: it may name others. */
const CODE = /\.[cm]?[jt]s$/

/** A file and all that it names by a path from its own folder ('./lib/scale.ts', './kick.wav'), directly or not: the files whose
 *  change may change the patch. `missing`: also those that are not there, and may come. */
export function imported(file: string, missing = false): string[] {
  const files = new Set([file])
  for (const known of files) {
    if (!CODE.test(known)) continue
    for (const [, path] of textOf(known).matchAll(/['"`](\.{1,2}\/[^'"`\n]+)['"`]/g)) {
      const base = resolve(dirname(known), path)
      const found = [base, `${base}.ts`, base.replace(/\.js$/, '.ts'), resolve(base, 'index.ts')].find(isFile)
      if (found !== undefined) files.add(found)
      else if (missing) files.add(extname(base) === '' ? `${base}.ts` : base)
    }
  }
  return [...files]
}

/** Nothing where it can't be read: who loads it says so. */
function textOf(path: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return ''
  }
}

const isFile = (path: string) => statSync(path, { throwIfNoEntry: false })?.isFile() ?? false
