/** The contract of a module: declared inputs, declared state, and a function that makes one sample. `tick` runs every frame;
 *  `control` before it, at every 16th frame, but only when one of the inputs it reads has changed. What control works out
 *  for tick are `coefficients`: tick sees them go in a straight line to their new values, until the next 16th frame, so that
 *  nothing steps. Both functions are compiled from their source, so they see nothing but what they are handed: the state
 *  with the coefficients, the inputs, and `env` with the sample rate and `uses`. Lines are for tick alone. */
import { check, checkUses, identifier } from './definition.ts'
import { InputError } from './inputerror.ts'
import type { Line } from './line.ts'
import { mute } from './mute.ts'
import { nearest, suggest } from './nearest.ts'
import { isPatterned } from './patterned.ts'
import type { Patterned } from './patterned.ts'
import { isSignal, Signal } from './signal.ts'
import { soundOf } from './sound.ts'
import type { Sounds } from './sound.ts'
import { spoken } from './spoken.ts'
import type { Input, SoundInput } from './units.ts'

type Inputs = Record<string, Input<number> | Input<string>>
type State = Record<string, number | readonly number[] | Line>
type Coefficients = Record<string, number>
type Helper = (...numbers: any[]) => number | boolean
/** An array among the `uses` is a table. */
type Uses = Record<string, number | Helper | readonly number[] | Float32Array>

/** What every module is handed besides its own `uses`: the sample rate in Hz, its reciprocal in seconds, the tempo. */
export interface Env { readonly sampleRate: number, readonly period: number, readonly bpm: number }
/** What tick is handed: also the number of the frame, which goes up by 1 with each. */
export interface FrameEnv extends Env { readonly frame: number }

/** The state as a module's code sees it: numbers, and arrays whose positions go round. */
type Fields<S extends State> = { [K in keyof S]: S[K] extends number ? number : number[] }

/** The inputs as a module's code sees them. */
type Values<I extends Inputs> = { readonly [K in keyof I]: I[K] extends Input<infer Value> ? Value : never }
/** The inputs as a patch gives them. */
type Given<I extends Inputs> = { [K in keyof I]?: I[K] extends SoundInput ? string | Sounds
  : I[K] extends Input<infer Value> ? Giving<Value> : never } & { mute?: number }
type Giving<Value> = (Value extends string ? Value : number | Signal) | Patterned
/** As many of `T` as the module has outputs. */
type Each<O extends readonly string[], T> = { readonly [K in keyof O]: T }

/** What `module` takes; `Sample` is a number, or an array of numbers where there are several outputs. */
export interface Definition<I extends Inputs, S extends State, C extends Coefficients, U extends Uses, Sample> {
  /** The type's name; letters and digits. */
  name: string
  doc?: string
  /** A line of a patch that makes a signal with it, for the reference. */
  example?: string
  inputs: I
  /** The state's fields and what they start from: a number, some numbers, or an empty line(seconds). */
  state?: S
  /** Fields that control sets and tick follows smoothly. */
  coefficients?: C
  /** Numbers, tables and helper functions that the code refers to, reached through its third argument. A function that gives them is
   *  asked when such a module is played for the first time: for tables that take a while to work out. */
  uses?: U | (() => U)
  /** Its outputs are its inputs of the same names, just as they are: in voices they cost nothing. */
  passes?: boolean
  /** A patch gets the first of its outputs only. */
  first?: true
  control?(s: Fields<S> & C, inputs: Values<I>, env: Env & U): void
  tick(s: Fields<S> & Readonly<C>, inputs: Values<I>, env: FrameEnv & U): Sample
}

/** A definition with its gaps filled and its types forgotten: what the compiler reads. */
export interface Spec {
  name: string
  doc: string
  example: string
  inputs: Record<string, Input<any>>
  state: State
  coefficients: Coefficients
  uses: Uses
  /** Empty for the usual single output. */
  outputs: readonly string[]
  passes: boolean
  first?: boolean
  control?: Function
  tick: Function
  /** Its stack says where the module was defined. */
  where: Error
}

/** A type of module: call it with an id, unique in the patch, and its inputs. */
export interface Kind<I extends Inputs, Out> {
  (id: string, inputs?: Given<I>): Out
  readonly spec: Spec
}

/** Defines a type of module. With `outputs`, the names of several outputs, tick returns an array of as many numbers and a
 *  patch gets as many signals. Errors: whatever in the definition can't be (definition.ts). */
export function module<
  const I extends Inputs, const O extends readonly string[], S extends State = {}, C extends Coefficients = {},
  const U extends Uses = {}
>(definition: Definition<I, S, C, U, Each<O, number>> & { outputs: O, first: true }): Kind<I, Signal>
export function module<
  const I extends Inputs, const O extends readonly string[], S extends State = {}, C extends Coefficients = {},
  const U extends Uses = {}
>(definition: Definition<I, S, C, U, Each<O, number>> & { outputs: O }): Kind<I, Each<O, Signal>>
export function module<const I extends Inputs, S extends State = {}, C extends Coefficients = {}, const U extends Uses = {}>(
  definition: Definition<I, S, C, U, number>): Kind<I, Signal>
export function module(
  definition: Definition<Inputs, State, Coefficients, Uses, unknown> & { outputs?: readonly string[] }): unknown {
  const { name, doc = '', example = '', inputs, outputs = [], passes = false, first = false, control, tick } = definition
  const { state = {}, coefficients = {}, uses: given = {} } = definition
  const uses = typeof given === 'function' ? {} : given
  const parts = { name, doc, example, inputs, state, coefficients, uses, outputs, passes, first }
  const spec: Spec = { ...parts, control, tick, where: new Error(name) }
  check(spec)
  if (typeof given === 'function') defer(spec, given)
  spec.inputs = { ...inputs, mute }
  const kind = (id: string, given: Record<string, unknown> = {}) => {
    if (isSignal(given)) throw new TypeError(`${name}(…) takes its inputs by name: ${name}('${id}', { ${Object.keys(inputs)[0]}: … }).`)
    if (typeof id !== 'string' || !identifier.test(id)) {
      throw new TypeError(`${name}(…) needs a name first, made of letters, digits, - and _: ${name}('${name}1', { … }).`)
    }
    const node = { spec, id, inputs: connect(spec, id, given), patterns: patternsOf(given), where: new Error(id) }
    return outputs.length === 0 || first ? new Signal(node) : outputs.map((_, output) => new Signal(node, output))
  }
  return Object.assign(kind, { spec })
}

/** Asks for a module's uses when they are looked at for the first time. */
function defer(spec: Spec, give: () => Uses): void {
  let uses: Uses | undefined
  const get = () => {
    if (uses === undefined) {
      uses = give()
      checkUses(spec.name, uses)
    }
    return uses
  }
  Object.defineProperty(spec, 'uses', { get, enumerable: true })
}

function connect(spec: Spec, id: string, given: Record<string, unknown>): Record<string, number | Signal> {
  const names = Object.keys(spec.inputs)
  const unknown = Object.keys(given).find(name => !names.includes(name))
  if (unknown !== undefined) {
    const others = nearest(unknown, names) === undefined ? '' : ` (${spec.name} has ${names.join(', ')})`
    throw new InputError(unknown, `'${id}' is a ${spec.name}, which has no input '${unknown}'. ${suggest(unknown, names)}${others}`)
  }
  // Every object has a valueOf, and an input may be called so.
  const sources = Object.fromEntries(names.map(name =>
    [name, Object.hasOwn(given, name) ? source(id, name, spec.inputs[name], given[name]) : initial(spec.inputs[name])]))
  for (const name of names) {
    const { like } = spec.inputs[name]
    if (like !== undefined && !Object.hasOwn(given, name)) sources[name] = sources[like]
  }
  return sources
}

/** The inputs that patterns play. */
const patternsOf = (given: Record<string, unknown>): Record<string, Patterned> =>
  Object.fromEntries(Object.entries(given).filter((entry): entry is [string, Patterned] => isPatterned(entry[1])))

/** What an input is connected to that isn't given; for a sound that is the kit that comes with the program. */
const initial = (input: Input<any> | SoundInput) => 'mono' in input ? soundOf('kit', input.mono)! : input.default

/** What an input is connected to: a signal, or a number within its range (of a choice: the index of its name). */
function source(id: string, name: string, input: Input<any>, given: unknown): number | Signal {
  const path = `${id}.${name}`
  if (given === undefined && input.unit === 'audio') {
    throw new InputError(name, `${path} is undefined. Make its signal in a line above. ${CIRCLE}`)
  }
  if ('mono' in input) {
    if (given === undefined) return initial(input)
    const sound = soundOf(given, Boolean(input.mono))
    if (sound !== undefined) return sound
    throw new InputError(name, `${path} is a file or a folder of sounds, ${name}: 'samples/amen.wav', not ${display(given)}.`)
  }
  if (given === undefined || isPatterned(given)) return input.default
  if (input.choices !== undefined) {
    const index = input.choices.indexOf(given)
    if (index >= 0) return index
    const names = input.choices.map(name => `'${name}'`).join(', ')
    throw new InputError(name, `${path} is one of ${names}, not ${display(given)}.${meant(given, input.choices)}`)
  }
  if (isSignal(given) && input === mute) throw new InputError(name, `${path} takes a number. For a tremolo multiply: signal.mul(…).`)
  if (isSignal(given)) return given
  if (Array.isArray(given) && given.every(isSignal)) {
    throw new InputError(name, `${path} takes one signal, this is several: take them apart, const [left, right] = …`)
  }
  const value = typeof given === 'boolean' && input.gate ? Number(given) : given
  if (typeof value !== 'number' || Number.isNaN(value)) {
    const unit = inUnit(input) && ` (${input.unit})`
    throw new InputError(name, `${path} takes a number${unit} or a signal, not ${display(given)}.${instead(given, input)}`)
  }
  if (value < input.min || value > input.max) {
    const percent = input.unit === 'amount' && value > 1 && value <= 100 ? ` ${value} % is ${value / 100}.` : ''
    throw new InputError(name, `${path} is ${value}, outside its range ${input.min} … ${input.max}${inUnit(input)}.${percent}`)
  }
  return value
}

function meant(given: unknown, names: readonly string[]): string {
  const name = typeof given === 'string' ? nearest(given, names) : undefined
  return name === undefined ? '' : ` Did you mean '${name}'?`
}

/** Units that are worth naming. */
const inUnit = ({ unit }: Input) => ['Hz', 'ms', 'dB', 'semitones', 'octaves'].includes(unit) ? ` ${unit}` : ''

/** What to write instead of what is no number. */
function instead(given: unknown, input: Input): string {
  const value = typeof given === 'string' ? spoken(given, input.unit) : undefined
  if (value !== undefined) return ` Write ${value}.`
  const mixed = typeof given === 'string' ? given.includes('[object Object]') : Number.isNaN(given)
  return mixed ? ` ${OPERATORS}` : ''
}

/** What is said where a signal is used before it is made. */
export const CIRCLE = 'A signal can\'t go round in a circle: feedback takes a module with a memory of its own.'

/** What is said where + - * / was used on signals. */
export const OPERATORS = 'Signals are calculated with .add() .sub() .mul() .div(), not with + - * /.'

const display = (value: unknown) => typeof value === 'string' ? `'${value}'` : String(value)
