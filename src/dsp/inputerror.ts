// Not `instanceof`: a patch may have loaded a second copy of this file (as CommonJS), whose errors are as good as ours.
const brand = Symbol.for('music-chronus.input')

/** An input that a module hasn't got, or what it can't be given. It knows the input's name, by which it is found in the patch. */
export class InputError extends TypeError {
  readonly [brand]: string

  constructor(input: string, message: string) {
    super(message)
    this[brand] = input
  }
}

/** The name of the input that an error is about, from whichever copy of this file; undefined for any other error. */
export const inputOf = (error: Error): string | undefined => (error as Partial<InputError>)[brand]
