/** What a file has in it, in short: to see whether it has changed. */
import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'

/** A hash of a file's content; null while it is missing, as it is for a moment in some editors' saves. */
export function fingerprint(path: string): string | null {
  try {
    return createHash('sha256').update(readFileSync(path)).digest('hex')
  } catch {
    return null
  }
}
