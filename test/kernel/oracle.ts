/** The oracle: a graph run as plain JavaScript, sample by sample, by the rules that the kernel keeps. The modules' functions
 *  are those of the registry; only `Math` is bound to the kernel's own functions. What it makes, the kernel must make, bit
 *  for bit. */
import { POOL } from '../../src/dsp/pool.ts'
import { framesOf, isLine } from '../../src/dsp/line.ts'
import type { Spec } from '../../src/dsp/module.ts'
import { isSignal } from '../../src/dsp/signal.ts'
import type { Node, Signal } from '../../src/dsp/signal.ts'
import type { Graph } from '../../src/kernel/graph.ts'
import { MAX_BLOCK } from '../../src/kernel/kernel.ts'
import { functions } from '../../src/kernel/math.ts'
import { fetch } from '../../src/kernel/store.ts'

const CONTROL_PERIOD = 16
const RAMP_SECONDS = 0.01
const FADE_PERIOD = 256
const FADED = 1e-30
const LIMIT = 2 ** 20
const LEAST = 2 ** -100
const { abs, sqrt, floor, ceil, trunc, min, max, imul, clz32, fround } = Math
const constants = Object.getOwnPropertyNames(Math).filter(name => typeof Math[name as keyof Math] === 'number')
const math = {
  ...Object.fromEntries(constants.map(name => [name, Math[name as keyof Math]])),
  abs, sqrt, floor, ceil, trunc, min, max, imul, clz32, fround, ...functions,
}

interface Parameter { value: number, target: number, step: number, end: number, ramp: number }
type Values = Record<string, number | string>

interface Playing {
  node: Node
  /** Numbers, and for arrays and lines what behaves as they do. */
  state: Record<string, any>
  /** What of it is no number, and its values. */
  rows: Map<string, number[]>
  /** Values that the coefficients are going to, by steps. */
  targets: Record<string, number>
  steps: Record<string, number>
  parameters: Map<string, Parameter>
  tick(s: object, inputs: Values, env: object): number | number[]
  control?(s: object, inputs: Values, env: object): void
  env: { frame: number }
  /** Of each input its name, the names of its choices, what it is connected to; and their values of this frame, as the code sees them
   *  and as numbers. */
  inputs: { name: string, choices?: readonly string[], source: number | Signal }[]
  values: Values
  raw: Record<string, number>
  /** The inputs that control reads, and what it saw the last time. */
  watched: string[]
  seen?: number[]
  outputs: number[]
  /** Whether it was bad since the last control point. */
  bad: boolean
}

export class Oracle {
  readonly output = new Float32Array(2 * MAX_BLOCK)
  frame = 0
  /** How often there were bad modules. */
  faults = 0
  readonly #nodes: Playing[]
  readonly #byNode: Map<Node, Playing>
  readonly #parameters: Parameter[] = []
  readonly #graph: Graph
  readonly #rate: number
  readonly #rounded: (x: number) => number
  #changed = true

  /** `rounded`: what coefficients on their way are rounded to. */
  constructor(graph: Graph, rate: number, bpm = 120, rounded = (x: number) => x) {
    this.#graph = graph
    this.#rate = rate
    this.#rounded = rounded
    const samples = samplesOf(graph)
    this.#nodes = graph.nodes.map(node => {
      const { spec } = node
      const uses = usesOf(spec, samples)
      const parameters = new Map<string, Parameter>()
      for (const [name, value] of Object.entries(node.inputs)) {
        if (isSignal(value) || node.id === undefined) continue
        const ramp = spec.inputs[name].jump ? 0 : Math.round(RAMP_SECONDS * rate)
        const parameter = { value: value + 0, target: value + 0, step: 0, end: 0, ramp }
        parameters.set(name, parameter)
        this.#parameters.push(parameter)
      }
      const control = spec.control && bind(spec.control, uses)
      return {
        node, parameters, control, tick: bind(spec.tick, uses), ...stateOf(spec, rate),
        targets: { ...spec.coefficients }, steps: {},
        env: { sampleRate: rate, period: 1 / rate, bpm, ...uses, frame: 0 },
        inputs: Object.entries(spec.inputs).map(([name, { choices }]) => ({ name, choices, source: node.inputs[name] })),
        values: {}, raw: {},
        watched: control ? Object.keys(spec.inputs).filter(name => reads(String(spec.control), name)) : [],
        outputs: [], bad: false,
      }
    })
    this.#byNode = new Map(this.#nodes.map(playing => [playing.node, playing]))
  }

  /** What a module keeps, by name: numbers, and rows that take positions. */
  stateOf(id: string): Record<string, any> {
    return this.#nodes.find(({ node }) => node.id === id)!.state
  }

  apply(index: number, given: number, ramp: number): void {
    const value = given + 0
    const parameter = this.#parameters[index]
    const frames = ramp < 0 || parameter.ramp === 0 ? parameter.ramp : ramp
    const end = frames > 0 ? Math.ceil((this.frame + frames) / CONTROL_PERIOD) * CONTROL_PERIOD : this.frame
    const step = frames > 0 ? (value - parameter.value) / (end - this.frame) : 0
    Object.assign(parameter, { target: value, step, end })
    if (step === 0) parameter.value = value
    this.#changed = true
  }

  render(start: number, frames: number): void {
    for (let i = start; i < start + frames; i++) this.#frame(i)
  }

  #frame(index: number): void {
    const onGrid = this.frame % CONTROL_PERIOD === 0
    if (this.frame % FADE_PERIOD === 0) for (const playing of this.#nodes) fade(playing)
    if (onGrid) this.#reset()
    for (const parameter of this.#parameters) {
      if (!onGrid || parameter.step === 0 || this.frame < parameter.end) continue
      parameter.value = parameter.target
      parameter.step = 0
    }
    for (const playing of this.#nodes) {
      const { node, state, targets, env, watched, inputs, values, raw, parameters } = playing
      for (const { name, choices, source } of inputs) {
        raw[name] = isSignal(source) ? this.#signal(source) : parameters.get(name)?.value ?? source
        values[name] = choices ? choices[raw[name]] : raw[name]
      }
      const now = watched.map(name => raw[name])
      if (onGrid) {
        for (const name in targets) state[name] = targets[name] + 0
        playing.steps = {}
      }
      if ((onGrid || this.#changed) && playing.control && !playing.seen?.every((value, i) => value === now[i])) {
        const goals = { ...state, ...targets }
        playing.control(goals, values, env)
        const left = CONTROL_PERIOD - this.frame % CONTROL_PERIOD
        for (const name of Object.keys(goals)) {
          if (!(name in targets)) state[name] = goals[name]
          else if (playing.seen === undefined) state[name] = goals[name] + 0
          else playing.steps[name] = this.#rounded((goals[name] - state[name]) / left)
          if (name in targets) targets[name] = goals[name]
        }
        playing.seen = now
      }
      env.frame = this.frame
      const made = playing.tick(state, values, env)
      const outputs = Array.isArray(made) ? made : [made]
      const heard = 1 - (parameters.get('mute')?.value ?? 0)
      playing.outputs = outputs.map(output => (abs(output) < LIMIT ? output : 0) * heard)
      playing.bad ||= outputs.some(output => !(abs(output) < LIMIT))
      for (const name in playing.steps) state[name] = this.#rounded(state[name] + playing.steps[name])
      if (node.closes !== undefined) Object.assign(this.#byNode.get(node.closes)!.state, { past: playing.outputs[0] })
    }
    this.#graph.outputs.forEach((signal, channel) => { this.output[2 * index + channel] = this.#signal(signal) })
    for (const parameter of this.#parameters) parameter.value += parameter.step
    this.#changed = false
    this.frame++
  }

  /** Modules that were bad start afresh. */
  #reset(): void {
    const bad = this.#nodes.filter(playing => playing.bad)
    if (bad.length === 0) return
    this.faults++
    for (const playing of bad) {
      const { coefficients } = playing.node.spec
      Object.assign(playing, { ...stateOf(playing.node.spec, this.#rate), targets: { ...coefficients }, steps: {}, seen: undefined })
      playing.bad = false
    }
  }

  #signal({ node, output }: Signal): number {
    return this.#byNode.get(node)!.outputs[output]
  }
}

/** What has all but faded out is gone; a module whose state is not finite is bad. */
function fade(playing: Playing): void {
  const { state, coefficients } = playing.node.spec
  const arrays = [...playing.rows].filter(([name]) => !isLine(state[name]))
    .map(([name, values]) => [values, state[name]] as [number[], readonly number[]])
  const numbers: Record<string, any> = { ...state, ...coefficients }
  const all = [playing.state, playing.targets, playing.steps].map((values): [Record<string, number>, any] => [values, numbers])
  for (const [values, initial] of [...all, ...arrays] as [Record<string, number>, Record<string, number>][]) {
    for (const name in values) {
      if (typeof values[name] !== 'number') continue
      if (abs(values[name]) < FADED) values[name] = 0
      if (!Number.isFinite(values[name]) && Number.isFinite(initial[name])) playing.bad = true
    }
  }
}

/** What a module's state starts from. */
function stateOf({ state, coefficients }: Spec, rate: number): Pick<Playing, 'state' | 'rows'> {
  const rows = new Map<string, number[]>()
  const fields = Object.entries(state).map(([name, value]) => {
    if (typeof value === 'number') return [name, value]
    const values = isLine(value) ? Array<number>(framesOf(value, rate)).fill(0) : [...value]
    rows.set(name, values)
    return [name, row(values, value)]
  })
  return { state: { ...Object.fromEntries(fields), ...coefficients }, rows }
}

/** Numbers whose positions go round; a line keeps 32-bit floats, and nothing that would poison it. */
function row(values: number[], declared: unknown): number[] {
  const at = (name: string | symbol) => {
    const index = floor(Number(name))
    const whole = Number.isNaN(index) ? 0 : min(max(index, -(2 ** 63)), 2 ** 63)
    // The largest number of 64 bits is one less than what a number can say.
    const rest = whole === 2 ** 63 ? Number((2n ** 63n - 1n) % BigInt(values.length)) : whole % values.length
    return rest < 0 ? rest + values.length : rest
  }
  return new Proxy(values, {
    get: (_, name) => name === 'length' ? values.length : values[at(name)],
    set: (_, name, x: number) => {
      values[at(name)] = !isLine(declared) ? x : abs(x) >= LEAST && abs(x) < LIMIT ? fround(x) : 0
      return true
    },
  })
}

/** The table of all samples. */
function samplesOf({ samples }: Graph): number[] {
  const table = new Float32Array(samples ? 2 ** ceil(Math.log2(samples.length)) : 1)
  table.set(samples?.directory ?? [])
  for (const { key, at, length } of samples?.files ?? []) fetch(key, table.subarray(at, at + length))
  return row(table as unknown as number[], table)
}

/** What a module's code is handed, with the helpers bound to each other. */
function usesOf({ uses }: Spec, samples: ArrayLike<number>): Record<string, unknown> {
  const bound: Record<string, any> = {}
  const handed = Object.fromEntries(Object.entries(uses).map(([name, value]) => {
    const helper = (...args: unknown[]) => bound[name](...args)
    return [name, typeof value === 'function' ? helper : typeof value === 'object' ? value === POOL ? samples : row([...value], value) : value]
  }))
  for (const [name, value] of Object.entries(uses)) if (typeof value === 'function') bound[name] = bind(value, handed)
  return handed
}

/** A function with `Math` and its helpers bound anew. */
function bind(fn: Function, uses: object): any {
  const text = String(fn)
  const method = /^(async\s+)?(tick|control)\s*\(/.exec(text)
  const source = method ? `({${text}}).${method[2]}` : `(${text})`
  const make = new Function('Math', '__name', ...Object.keys(uses), `return ${source}`)
  return make(math, (named: unknown) => named, ...Object.values(uses))
}

/** Whether a control function takes an input; by its parameter list, where the registry's modules name what they use. */
const reads = (control: string, name: string) => new RegExp(`[{,.]\\s*${name}\\b`).test(control.split('=>')[0])
