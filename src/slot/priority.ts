/** Who is served first when the processor is short: engine, slots and output before whatever is only getting ready. All of it
 *  takes a privilege, or the limits of an audio group; where it isn't allowed everything stays as it is. */
import { spawnSync } from 'node:child_process'
import { constants, setPriority } from 'node:os'

/** Priority among the processes with a deadline, of 1 to 99: below sound servers and drivers. */
const REAL_TIME = '5'

/** Asks the system to serve a process (by default this one) before others, or like any other. */
export function comeFirst(pid = 0, first = true): void {
  come(pid, first ? constants.priority.PRIORITY_HIGH : constants.priority.PRIORITY_NORMAL)
}

/** Asks it to serve a process when no other wants to be served. */
export function comeLast(pid: number): void {
  come(pid, constants.priority.PRIORITY_LOW)
}

function come(pid: number, priority: number): void {
  try {
    setPriority(pid, priority)
  } catch {
    // Not here: then it has to be as it is.
  }
}

/** Asks the system to treat this process as one with a deadline (Linux: SCHED_RR, by the program chrt), which it meets whatever
 *  else runs. Only for what always does little, as the output: a patch that is too slow would take the machine with it, and an
 *  engine that is flooded with messages the processor that a worker is waiting for. What this process starts is like any other.
 *  Takes a few ms. */
export function meetDeadlines(): void {
  spawnSync('chrt', ['--rr', '--reset-on-fork', '--all-tasks', '--pid', REAL_TIME, String(process.pid)], { stdio: 'ignore' })
}
