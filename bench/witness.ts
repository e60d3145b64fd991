/** A thread that does nothing but look at the clock: how long the machine itself lets nobody of ours work. What is lost in such
 *  a moment is lost by the machine. */
import { Worker } from 'node:worker_threads'

/** Time from one look to the next, ms: that of the engine's tick. */
const LOOK = 2

const CODE = `
const { workerData } = require('node:worker_threads')
let last = performance.now()
setInterval(() => {
  const now = performance.now()
  const late = 1000 * (now - last - ${LOOK})
  last = now
  if (late > Atomics.load(workerData, 0)) Atomics.store(workerData, 0, Math.round(late))
}, ${LOOK})`

const longest = new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT))
new Worker(CODE, { eval: true, workerData: longest }).unref()

/** The longest time, ms, for which it was kept waiting since this was asked for the last time. */
export const standstill = (): number => Atomics.exchange(longest, 0, 0) / 1000
