import { readFileSync, statSync } from 'node:fs'
import { dirname, resolve } from 'node:path'

/** A file and all that it imports by a path of its own, directly or not: the files whose change changes the patch. */
export function imported(file: string): string[] {
  const files = new Set([file])
  for (const known of files) {
    for (const [, path] of textOf(known).matchAll(/\b(?:from|import)\s*\(?\s*['"](\.{1,2}\/[^'"]+)['"]/g)) {
      const base = resolve(dirname(known), path)
      const found = [base, `${base}.ts`, base.replace(/\.js$/, '.ts'), resolve(base, 'index.ts')].find(isFile)
      if (found !== undefined) files.add(found)
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
