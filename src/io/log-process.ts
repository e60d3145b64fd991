/** The process that writes the log of a take: a line an entry, as it comes. It ends when the channel to the engine closes, after it has
 *  written what came. What can't be written, on a full disk, ends it: the log then ends with its last whole line.
 *
 *  Descriptors: 3 the log, 4 the deck's shared file. Argument: frames of a block. */
import { fdatasync, ftruncateSync, readSync, writeSync } from 'node:fs'
import type { StatePlace } from '../engine/chronicle.ts'
import { type Entry, toLine } from '../engine/entry.ts'
import { inputOf } from '../engine/inputof.ts'
import type { Layout } from '../kernel/kernel.ts'
import { SNAPSHOT_HEADER_BYTES, snapshotOffset } from '../slot/messages.ts'

/** Entries; `place`: where the state of the one that there is lies, if that is to be told; `last`: none come after them. */
export interface LogMessage { entries: Entry[], place?: StatePlace, last?: true }

export type LogAnswer = { isThere: boolean } | { failed: string }

const LOG_FD = 3
const SHARED_FD = 4
/** How often what was written is sent to the disk itself, ms. */
const SYNC_EVERY = 1000

const frames = Number(process.argv[2])
const layouts = new Map<number, Layout>()
/** Layouts of streams, by their numbers; bytes in the file. */
const ofStream = new Map<number, Layout>()
let written = 0
let syncing = false

process.on('message', (message: LogMessage) => take(message))
// What came before the channel closed is read first.
process.on('disconnect', () => setImmediate(() => process.exit()))
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => {})
setInterval(sync, SYNC_EVERY).unref()

function take({ entries, place, last }: LogMessage): void {
  if (place !== undefined) {
    const state = stateAt(place)
    answer({ isThere: state !== null })
    if (state === null) return
    Object.assign(entries[0], { state })
  }
  write(entries.map(entry => toLine(named(entry))).join(''))
  if (last) process.exit()
}

/** Gives an event the name of what it sets. */
function named(entry: Entry): Entry {
  if (entry.is === 'version') layouts.set(entry.version, entry.kernel.layout)
  if (entry.is === 'stream') ofStream.set(entry.stream, layouts.get(entry.version)!)
  const layout = entry.is === 'event' && ofStream.get(entry.stream)
  return layout ? { ...entry, input: inputOf(layout, entry.param) } as Entry : entry
}

/** The state before a block; null when it isn't there any more. */
function stateAt({ area, block, bytes }: StatePlace): Uint8Array | null {
  const at = snapshotOffset(area, frames)
  const state = new Uint8Array(bytes)
  const header = new Float64Array(SNAPSHOT_HEADER_BYTES / Float64Array.BYTES_PER_ELEMENT)
  readSync(SHARED_FD, state, 0, bytes, at + SNAPSHOT_HEADER_BYTES)
  readSync(SHARED_FD, header, 0, SNAPSHOT_HEADER_BYTES, at)
  return header[0] === block && header[1] === bytes ? state : null
}

function write(lines: string): void {
  const bytes = Buffer.from(lines)
  let done = 0
  try {
    while (done < bytes.length) done += writeSync(LOG_FD, bytes, done, bytes.length - done, written + done)
    written += done
  } catch (error) {
    const whole = bytes.lastIndexOf('\n', done - 1) + 1
    try { ftruncateSync(LOG_FD, written + whole) } catch { /* then a line is cut off, which its readers bear */ }
    const give = (): never => process.exit(1)
    if (process.connected) process.send!({ failed: (error as Error).message } satisfies LogAnswer, give)
    else give()
    process.removeAllListeners('message')
  }
}

function sync(): void {
  if (syncing) return
  syncing = true
  fdatasync(LOG_FD, () => { syncing = false })
}

function answer(text: LogAnswer): void {
  process.send?.(text, () => { /* nobody is there any more */ })
}
