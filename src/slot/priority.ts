/** Who is served first when the processor is short: engine, slots and output before whatever is only getting ready. */
import { constants, setPriority } from 'node:os'

/** Asks the system to serve a process (by default this one) before others, or like any other. It takes a privilege, or the limits
 *  of an audio group; where it isn't allowed everything stays as it is. */
export function comeFirst(pid = 0, first = true): void {
  try {
    setPriority(pid, first ? constants.priority.PRIORITY_HIGH : constants.priority.PRIORITY_NORMAL)
  } catch {
    // Not here: then it has to be as it is.
  }
}
