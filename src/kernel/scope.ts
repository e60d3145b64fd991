import type { Identifier, Pattern } from 'acorn'
import { nearest } from '../dsp/nearest.ts'
import type { Routine, Row, Variable } from './ir.ts'
import { refuse } from './refusal.ts'

/** What a name in module code means. */
export type Binding =
  | { is: 'variable', variable: Variable, fixed?: string }
  /** An input that is one of several names; its value is the index. */
  | { is: 'choice', variable: Variable, names: readonly string[] }
  | { is: 'number', value: number }
  | { is: 'row', row: Row }
  /** A helper. Handed rows, it is made for these: `rows` has one for each argument that is one. */
  | { is: 'routine', routine(rows?: Rows): Routine }
  /** Operations that only the mathematical library may use. */
  | { is: 'macro', code: 'high' | 'word' }
  | Group

/** By the index of the argument. */
export type Rows = ReadonlyMap<number, Row>

/** The state, the inputs, env: names reached with a dot or taken apart. */
export interface Group { is: 'group', what: string, members: ReadonlyMap<string, Binding> }

/** The names that a piece of code sees: its own, then those of the block around it. */
export class Scope {
  #names = new Map<string, Binding>()
  #outer?: Scope

  constructor(outer?: Scope) {
    this.#outer = outer
  }

  declare(name: string, binding: Binding): void {
    this.#names.set(name, binding)
  }

  find(name: string): Binding | undefined {
    return this.#names.get(name) ?? this.#outer?.find(name)
  }

  resolve({ name, start }: Identifier): Binding {
    const binding = this.find(name)
    if (binding !== undefined) return binding
    if (Object.hasOwn(refused, name)) refuse(start, `Module code can't use ${name}.`, refused[name])
    refuse(start, `Module code can't see '${name}'.`, 'It sees its own variables, the state, the inputs and env. '
      + `Hand numbers and functions to it: uses: { ${name} }, then take ${name} from the third argument.`)
  }

  /** Declares what a parameter of the function takes: a name for the whole group, or some of its members. */
  bind(pattern: Pattern, group: Group): void {
    if (pattern.type === 'Identifier') return this.declare(pattern.name, group)
    for (const [name, binding] of taken(pattern, group)) {
      if (binding.is === 'variable' && isState(binding.variable)) {
        refuse(pattern, 'The state can\'t be taken apart here: it could not be set.', 'Give it a name: (s, { freq }) => …')
      }
      this.declare(name, binding)
    }
  }
}

/** A field of the state changes: to take it out is to copy it. */
export const isState = ({ role }: Variable) => role === 'state' || role === 'coefficient'

/** What `{ freq, in: x }` takes out of a group: new names, and what they mean. */
export function taken(pattern: Pattern, group: Group): [name: string, Binding][] {
  if (pattern.type !== 'ObjectPattern') refuse(pattern, `This can't stand for ${group.what}.`, 'Write a name or { names }.')
  return pattern.properties.map(property => {
    if (property.type === 'Property' && property.key.type === 'Identifier' && property.value.type === 'Identifier') {
      return [property.value.name, member(group, property.key.name, property.start)]
    }
    return refuse(property, `Only plain names can be taken from ${group.what}.`, 'Write { freq, gain } or { in: x }.')
  })
}

/** A member of the state, the inputs or env. */
export function member(group: Group, name: string, position: number): Binding {
  const found = group.members.get(name)
  if (found !== undefined) return found
  const names = [...group.members.keys()]
  const near = nearest(name, names)
  refuse(position, `'${name}' is not in ${group.what}.`, near !== undefined ? `Did you mean '${near}'?`
    : `There: ${names.join(', ') || 'nothing'}. Declare it in the module first.`)
}

const refused: Record<string, string> = {
  Date: 'Sound depends on nothing but its inputs and its state: count frames in the state.',
  performance: 'Sound depends on nothing but its inputs and its state: count frames in the state.',
  console: 'To look at a value, return it and listen, or render it to a file.',
  process: 'Hand numbers to the code in uses: { … }.',
  undefined: 'Start from a number.',
}
