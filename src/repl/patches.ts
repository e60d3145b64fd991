/** patches(): the files that could be loaded, each with what it says of itself first. */
import { readFileSync, readdirSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { shownPath } from '../engine/path.ts'

/** Those that come with the program. */
const OURS = fileURLToPath(new URL('../../patches', import.meta.url))
/** What a patch is known by: so much of a file is read. */
const PATCH = /^export default /m
const MOST_BYTES = 100_000
const CODE = /\.[mc]?[jt]s$/
/** Where the code begins, and the first line of comment before it. */
const BEGINS = /^(import|export|const|let|function)\b/m
const COMMENT = /^(?:#!.*\n)?\s*\/[/*]\*?[ \t]*(.*?)(?:\*\/)?[ \t]*$/m

/** `path`: as load takes it; `doc`: its first line of comment, '' where it has none. */
export interface PatchFile { path: string, doc: string }

/** The patches beside the one that plays, in ./patches, and those that come with the program. */
export function patchFiles(playing: string): PatchFile[] {
  const folders = new Set([dirname(resolve(playing)), resolve('patches'), OURS])
  return [...folders].flatMap(folder => namesIn(folder).map(name => join(folder, name)).flatMap(read))
}

/** A line each; what plays is marked. */
export function showPatches(files: readonly PatchFile[], playing: string): string {
  if (files.length === 0) return 'no patches here: chronus new my.ts writes a first one'
  const width = Math.max(...files.map(({ path }) => path.length))
  const plays = ({ path }: PatchFile): boolean => resolve(path) === resolve(playing)
  const lines = files.map(file => `${plays(file) ? '▸' : ' '} ${file.path.padEnd(width)}  ${file.doc}`.trimEnd())
  const other = files.find(file => !plays(file))
  return [...lines, ...other ? [`load('${other.path}') plays it`] : []].join('\n')
}

/** Directories, and files that may be patches, whose path begins so. */
export function filesFrom(start: string): string[] {
  const directory = start.endsWith('/') ? start : start === '' ? '.' : dirname(start)
  const prefix = start.slice(0, start.lastIndexOf('/') + 1)
  try {
    return readdirSync(directory, { withFileTypes: true })
      .filter(entry => (entry.isDirectory() || CODE.test(entry.name)) && !entry.name.startsWith('.') && entry.name !== 'node_modules')
      .map(entry => `${prefix}${entry.name}${entry.isDirectory() ? '/' : ''}`)
  } catch {
    return []
  }
}

function read(file: string): PatchFile[] {
  try {
    const text = readFileSync(file, 'utf8').slice(0, MOST_BYTES)
    const [, doc = ''] = COMMENT.exec(text.slice(0, text.search(BEGINS))) ?? []
    return PATCH.test(text) ? [{ path: shownPath(file), doc }] : []
  } catch {
    return []
  }
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder).filter(name => CODE.test(name) && !name.endsWith('.d.ts') && !name.startsWith('.')).sort()
  } catch {
    return []
  }
}
