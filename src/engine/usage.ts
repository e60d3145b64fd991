/** What a process uses, as the system tells it (Linux: proc(5)). NaN where it doesn't. */
import { readFileSync } from 'node:fs'

const NS_PER_MS = 1e6
const BYTES_PER_KB = 1024

/** Processor time that the main thread of a process has used so far, ms: in a worker the one that renders. */
export function processorTime(pid: number): number {
  return number(`/proc/${pid}/schedstat`, /^(\d+)/) / NS_PER_MS
}

/** Memory that a process has in use, bytes. */
export function residentBytes(pid: number): number {
  return number(`/proc/${pid}/status`, /^VmRSS:\s*(\d+) kB$/m) * BYTES_PER_KB
}

function number(path: string, pattern: RegExp): number {
  try {
    return Number(pattern.exec(readFileSync(path, 'latin1'))?.[1])
  } catch {
    return NaN
  }
}
