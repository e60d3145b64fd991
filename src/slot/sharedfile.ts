/** Memory that processes share without any native code: a file that lives in RAM where the system has such a place, read and
 *  written by position. Its name is gone before anyone else sees it; a child inherits it as a file descriptor, and it goes when
 *  the last process that has it ends. */
import { closeSync, ftruncateSync, mkdtempSync, openSync, rmSync, writeSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'

const IN_MEMORY = '/dev/shm'

/** A new shared file of `bytes` zero bytes; gives its descriptor. What nobody writes takes no memory. */
export function sharedFile(bytes: number): number {
  return make(fd => ftruncateSync(fd, bytes))
}

/** The same, with all its memory taken at once, so that what is written into it later has room.
 *  @param path a name that it keeps, for others of the same user to open; one that was there before loses it. Errors: throws, with
 *  words for the musician, when there isn't as much. */
export function filledFile(bytes: number, path?: string): number {
  const fill = (fd: number, folder: string): void => {
    if (writeWhole(fd, new Uint8Array(bytes), 0)) return
    const megabytes = Math.ceil(bytes / 2 ** 20)
    throw new Error(`there is no room in shared memory (${folder}), where the sound passes through: make room for ${megabytes} MB`)
  }
  if (path === undefined) return make(fill)
  rmSync(path, { force: true })
  return open(path, fd => fill(fd, dirname(path)))
}

/** Writes at a position. False when not all of it has found room. */
export function writeWhole(fd: number, data: NodeJS.ArrayBufferView, at: number): boolean {
  try {
    return writeSync(fd, data, 0, data.byteLength, at) === data.byteLength
  } catch {
    return false
  }
}

function make(prepare: (fd: number, folder: string) => void): number {
  const folder = privateFolder()
  try {
    return open(join(folder, 'shared'), fd => prepare(fd, dirname(folder)))
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

function open(path: string, prepare: (fd: number) => void): number {
  const fd = openSync(path, 'wx+', 0o600)
  try {
    prepare(fd)
    return fd
  } catch (error) {
    closeSync(fd)
    throw error
  }
}

function privateFolder(): string {
  try {
    return mkdtempSync(join(IN_MEMORY, 'chronus-'))
  } catch {
    return mkdtempSync(join(tmpdir(), 'chronus-'))
  }
}
