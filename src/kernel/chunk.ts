/** A chunk: a few modules fused into one function, which makes up to 16 frames of all of them at a time with their state in
 *  locals. A graph is cut into chunks so that no function grows too large for the processor's registers, nor for the time it
 *  takes to compile; what one chunk puts out and another takes goes through a small buffer. */
import { isSignal } from '../dsp/signal.ts'
import type { Signal } from '../dsp/signal.ts'
import { Emitter } from './emit.ts'
import type { Functions } from './emit.ts'
import { SignalMap } from './graph.ts'
import type { Graph } from './graph.ts'
import { expressions } from './ir.ts'
import type { Program, Variable } from './ir.ts'
import { FRAME_BYTES, inputsRead, parameter, WORD } from './memory.ts'
import type { Memory, Placed } from './memory.ts'
import { Code } from './wasm.ts'

/** How the loop over the frames calls a chunk: the bytes of a buffer to fill, what control must look at, where the output goes. */
const LENGTH = 0
const CHECK = 1
const OUTPUT = 2
/** What control must look at: nothing; inputs that follow a signal; all inputs. */
export const check = { nothing: 0, signals: 1, all: 2 }

/** What every chunk of a kernel refers to. */
export interface Context {
  graph: Graph
  memory: Memory
  functions: Functions
  /** Index of the function that runs a module's control. */
  control(program: Program): number
}

/** Emits the function of a chunk; the last one, `final`, writes the output too. */
export function emitChunk(modules: readonly Placed[], final: boolean, context: Context): Code {
  return new Chunk(modules, context).emit(final)
}

class Chunk {
  readonly #code = new Code(['i32', 'i32', 'i32'])
  readonly #modules: readonly Placed[]
  readonly #context: Context
  /** The local that holds a signal's value of this frame. */
  readonly #signals = new SignalMap<number>()
  /** The locals that keep constants. */
  readonly #constants = new Map<number, number>()
  /** Parameters that may move: the local with the value, and the address of the step that is added to it every frame. */
  readonly #ramps: { value: number, step: number }[] = []

  constructor(modules: readonly Placed[], context: Context) {
    this.#modules = modules
    this.#context = context
  }

  emit(final: boolean): Code {
    const code = this.#code
    for (const module of this.#modules) if (module.program.control !== undefined) this.#control(module)
    const emitters = this.#modules.map(module => this.#prologue(module))
    const position = code.local('i32')
    code.open('loop')
    this.#modules.forEach((module, index) => this.#tick(module, emitters[index], position))
    if (final) this.#output(position)
    for (const { value, step } of this.#ramps) {
      code.op('local.get', value)
      this.#load(step)
      code.op('f64.add')
      code.op('local.set', value)
    }
    code.op('local.get', position)
    code.op('i32.const', FRAME_BYTES)
    code.op('i32.add')
    code.op('local.tee', position)
    code.op('local.get', LENGTH)
    code.op('i32.lt_u')
    code.op('br_if', 0)
    code.close()
    this.#modules.forEach((module, index) => this.#epilogue(module, emitters[index]))
    return code
  }

  /** Runs control if an input that it reads has changed. A signal that it reads comes from an earlier chunk. */
  #control({ node, program, state, seen, watched, parameters }: Placed): void {
    const code = this.#code
    code.op('local.get', CHECK)
    code.op('i32.const', watched.some(({ name }) => isSignal(node.inputs[name])) ? check.signals : check.all)
    code.op('i32.ge_u')
    code.open('if')
    code.op('i32.const', state)
    code.op('i32.const', seen)
    for (const { name } of watched) {
      const source = node.inputs[name]
      const address = isSignal(source) ? this.#context.memory.buffer(source) : parameters.get(name)
      if (address === undefined) code.number(source as number)
      else this.#load(address)
    }
    code.op('call', this.#context.control(program))
    code.close()
  }

  /** Gives everything that a module's tick uses its place. What changes comes into locals; what doesn't stays in memory, since
   *  there are only 16 registers, and a load from memory costs less than what a value in the wrong place does. */
  #prologue({ node, program, state, parameters }: Placed): Emitter {
    const emitter = new Emitter(this.#code, this.#context.functions, this.#constants)
    const { rate } = this.#context.memory.layout
    emitter.places.set(program.env.sampleRate, { constant: rate }).set(program.env.period, { constant: 1 / rate })
    const changed = assigned(program)
    program.state.forEach((variable, index) => {
      const address = state + index * WORD
      emitter.places.set(variable, changed.has(variable) ? { local: this.#loaded(address) } : { address })
    })
    for (const variable of inputsRead(program.tick)) {
      const source = node.inputs[variable.name]
      const address = parameters.get(variable.name)
      if (isSignal(source)) continue
      if (address === undefined) emitter.places.set(variable, { constant: source })
      else if (node.spec.inputs[variable.name].jump) emitter.places.set(variable, { address: address + parameter.value })
      else {
        const value = this.#loaded(address + parameter.value)
        emitter.places.set(variable, { local: value })
        this.#ramps.push({ value, step: address + parameter.step })
      }
    }
    return emitter
  }

  #tick({ node, program }: Placed, emitter: Emitter, position: number): void {
    const code = this.#code
    for (const variable of inputsRead(program.tick)) {
      const source = node.inputs[variable.name]
      if (isSignal(source)) emitter.places.set(variable, { local: this.#signal(source, position) })
    }
    const results = Array.from({ length: program.tick.results }, () => code.local('f64'))
    emitter.body(program.tick, results)
    results.forEach((local, output) => {
      const signal = { node, output } as Signal
      this.#signals.set(signal, local)
      const buffer = this.#context.memory.buffer(signal)
      if (buffer === undefined) return
      code.op('local.get', position)
      code.op('local.get', local)
      code.memory('f64.store', buffer)
    })
  }

  /** The local with a signal's value of this frame; fetched from its buffer when another chunk made it. */
  #signal(signal: Signal, position: number): number {
    const known = this.#signals.get(signal)
    if (known !== undefined) return known
    const code = this.#code
    const local = code.local('f64')
    code.op('local.get', position)
    code.memory('f64.load', this.#context.memory.buffer(signal)!)
    code.op('local.set', local)
    this.#signals.set(signal, local)
    return local
  }

  #output(position: number): void {
    const code = this.#code
    const locals = this.#context.graph.outputs.map(signal => this.#signal(signal, position))
    locals.forEach((local, channel) => {
      code.op('local.get', OUTPUT)
      code.op('local.get', position)
      code.op('i32.add')
      code.op('local.get', local)
      code.op('f32.demote_f64')
      code.memory('f32.store', channel * FRAME_BYTES / 2)
    })
  }

  /** Puts the state that tick has changed back into memory. */
  #epilogue({ program, state }: Placed, emitter: Emitter): void {
    const code = this.#code
    program.state.forEach((variable, index) => {
      const place = emitter.places.get(variable)!
      if (!('local' in place)) return
      code.op('i32.const', 0)
      code.op('local.get', place.local)
      code.memory('f64.store', state + index * WORD)
    })
  }

  #load(address: number): void {
    this.#code.op('i32.const', 0)
    this.#code.memory('f64.load', address)
  }

  #loaded(address: number): number {
    const local = this.#code.local('f64')
    this.#load(address)
    this.#code.op('local.set', local)
    return local
  }
}

/** The state that tick changes. */
const assigned = ({ tick }: Program): Set<Variable> =>
  new Set([...expressions(tick.body)].flatMap(part => part.op === 'set' && part.variable.role === 'state' ? [part.variable] : []))
