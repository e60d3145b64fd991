/** Garbage is collected between blocks, little at a time, so that none has to be within one: patterns leave some, and V8 would stop for it
 *  when it has no more room, for a good part of a block. `make bench-pattern` measures what is left of that. */

/** The flag for `process.execPath` that allows it. */
export const COLLECTING = '--expose-gc'
/** How often, s: long before V8 itself would have to. */
export const COLLECT_EVERY = 0.5

const MINOR = { type: 'minor' } as const

/** Collects what has come lately. */
export function collect(): void {
  globalThis.gc!(MINOR)
}
