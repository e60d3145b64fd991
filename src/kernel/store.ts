/** The store: decoded samples by their keys. Processes that play together share it: files in memory, in folders that main makes and
 *  that go with it. A process by itself keeps them in its own memory. What is in it never changes, and a file is there as a whole or
 *  not at all, so every version of a patch, and every worker, has the very same samples. */
import { closeSync, openSync, readSync, renameSync, statfsSync, utimesSync, writeSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import type { Stored } from './samples.ts'

/** The variable with the folders: the first is in memory, the next on disk, for what finds no room there. */
export const STORE = 'CHRONUS_SAMPLES'
/** The file in the first folder that is no sample: the ring of what is heard (io/tap.ts). It goes when the folders do. */
export const HEARD = 'heard'
/** What stays free in memory for what else is shared there, bytes. */
const SPARE = 2 ** 26
/** A file begins with a text of so many bytes that says what it is. */
const HEAD = 512

const own = new Map<string, { info: Stored, data: Float32Array }>()

/** The folders, none for a process by itself. */
export const folders = (): string[] => process.env[STORE]?.split(delimiter) ?? []

/** What is known of a sample; undefined when it isn't there. It counts as used from now on. */
export function find(key: string): Stored | undefined {
  return own.get(key)?.info ?? open(key, (fd, path) => {
    const head = Buffer.alloc(HEAD)
    readSync(fd, head, 0, HEAD, 0)
    const now = new Date()
    utimesSync(path, now, now)
    return JSON.parse(head.toString().trimEnd()) as Stored
  })
}

/** Keeps a sample; under another name that leads to it if one is given. Errors: throws when there is no room. */
export function keep(info: Stored, data: Float32Array, name = info.key): void {
  const places = folders()
  if (places.length === 0) return void own.set(name, { info, data })
  const head = Buffer.alloc(HEAD, ' ')
  head.write(JSON.stringify(info))
  let failure: unknown
  for (const [index, folder] of places.entries()) {
    try {
      const { bavail, bsize } = statfsSync(folder)
      if (index < places.length - 1 && bavail * bsize < data.byteLength + SPARE) continue
      const path = join(folder, name)
      const fd = openSync(`${path}.${process.pid}`, 'w', 0o600)
      try {
        write(fd, head, 0)
        write(fd, data, HEAD)
      } finally {
        closeSync(fd)
      }
      return renameSync(`${path}.${process.pid}`, path)
    } catch (error) {
      failure = error
    }
  }
  throw failure
}

/** Copies a sample to where a kernel expects it. False when it isn't there. */
export function fetch(key: string, to: Float32Array): boolean {
  const known = own.get(key)
  if (known) to.set(known.data)
  const bytes = new Uint8Array(to.buffer, to.byteOffset, to.byteLength)
  return known !== undefined || open(key, fd => {
    let done = 0
    for (let got = -1; done < bytes.length && got !== 0; done += got) got = readSync(fd, bytes, done, bytes.length - done, HEAD + done)
    return done === bytes.length
  }) === true
}

function open<T>(key: string, use: (fd: number, path: string) => T): T | undefined {
  for (const folder of folders()) {
    const path = join(folder, key)
    try {
      const fd = openSync(path, 'r')
      try {
        return use(fd, path)
      } finally {
        closeSync(fd)
      }
    } catch {
      // Not in this one.
    }
  }
  return undefined
}

function write(fd: number, data: NodeJS.ArrayBufferView, at: number): void {
  for (let done = 0; done < data.byteLength;) done += writeSync(fd, data, done, data.byteLength - done, at + done)
}
