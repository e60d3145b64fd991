/** What a query may cost: events and sub-queries are counted, and what takes too many is stopped. */
import { wrong } from './error.ts'

/** For each cycle that is asked for, and at least. */
const PER_CYCLE = 30_000

let left = 0

/** Counts what a query makes. Errors: throws PatternError when there is nothing left. */
export function spend(count: number): void {
  left -= count
  if (left < 0) tooMuch()
}

/** Runs a query of so many cycles with a budget of its own, `most` if it is given one. */
export function within<T>(cycles: number, run: () => T, most = PER_CYCLE * Math.max(1, Math.ceil(cycles))): T {
  const before = left
  left = most
  try {
    return run()
  } catch (error) {
    throw error instanceof RangeError ? tooDeep() : error
  } finally {
    left = before
  }
}

function tooMuch(): never {
  return wrong('This pattern has too many events to be played.',
    `Make it slower or simpler: there may be some ${PER_CYCLE} in a cycle, those it is made from included.`)
}

/** JavaScript's own stack is at its end. */
function tooDeep(): Error {
  try {
    return wrong('This pattern is nested too deeply to be played.', 'Build it with fewer steps inside each other.')
  } catch (error) {
    return error as Error
  }
}
