import { relative } from 'node:path'

/** A path as the player would write it: from here, unless that leads upwards. */
export function shownPath(path: string): string {
  const short = relative('', path) || '.'
  return short.startsWith('..') ? path : short
}
