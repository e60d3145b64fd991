/** What tells this program from another one, as far as kernels go: the layout of a kernel is made and read by the same code only. */
import { createHash } from 'node:crypto'
import { readFileSync, readdirSync } from 'node:fs'
import { basename, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const KERNEL = fileURLToPath(new URL('../kernel', import.meta.url))
/** Digits of the digest: enough for as many programs as anybody has had. */
const DIGITS = 8

const ENGINE = fileURLToPath(new URL('.', import.meta.url))
const PATTERN = fileURLToPath(new URL('../pattern', import.meta.url))
/** What in the engine makes samples. */
const SOUND = /^(curtain|dcblock|fade|halfband|limiter|master|replay|seam|slidingminimum|tone|truepeak)\.ts$/

/** A program of this version number with this source of its kernels. `folder`: where that lies. */
export function programOf(version: string, folder = KERNEL): string {
  return `${version} (${digest(filesOf(folder))})`
}

/** What tells how this program makes samples, beside its kernels, from how another one does. */
export function soundOf(): string {
  return digest([...filesOf(PATTERN), ...filesOf(ENGINE).filter(path => SOUND.test(basename(path)))])
}

function filesOf(folder: string): string[] {
  const names = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter(name => name.endsWith('.ts')).sort()
  return names.map(name => join(folder, name))
}

function digest(files: readonly string[]): string {
  const hash = createHash('sha256')
  for (const file of files) hash.update(readFileSync(file))
  return hash.digest('hex').slice(0, DIGITS)
}
