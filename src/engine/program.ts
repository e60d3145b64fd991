/** What tells this program from another one, as far as kernels go: the layout of a kernel is made and read by the same code only. */
import { createHash } from 'node:crypto'
import { readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const KERNEL = fileURLToPath(new URL('../kernel', import.meta.url))
/** Digits of the digest: enough for as many programs as anybody has had. */
const DIGITS = 8

/** A program of this version number with this source of its kernels. `folder`: where that lies. */
export function programOf(version: string, folder = KERNEL): string {
  const hash = createHash('sha256')
  for (const name of readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter(name => name.endsWith('.ts')).sort()) {
    hash.update(readFileSync(join(folder, name)))
  }
  return `${version} (${hash.digest('hex').slice(0, DIGITS)})`
}
