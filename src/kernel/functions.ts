import { Emitter } from './emit.ts'
import { valueType } from './place.ts'
import type { Routine, Row } from './ir.ts'
import type { RowPlace } from './position.ts'
import { Code } from './wasm.ts'

/** The functions of a module, numbered when they are added or first called, and the numbers that they share as globals. */
export class Functions {
  readonly list: Code[] = []
  readonly globals: number[] = []
  /** The places of the tables. */
  readonly tables: ReadonlyMap<Row, RowPlace>
  #called = new Map<Routine, number>()

  constructor(tables: ReadonlyMap<Row, RowPlace>) {
    this.tables = tables
  }

  add(code: Code): number {
    return this.list.push(code) - 1
  }

  /** Index of the global that holds a number. */
  global(value: number): number {
    const known = this.globals.indexOf(value)
    return known >= 0 ? known : this.globals.push(value) - 1
  }

  /** Index of the function that runs a helper. */
  index(routine: Routine): number {
    const known = this.#called.get(routine)
    if (known !== undefined) return known
    const code = new Code(routine.parameters.map(({ type }) => valueType(type)), [valueType(routine.type)])
    const index = this.add(code)
    this.#called.set(routine, index)
    const result = code.local(valueType(routine.type))
    const emitter = new Emitter(code, this)
    routine.parameters.forEach((parameter, local) => emitter.places.set(parameter, { local }))
    emitter.body(routine, [result])
    code.op('local.get', result)
    return index
  }
}
