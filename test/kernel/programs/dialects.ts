/** The two dialects of random programs: the names that they have, and how lanes round what is written. */

export interface Value {
  type: 'number' | 'int' | 'boolean'
  text: string
  /** The same in lanes. */
  lanes: string
  /** The same as an integer in lanes, where it is one that never was a float. */
  whole?: string
  constant?: boolean
  /** Whether all voices have the same: where it is all of a position, or of an argument, that is worked out with 64 bits. */
  shared?: boolean
}
export interface Variable { name: string, type: Value['type'], fixed: boolean, counter?: boolean }
export interface Helper { name: string, parameters: ('number' | 'int' | 'row' | 'array')[], type: 'number' | 'boolean' }
export interface Text { text: string, lanes: string }
/** What a routine sees. `base`: a number of it that is never a constant. `exact`: it works with 64 bits in voices too. */
export interface Place {
  inputs: string[]
  state: boolean
  frame: boolean
  rows: string[]
  /** The rows that may be written. */
  arrays: string[]
  base: string
  exact: boolean
  helpers: Helper[]
  outputs: number
  boolean?: boolean
}

/** Names that every program has: agreement.test.ts declares them. */
export const NUMBERS = ['n0', 'n1'], INTEGERS = ['i0', 'i1'], COEFFICIENTS = ['c0', 'c1']
export const ARRAYS = ['s.a0', 's.a1'], LINES = ['s.l0', 's.l1'], TABLES = ['T0', 'T1', 'T2']
export const CHOICES = ['one', 'two', 'three']
/** How deep expressions may be. */
export const DEPTH = 4

export class Dialects {
  protected place!: Place
  protected variables: Variable[] = []
  protected count = 0
  /** The inputs that were used. */
  protected used = new Set<string>()
  protected readonly pick: (n: number) => number
  protected readonly strict: boolean
  protected readonly helpers: Helper[]

  constructor(pick: (n: number) => number, strict: boolean, helpers: readonly Helper[]) {
    this.pick = pick
    this.strict = strict
    this.helpers = [...helpers]
  }

  /** Within what counts as sound, mostly. */
  protected bounded(value: Value): Text {
    const lanes = this.lanes(value)
    if (this.pick(8) === 7) return { text: value.text, lanes }
    const [min, max] = this.place.exact ? ['Math.min', 'Math.max'] : ['MIN', 'MAX']
    return { text: `Math.min(Math.max(${value.text}, -100), 100)`, lanes: `${min}(${max}(${lanes}, -100), 100)` }
  }

  protected based(): Value {
    const { base, inputs } = this.place
    if (inputs.includes(base)) this.used.add(base)
    return { type: 'number', text: base, lanes: inputs.includes(base) ? this.rounded(base) : base }
  }

  protected times(value: Value): Value {
    const base = this.based()
    return { type: 'number', text: `(${value.text} * ${base.text})`, lanes: this.rounded(`${this.lanes(value)} * ${base.lanes}`) }
  }

  /** A value that no lane takes for an integer. */
  protected float(value: Value): Value {
    return this.strict && (value.constant || value.shared || value.whole !== undefined) ? this.times(value) : value
  }

  protected rounded(text: string): string { return this.place.exact ? `(${text})` : `F(${text})` }

  /** A number in lanes. */
  protected lanes(value: Value): string { return value.type === 'int' ? this.rounded(value.lanes) : value.lanes }

  /** A value as an integer in lanes. */
  protected whole(value: Value): string {
    if (this.place.exact || value.type === 'int') return value.lanes
    return value.whole ?? (value.constant ? `(${value.text} | 0)` : `I(${value.lanes})`)
  }
}

export const same = (text: string): Text => ({ text, lanes: text })
