import { isAbsolute, relative } from 'node:path'

/** A path as the player would write it: from here, unless that leads upwards; one that isn't absolute is what he wrote. */
export function shownPath(path: string): string {
  if (!isAbsolute(path)) return path
  const short = relative('', path) || '.'
  return short.startsWith('..') ? path : short
}
