/** What `make` makes, when it is asked for the first time, and the same again ever after. */
export function later<T>(make: () => T): () => T {
  let made: { it: T } | undefined
  return () => (made ??= { it: make() }).it
}
