/** Work that comes from outside is done a little in each turn of the event loop, so that the engine's clock, which ticks between
 *  two turns, is never kept waiting: not by a datagram with thousands of questions in it, nor by a client that asks without end. */

/** How long all such work may take in one turn, ms: the time between two ticks. One piece of work is never cut. */
const BUDGET = 1

/** Does the next piece of work; false when there is none left. */
export type Work = () => boolean

/** Those that have work, in the order in which it is their turn. */
const waiting: Work[] = []
let scheduled = false

/** Lets this work be done, piece by piece and in turn with that of others, until it says that there is none left. To be called
 *  once, and again only after that. */
export function inTurns(work: Work): void {
  waiting.push(work)
  schedule()
}

function schedule(): void {
  if (scheduled) return
  scheduled = true
  setImmediate(turn)
}

function turn(): void {
  scheduled = false
  const end = performance.now() + BUDGET
  try {
    while (waiting.length > 0 && performance.now() < end) {
      const work = waiting.shift()!
      if (work()) waiting.push(work)
    }
  } finally {
    if (waiting.length > 0) schedule()
  }
}
