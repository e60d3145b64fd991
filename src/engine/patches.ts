/** Where patches may be loaded from. Loading a patch runs its code as the player, and a port knows no passwords: so it takes only
 *  what lies below the folders that the player named at the start. Links are followed before that is decided. */
import { lstat, realpath, stat } from 'node:fs/promises'
import { join, parse, resolve, sep } from 'node:path'
import { shownPath } from './path.ts'

/** The absolute path of a patch that may be loaded. Errors: rejects when it leads outside of the folders, in the same words
 *  whether or not there is something, so that nobody can use a port to look around on the disk.
 *  @param folders absolute; a file among them allows itself */
export async function allowedPatch(path: string, folders: readonly string[]): Promise<string> {
  const file = await allowedPlace(path, folders)
  const found = await stat(file).catch(() => null)
  if (!found) throw new Error(`there is no file ${path}`)
  // The engine reads it to see when it changes: a pipe would keep it waiting.
  if (!found.isFile()) throw new Error(`${path} is no file`)
  return file
}

/** The same, whether or not there is a file. */
export async function allowedPlace(path: string, folders: readonly string[]): Promise<string> {
  const file = resolve(path)
  const [real, ...roots] = await Promise.all([file, ...folders].map(realPath))
  if (real === null || !roots.some(root => root !== null && isWithin(real, root))) {
    const named = await Promise.all(folders.map(async folder => await isFolder(folder) ? [shownPath(folder)] : []))
    throw new Error(`${path} is outside of the folders that patches are loaded from: ${[...new Set(named.flat())].join(', ')}. ` +
      'To add a folder, start chronus with --patches DIR')
  }
  return file
}

function isWithin(path: string, folder: string): boolean {
  return path === folder || path.startsWith(folder.endsWith(sep) ? folder : folder + sep)
}

function isFolder(path: string): Promise<boolean> {
  return stat(path).then(found => found.isDirectory(), () => false)
}

/** An absolute path without links. What isn't there lies where the part of its path leads that is there; null when nobody can
 *  know: a link in it leads to nothing. */
async function realPath(path: string): Promise<string | null> {
  const { root } = parse(path)
  const parts = path.slice(root.length).split(sep)
  let there = root
  // From the root on: it ends where the disk does, however long the path is that somebody sent.
  while (parts.length > 0 && await isThere(join(there, parts[0]))) there = join(there, parts.shift()!)
  return realpath(there).then(real => join(real, ...parts), () => null)
}

/** Whether there is something of that name, be it a link to nothing. */
function isThere(path: string): Promise<boolean> {
  return lstat(path).then(() => true, () => false)
}
