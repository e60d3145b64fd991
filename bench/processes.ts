/** What the system says of a process (Linux: /proc). */
import { readFileSync, readdirSync } from 'node:fs'
import { residentBytes } from '../src/engine/usage.ts'

/** Whether it is there and not merely waiting for its end to be noticed. */
export function alive(pid: number): boolean {
  try {
    return !/\) [ZX] /.test(readFileSync(`/proc/${pid}/stat`, 'utf8'))
  } catch {
    return false
  }
}

/** Memory that it holds; MB, 0 when it is gone. */
export function residentMegabytes(pid: number): number {
  return (residentBytes(pid) || 0) / 2 ** 20
}

/** Files, pipes and sockets that it has open. */
export function descriptors(pid: number): number {
  return readdirSync(`/proc/${pid}/fd`).length
}

/** Processes of a group; the engine's has the number of its process. */
export function group(leader: number): number[] {
  return readdirSync('/proc').map(Number).filter(pid => {
    try {
      return pid > 0 && Number(readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1].split(' ')[2]) === leader && alive(pid)
    } catch {
      return false
    }
  })
}
