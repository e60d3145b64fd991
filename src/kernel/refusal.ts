import type { Spec } from '../dsp/module.ts'
import { TooLarge } from './wasm.ts'

/** Module code that can't be compiled. It knows the place in the function's own text only; locate.ts in patch/ finds the
 *  line in the file, where it was written. */
export class Refusal extends Error {
  /** What to write instead. */
  readonly hint: string
  /** Position in the text of the function. */
  readonly position: number
  /** The module and the name of its function that is refused: 'tick', 'control' or that of a helper. */
  spec?: Spec
  routine?: string

  constructor(message: string, hint: string, position: number) {
    super(message)
    this.name = 'Refusal'
    this.hint = hint
    this.position = position
  }
}

/** Does some work that writes a module's tick, which is refused where that gets larger than there may be. */
export function fitting(spec: Spec, write: () => void): void {
  try {
    write()
  } catch (error) {
    if (!(error instanceof TooLarge)) throw error
    const hint = 'What a helper does counts wherever it is called: call it less often, or in a loop.'
    throw Object.assign(new Refusal(`'${spec.name}' becomes more code than there is room for.`, hint, 0), { spec, routine: 'tick' })
  }
}

/** Refuses the code at a position in the function's text, or at a part of its syntax tree. `hint`: what to write instead. */
export function refuse(place: number | { start: number }, message: string, hint: string): never {
  throw new Refusal(message, hint, typeof place === 'number' ? place : place.start)
}
