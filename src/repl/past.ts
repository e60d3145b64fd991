/** The versions that played, as text for a terminal. */
import { basename } from 'node:path'
import { createTwoFilesPatch } from 'diff'
import type { Entry } from '../engine/archive.ts'

/** The texts of a version's files, by path. */
export type Texts = [path: string, text: string][]

/** A line a version: its number, when it was first heard, what it is. `current`: number of the one that plays. */
export function showHistory(entries: readonly Entry[], current: number): string {
  if (entries.length === 0) return 'nothing has played yet'
  const today = new Date().toDateString()
  return entries.map(({ number, time, name, origin }) => {
    const at = new Date(time)
    const when = `${at.toDateString() === today ? '' : `${at.toLocaleDateString()} `}${at.toLocaleTimeString()}`
    const again = origin === number ? '' : `, version ${origin} again`
    return `${number === current ? '▸' : ' '} ${String(number).padStart(4)}  ${when}  ${name}${again}`
  }).join('\n')
}

/** What has changed from one version to what plays, as a unified diff; `name`: of the former. */
export function showDifference(before: Texts, now: Texts, name: string): string {
  const [old, current] = [new Map(before), new Map(now)]
  const paths = [...new Set([...old.keys(), ...current.keys()])]
  const parts = paths.filter(path => old.get(path) !== current.get(path)).map(path =>
    createTwoFilesPatch(`${basename(path)}, ${name}`, `${basename(path)}, now`, old.get(path) ?? '', current.get(path) ?? ''))
  return parts.length === 0 ? `nothing has changed since ${name}` : parts.join('\n').trimEnd()
}
