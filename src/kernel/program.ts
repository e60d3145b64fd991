/** From a module's functions to a program: parsed once for each type of module, however often the patch uses it. */
import { createHash } from 'node:crypto'
import type { Spec } from '../dsp/module.ts'
import { isLine } from '../dsp/line.ts'
import { keepIntegers } from './integers.ts'
import type { Program, Routine, Row, Variable } from './ir.ts'
import { functions, internals } from './math.ts'
import { Refusal, refuse } from './refusal.ts'
import { helper, routine } from './routine.ts'
import { Scope } from './scope.ts'
import type { Binding, Group, Rows } from './scope.ts'
import { parseFunction } from './source.ts'
import type { FunctionNode } from './source.ts'

/** Finds the syntax tree of one of a module's functions: 'tick', 'control' or a helper's name. */
export type Source = (routine: string) => FunctionNode

/** The input under which every module has the tempo: no module can declare one of this name. */
export const TEMPO = '/bpm'

const programs = new WeakMap<Spec, Program>()

/** The program of a type of module. Errors: Refusal, naming the module and the function. */
export function program(spec: Spec): Program {
  const known = programs.get(spec)
  if (known !== undefined) return known
  const made = translate(spec, name => parseFunction(String(textOf(spec, name))))
  programs.set(spec, made)
  return made
}

/** Translates a module's functions, whose syntax trees `source` gives. */
export function translate(spec: Spec, source: Source): Program {
  const named = <T>(name: string, work: () => T): T => {
    try {
      return work()
    } catch (error) {
      if (error instanceof Refusal && error.routine === undefined) Object.assign(error, { spec, routine: name })
      throw error
    }
  }
  const uses = new Scope(root)
  const [sampleRate, period, frame] = ['sampleRate', 'period', 'frame'].map(name => number(name, 'env'))
  const env = { sampleRate, period, frame }
  const members = new Map<string, Binding>([['bpm', readOnly(number(TEMPO, 'input'), 'the tempo')]])
  for (const variable of [sampleRate, period]) members.set(variable.name, readOnly(variable, 'a constant'))
  const tables: Row[] = []
  for (const [name, value] of Object.entries(spec.uses)) {
    if (typeof value === 'object') tables.push({ name, role: 'table', values: value })
    const binding: Binding = typeof value === 'number' ? { is: 'number', value }
      : typeof value === 'object' ? { is: 'row', row: tables.at(-1)! }
      : { is: 'routine', routine: once(name, rows => named(name, () => helper(name, source(name), uses, rows))) }
    uses.declare(name, binding)
    members.set(name, binding)
  }
  const fields = Object.entries(spec.state)
  const state = fields.filter(([, value]) => typeof value === 'number').map(([name]) => number(name, 'state'))
  const rows = fields.flatMap(([name, values]): Row[] =>
    typeof values === 'number' ? [] : [{ name, role: isLine(values) ? 'line' : 'array', values }])
  const coefficients = Object.keys(spec.coefficients).map(name => number(name, 'coefficient'))
  const inputs = Object.keys(spec.inputs).map(name => number(name, 'input'))
  const groups = (name: 'tick' | 'control'): Group[] => {
    const fields = new Map<string, Binding>(state.map(variable => [variable.name, { is: 'variable', variable }]))
    const fixed = name === 'tick' ? 'a coefficient, which control sets' : undefined
    for (const variable of coefficients) fields.set(variable.name, { is: 'variable', variable, fixed })
    for (const row of rows) if (name === 'tick' || row.role === 'array') fields.set(row.name, { is: 'row', row })
    const given = new Map(members)
    if (name === 'tick') given.set('frame', readOnly(frame, 'the number of the frame'))
    return [
      { is: 'group', what: 'the state', members: fields },
      { is: 'group', what: 'the inputs', members: new Map(inputs.map(variable => [variable.name, input(variable, spec)])) },
      { is: 'group', what: 'env', members: given },
    ]
  }
  const part = (name: 'tick' | 'control', array: boolean, count: number) => named(name, () => {
    const node = source(name)
    const scope = new Scope(root)
    node.params.forEach((parameter, index) => {
      if (index > 2) refuse(parameter, `${name} takes (s, inputs, env).`, 'Hand numbers to it in uses: { … }.')
      scope.bind(parameter, groups(name)[index])
    })
    return routine(name, node, [], scope, { array, count })
  })
  const tick = part('tick', spec.outputs.length > 0, Math.max(1, spec.outputs.length))
  const control = spec.control && part('control', false, 0)
  keepIntegers(control ? [tick, control] : [tick], new Map(state.map(variable => [variable, spec.state[variable.name] as number])))
  return { code: fingerprint(spec), state, rows, tables, coefficients, inputs, env, tick, control }
}

function fingerprint(spec: Spec): string {
  const { tick, control, uses, state, coefficients } = spec
  const used = Object.entries(uses).map(([name, value]) => [name, typeof value === 'object' ? digestOf(value) : String(value)])
  const fields = Object.entries(state).map(([name, value]) =>
    [name, typeof value === 'number' ? 1 : isLine(value) ? value.seconds : [value.length]])
  const code = [String(tick), String(control), used, fields, Object.keys(coefficients)]
  return digest(JSON.stringify(code))
}

const digest = (data: string | Float64Array) => createHash('sha256').update(data).digest('base64url')

/** The digests of tables: large ones are shared by several modules. */
const digests = new WeakMap<object, string>()

function digestOf(table: ArrayLike<number>): string {
  const known = digests.get(table) ?? digest(Float64Array.from(table))
  digests.set(table, known)
  return known
}

function textOf(spec: Spec, name: string): unknown {
  return name === 'tick' ? spec.tick : name === 'control' ? spec.control : spec.uses[name]
}

const number = (name: string, role: Variable['role']): Variable => ({ name, type: 'number', role })
const readOnly = (variable: Variable, fixed: string): Binding => ({ is: 'variable', variable, fixed })

function input(variable: Variable, spec: Spec): Binding {
  const { choices } = spec.inputs[variable.name]
  return choices === undefined ? readOnly(variable, 'an input') : { is: 'choice', variable, names: choices }
}

/** Made when it is first needed, for each choice of rows. A function that needs itself would never end. */
function once(name: string, make: (rows: Rows) => Routine): (rows?: Rows) => Routine {
  const made: { rows: Rows, routine: Routine }[] = []
  let making = false
  return (rows = new Map()) => {
    if (making) refuse(0, `${name} calls itself.`, 'Use a loop: for (let i = 0; i < 8; i++).')
    const known = made.find(one => one.rows.size === rows.size && [...rows].every(([index, row]) => one.rows.get(index) === row))
    if (known !== undefined) return known.routine
    making = true
    try {
      const routine = make(rows)
      made.push({ rows, routine })
      return routine
    } finally {
      making = false
    }
  }
}

/** What the mathematical library sees: itself, and the words of a number. */
const inside = new Scope()
/** What all module code sees. */
const root = new Scope()
for (const scope of [inside, root]) {
  for (const [name, value] of Object.entries({ Infinity, NaN })) scope.declare(name, { is: 'number', value })
}
for (const code of ['high', 'word'] as const) inside.declare(code, { is: 'macro', code })
for (const [name, value] of Object.entries({ ...internals, ...functions })) {
  inside.declare(name, typeof value === 'number' ? { is: 'number', value }
    : { is: 'routine', routine: once(name, () => ({ ...helper(name, parseFunction(String(value)), inside, new Map()), isExact: true })) })
}
for (const name of Object.keys(functions)) root.declare(`Math.${name}`, inside.find(name)!)
