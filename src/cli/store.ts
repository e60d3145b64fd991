/** The folders of the store of samples, which all engines that main starts share, one after the other. */
import { spawn } from 'node:child_process'
import { mkdtempSync } from 'node:fs'
import type { Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'

/** In memory, where the system has such a place, and on disk. */
const PLACES = ['/dev/shm', tmpdir()]

/** Makes them, for this process and those after it. However this process ends, a shell that waits for that takes them away. */
export function makeStore(): string {
  const folders = PLACES.flatMap(place => {
    try {
      return [mkdtempSync(join(place, 'chronus-samples-'))]
    } catch {
      return []
    }
  })
  const sweeper = spawn('/bin/sh', ['-c', 'trap "" HUP INT TERM; read _; rm -rf "$@"', 'sh', ...folders], {
    stdio: ['pipe', 'ignore', 'ignore'], detached: true,
  })
  sweeper.on('error', () => { /* then they stay until the system clears them away */ })
  sweeper.stdin!.on('error', () => {})
  sweeper.unref()
  ;(sweeper.stdin as Socket).unref()
  return folders.join(delimiter)
}
