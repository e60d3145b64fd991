/** From a module's functions to a program: parsed once for each type of module, however often the patch uses it. */
import { createHash } from 'node:crypto'
import type { Spec } from '../dsp/module.ts'
import type { Program, Routine, Variable } from './ir.ts'
import { functions, internals } from './math.ts'
import { Refusal, refuse } from './refusal.ts'
import { helper, routine } from './routine.ts'
import { Scope } from './scope.ts'
import type { Binding, Group } from './scope.ts'
import { parseFunction } from './source.ts'
import type { FunctionNode } from './source.ts'

/** Finds the syntax tree of one of a module's functions: 'tick', 'control' or a helper's name. */
export type Source = (routine: string) => FunctionNode

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
  const env = { sampleRate: number('sampleRate', 'env'), period: number('period', 'env') }
  const members = new Map<string, Binding>()
  for (const variable of Object.values(env)) members.set(variable.name, readOnly(variable, 'a constant'))
  for (const [name, value] of Object.entries(spec.uses)) {
    const binding: Binding = typeof value === 'number' ? { is: 'number', value }
      : { is: 'routine', routine: once(name, () => named(name, () => helper(name, source(name), uses))) }
    uses.declare(name, binding)
    members.set(name, binding)
  }
  const state = Object.keys(spec.state).map(name => number(name, 'state'))
  const coefficients = Object.keys(spec.coefficients).map(name => number(name, 'coefficient'))
  const inputs = Object.keys(spec.inputs).map(name => number(name, 'input'))
  const groups = (name: 'tick' | 'control'): Group[] => {
    const fields = new Map<string, Binding>(state.map(variable => [variable.name, { is: 'variable', variable }]))
    const fixed = name === 'tick' ? 'a coefficient, which control sets' : undefined
    for (const variable of coefficients) fields.set(variable.name, { is: 'variable', variable, fixed })
    return [
      { is: 'group', what: 'the state', members: fields },
      { is: 'group', what: 'the inputs', members: new Map(inputs.map(variable => [variable.name, input(variable, spec)])) },
      { is: 'group', what: 'env', members },
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
  return {
    code: fingerprint(spec), state, coefficients, inputs, env,
    tick: part('tick', spec.outputs.length > 0, Math.max(1, spec.outputs.length)),
    control: spec.control && part('control', false, 0),
  }
}

function fingerprint(spec: Spec): string {
  const { tick, control, uses, state, coefficients } = spec
  const used = Object.entries(uses).map(([name, value]) => [name, String(value)])
  const code = [String(tick), String(control), used, Object.keys(state), Object.keys(coefficients)]
  return createHash('sha256').update(JSON.stringify(code)).digest('base64url')
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

/** Made when it is first needed. A function that needs itself would never end. */
function once(name: string, make: () => Routine): () => Routine {
  let made: Routine | undefined
  let making = false
  return () => {
    if (making) refuse(0, `${name} calls itself.`, 'Use a loop: for (let i = 0; i < 8; i++).')
    making = true
    try {
      return made ??= make()
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
    : { is: 'routine', routine: once(name, () => helper(name, parseFunction(String(value)), inside)) })
}
for (const name of Object.keys(functions)) root.declare(`Math.${name}`, inside.find(name)!)
