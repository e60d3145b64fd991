/** A pattern, as far as a module knows one: plain data that makes the values of an input in musical time. */
export interface Patterned {
  /** The events from one time to another, in cycles. */
  query(begin: number, end: number): readonly { readonly value: number | string }[]
  /** What it is made of, as data. */
  toJSON(): unknown
}

// By what it can do and not by its class: a patch may have loaded a second copy of that (as CommonJS).
export const isPatterned = (value: unknown): value is Patterned => typeof value === 'object' && value !== null
  && typeof (value as Patterned).query === 'function' && typeof (value as Patterned).toJSON === 'function'
