/** The words of the REPL that take their time: a line waits for them without an await. */

const awaited = new WeakSet<object>()

/** Makes a word of a function: its result is what the line means. */
export function word<A extends unknown[], R>(run: (...args: A) => Promise<R>): (...args: A) => Promise<R> {
  return (...args) => {
    const promise = run(...args)
    awaited.add(promise)
    return promise
  }
}

/** Is it the promise of one of the words? */
export function isAwaited(value: unknown): value is Promise<unknown> {
  return typeof value === 'object' && value !== null && awaited.has(value)
}
