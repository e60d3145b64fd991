/** What files have in them. */
import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { isUtf8 } from 'node:buffer'

/** Files that are larger are no text, bytes. */
const LARGE = 2 ** 20

/** The texts of those that are text, and one fingerprint for all of them; null when one can't be read. */
export function contents(paths: readonly string[]): { texts: [path: string, text: string][], fingerprint: string | null } {
  const hash = createHash('sha256')
  const texts: [string, string][] = []
  try {
    for (const path of paths) {
      const data = readFileSync(path)
      hash.update(`${data.length} `).update(data)
      if (data.length <= LARGE && isUtf8(data)) texts.push([path, data.toString()])
    }
    return { texts, fingerprint: hash.digest('hex') }
  } catch {
    return { texts, fingerprint: null }
  }
}
