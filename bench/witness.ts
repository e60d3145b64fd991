/** A thread that does nothing but look at the clock: how long the machine itself lets nobody of ours work. What is lost in such
 *  a moment is lost by the machine. */
import { Worker } from 'node:worker_threads'

/** Time from one look to the next, ms: that of the engine's tick. */
const LOOK = 2

/** What the engine has in hand covers so much, ms: when the machine stands still for longer, what is lost is the machine's fault. */
export const STANDSTILL = 8

const CODE = `
const { workerData } = require('node:worker_threads')
let last = performance.now()
setInterval(() => {
  const now = performance.now()
  const late = 1000 * (now - last - ${LOOK})
  last = now
  if (late > Atomics.load(workerData, 0)) Atomics.store(workerData, 0, Math.round(late))
  if (late > 1000 * ${STANDSTILL}) Atomics.add(workerData, 1, Math.round(late))
}, ${LOOK})`

/** The longest time and the sum of all longer ones, µs. */
const seen = new Int32Array(new SharedArrayBuffer(2 * Int32Array.BYTES_PER_ELEMENT))
new Worker(CODE, { eval: true, workerData: seen }).unref()

/** The longest time, ms, for which it was kept waiting since this was asked for the last time. */
export const standstill = (): number => Atomics.exchange(seen, 0, 0) / 1000

/** The sum of all times longer than STANDSTILL, ms, since this was asked for the last time. */
export const standstills = (): number => Atomics.exchange(seen, 1, 0) / 1000
