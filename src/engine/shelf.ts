/** Keeps the store of decoded samples small: what no version can play any more is taken out. */
import { readdirSync, rmSync, statSync } from 'node:fs'
import { join } from 'node:path'
import type { Layout } from '../kernel/kernel.ts'
import { sampleBytes } from '../kernel/samples.ts'
import { HEARD, folders } from '../kernel/store.ts'

/** How often it is looked through, and for how long something stays that no version has: it may belong to one that is just being
 *  loaded, or waits for its beat; ms. */
const EVERY = 30_000
const UNUSED = 600_000
/** Bytes from which on less is kept, and for how long that stays in any case, ms: versions that can't be brought back without decoding
 *  their files again are the price. */
const FULL = 2 ** 29
const SHORT = 60_000

/** What versions need: those that play, or may be heard at any moment; and those that may be brought back. */
export interface Needs { now: readonly Layout[], past: readonly Layout[] }

/** Looks through the store from time to time. */
export function tidy(needs: () => Needs): NodeJS.Timeout {
  return setInterval(() => sweep(needs()), EVERY).unref()
}

/** Takes out what isn't needed. `at`: the time, ms since 1970. */
export function sweep({ now, past }: Needs, at = Date.now()): void {
  const [vital, known] = [now, [...now, ...past]].map(layouts => new Set(layouts.flatMap(({ samples }) => samples.map(({ key }) => key))))
  const all = shelf(at)
  let bytes = total(all)
  for (const { path, name, size, age } of all) {
    const isPast = age > UNUSED && !known.has(name)
    if (!isPast && (bytes <= FULL || age <= SHORT || vital.has(name))) continue
    rmSync(path, { force: true })
    bytes -= size
  }
}

const total = (files: readonly { size: number }[]) => files.reduce((sum, { size }) => sum + size, 0)

/** Bytes of all that is there. */
export const shelved = (): number => total(shelf(Date.now()))

/** What the status says of a version's samples. */
export function sampleStatus(layout: Layout | undefined): { files: number, megabytes: number, shared: number } {
  const megabytes = (bytes: number) => Math.round(bytes / 2 ** 20 * 10) / 10
  const samples = layout?.samples ?? []
  return { files: new Set(samples.map(({ path }) => path)).size, megabytes: megabytes(sampleBytes(samples)), shared: megabytes(shelved()) }
}

/** The oldest first. */
function shelf(at: number): { path: string, name: string, size: number, age: number }[] {
  return folders().flatMap(folder => {
    try {
      return readdirSync(folder).filter(name => name !== HEARD).flatMap(name => {
        const path = join(folder, name)
        const stats = statSync(path, { throwIfNoEntry: false })
        return stats ? [{ path, name, size: stats.size, age: at - stats.mtimeMs }] : []
      })
    } catch {
      return []
    }
  }).sort((a, b) => b.age - a.age)
}
