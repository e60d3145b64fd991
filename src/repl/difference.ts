import { basename } from 'node:path'
import { FILE_HEADERS_ONLY, createTwoFilesPatch } from 'diff'
import type { Texts } from './past.ts'

/** What has changed from one version to what plays, as a unified diff; `name`: of the former. */
export function showDifference(before: Texts, now: Texts, name: string): string {
  const [old, current] = [new Map(before), new Map(now)]
  const paths = [...new Set([...old.keys(), ...current.keys()])]
  const parts = paths.filter(path => old.get(path) !== current.get(path)).map(path =>
    createTwoFilesPatch(`${basename(path)}, ${name}`, `${basename(path)}, now`, old.get(path) ?? '', current.get(path) ?? '', '', '',
      { headerOptions: FILE_HEADERS_ONLY }))
  return parts.length === 0 ? `nothing has changed since ${name}` : parts.join('\n').trimEnd()
}
