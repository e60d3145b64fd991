/** What files have in them: to see whether they have changed, and to keep it. */
import { isUtf8 } from 'node:buffer'
import { createHash } from 'node:crypto'
import { readFileSync, readdirSync, statSync } from 'node:fs'
import { SOUND_FILE } from '../patch/samples/soundfile.ts'

/** A larger file is no text, and is known by its date, as are sounds: to read them would take time that the engine doesn't have. Bytes. */
const LARGE = 2 ** 20

/** A file's content; `fingerprint` tells it from any other. */
interface Content { fingerprint: string, text: string | null }

/** Tells a file's content from any other; null while it is missing, as it is for a moment in some editors' saves. */
export function fingerprint(path: string): string | null {
  return contentOf(path)?.fingerprint ?? null
}

/** The texts of those that are text, and one fingerprint for all of them; null when one can't be read. */
export function contents(paths: readonly string[]): { texts: [path: string, text: string][], fingerprint: string | null } {
  const found = paths.map(contentOf)
  const texts = paths.flatMap((path, i): [string, string][] => found[i]?.text == null ? [] : [[path, found[i].text]])
  return { texts, fingerprint: found.includes(null) ? null : found.map(content => content!.fingerprint).join() }
}

function contentOf(path: string): Content | null {
  try {
    const stats = statSync(path)
    // A folder of sounds is what is in it.
    if (stats.isDirectory()) return { fingerprint: digest(readdirSync(path).sort().join('/')), text: null }
    if (!stats.isFile()) return null
    const { ino, mtimeMs, size } = stats
    if (size > LARGE || SOUND_FILE.test(path)) return { fingerprint: `${ino} ${size} ${mtimeMs}`, text: null }
    const data = readFileSync(path)
    return { fingerprint: digest(data), text: isUtf8(data) ? data.toString() : null }
  } catch {
    return null
  }
}

const digest = (data: Uint8Array | string) => createHash('sha256').update(data).digest('hex')
