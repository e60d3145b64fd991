/** What a process uses, as the system tells it (Linux: proc(5)). NaN where it doesn't. */
import { readFileSync } from 'node:fs'

const PAGE_BYTES = 4096
const NS_PER_MS = 1e6

/** Processor time that a process has used so far, ms. */
export function processorTime(pid: number): number {
  return first(`/proc/${pid}/schedstat`, 0) / NS_PER_MS
}

/** Memory that a process has in use, bytes. */
export function residentBytes(pid: number): number {
  return first(`/proc/${pid}/statm`, 1) * PAGE_BYTES
}

function first(path: string, index: number): number {
  try {
    return Number(readFileSync(path, 'latin1').split(' ')[index])
  } catch {
    return NaN
  }
}
