/** Memory that processes share without any native code: a file that lives in RAM where the system has such a place, read and
 *  written by position. Its name is gone before anyone else sees it; a child inherits it as a file descriptor, and it goes when
 *  the last process that has it ends. */
import { closeSync, ftruncateSync, mkdtempSync, openSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

const IN_MEMORY = '/dev/shm'

/** A new shared file of `bytes` zero bytes; gives its descriptor. */
export function sharedFile(bytes: number): number {
  const folder = privateFolder()
  try {
    const fd = openSync(join(folder, 'shared'), 'wx+', 0o600)
    try {
      ftruncateSync(fd, bytes)
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
