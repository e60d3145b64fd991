/** The monotonic clock, in ms: the same for every process of the machine. (process.hrtime makes garbage at every call,
 *  performance.now doesn't but counts from the start of the process.) */
export function now(): number { return ORIGIN + performance.now() }

const ORIGIN = Number(process.hrtime.bigint()) / 1e6 - performance.now()
