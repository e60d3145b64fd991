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

/** The same, with all its memory taken at once, so that what is written into it later has room. Errors: throws, with words for
 *  the musician, when there isn't as much. */
export function filledFile(bytes: number): number {
  return make((fd, folder) => {
    if (writeWhole(fd, new Uint8Array(bytes), 0)) return
    const megabytes = Math.ceil(bytes / 2 ** 20)
    throw new Error(`there is no room in shared memory (${folder}), where the sound passes through: make room for ${megabytes} MB`)
  })
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
    const fd = openSync(join(folder, 'shared'), 'wx+', 0o600)
    try {
      prepare(fd, dirname(folder))
      return fd
    } catch (error) {
      closeSync(fd)
      throw error
    }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

function privateFolder(): string {
  try {
    return mkdtempSync(join(IN_MEMORY, 'chronus-'))
  } catch {
    return mkdtempSync(join(tmpdir(), 'chronus-'))
  }
}
