/** A chunk: a few modules fused into one function, which makes up to 16 frames of all of them at a time with their state in
 *  locals. A graph is cut into chunks so that no function grows too large for the processor's registers, nor for the time it
 *  takes to compile; what one chunk puts out and another takes goes through a small buffer. */
import { isSignal } from '../dsp/signal.ts'
import type { Signal } from '../dsp/signal.ts'
import { load, set } from './address.ts'
import { Emitter } from './emit.ts'
import type { Functions } from './emit.ts'
import { emitContain, emitGiveUp } from './fault.ts'
import { SignalMap } from './graph.ts'
import type { Graph } from './graph.ts'
import type { Program } from './ir.ts'
import { coefficient, CONTROL_PERIOD, FRAME_BYTES, parameter, WORD } from './memory.ts'
import type { Memory, Placed } from './memory.ts'
import { Code } from './wasm.ts'
import type { ValueType } from './wasm.ts'

/** How the loop over the frames calls a chunk: the bytes of a buffer to fill, where the output goes, what control must look
 *  at, how many frames there are to the next control point, whether parameters move. */
const SIGNATURE: ValueType[] = ['i32', 'i32', 'i32', 'i32', 'i32']
const [LENGTH, OUTPUT, CHECK, LEFT, RAMPING] = [0, 1, 2, 3, 4]
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

/** Emits the function of chunk number `index`; the last one, `final`, writes the output too. */
export function emitChunk(modules: readonly Placed[], index: number, final: boolean, context: Context): Code {
  const code = new Code(SIGNATURE)
  const gliding = context.memory.gliding(index)
  const glide = modules.some(({ program }) => program.coefficients.length > 0)
  if (glide) emitArrival(code, modules, gliding)
  for (const module of modules) if (module.program.control !== undefined) emitCheck(code, module, gliding, context)
  // The same loop twice: a fast one, in which parameters and coefficients are at rest and all is well, and one in which they
  // move and what is bad is contained. The fast one gives up at what is bad, and the other begins anew: nothing has gone back
  // into memory. To leave costs next to nothing where it doesn't happen; to contain does not.
  code.open('block')
  code.op('local.get', RAMPING)
  if (glide) {
    code.op('i32.const', 0)
    code.memory('i32.load', gliding)
    code.op('i32.or')
  }
  code.op('br_if', 0)
  new Frames(code, modules, false, context).emit(final)
  code.op('return')
  code.close()
  new Frames(code, modules, true, context).emit(final)
  return code
}

/** At a control point the coefficients that were on their way have arrived. */
function emitArrival(code: Code, modules: readonly Placed[], gliding: number): void {
  code.op('local.get', LEFT)
  code.op('i32.const', CONTROL_PERIOD)
  code.op('i32.eq')
  code.op('i32.const', 0)
  code.memory('i32.load', gliding)
  code.op('i32.and')
  code.open('if')
  for (const { program, coefficients } of modules) {
    program.coefficients.forEach((_, index) => {
      const address = coefficients + index * coefficient.bytes
      code.op('i32.const', 0)
      load(code, address + coefficient.target)
      code.memory('f64.store', address + coefficient.value)
      code.op('i32.const', 0)
      code.number(0)
      code.memory('f64.store', address + coefficient.step)
    })
  }
  set(code, gliding, 0)
  code.close()
}

/** Runs control if an input that it reads may have changed. A signal that it reads comes from an earlier chunk. */
function emitCheck(code: Code, module: Placed, gliding: number, { memory, control }: Context): void {
  const { node, program, state, seen, watched, parameters } = module
  code.op('local.get', CHECK)
  code.op('i32.const', watched.some(({ name }) => isSignal(node.inputs[name])) ? check.signals : check.all)
  code.op('i32.ge_u')
  code.open('if')
  code.op('i32.const', 0)
  code.op('i32.const', state)
  code.op('i32.const', seen)
  code.op('local.get', LEFT)
  code.op('f64.convert_i32_s')
  for (const { name } of watched) {
    const source = node.inputs[name]
    const address = isSignal(source) ? memory.buffer(source) : parameters.get(name)
    if (address === undefined) code.number(source as number)
    else load(code, address)
  }
  code.op('call', control(program))
  code.op('i32.const', 0)
  code.memory('i32.load', gliding)
  code.op('i32.or')
  code.memory('i32.store', gliding)
  code.close()
}

/** The loop over the frames. What changes is in locals while it runs; what doesn't stays in memory, since there are only 16
 *  registers, and a load from memory costs less than a value in the wrong place. */
class Frames {
  readonly #code: Code
  readonly #modules: readonly Placed[]
  readonly #moving: boolean
  readonly #context: Context
  /** The local that holds a signal's value of this frame. */
  readonly #signals = new SignalMap<number>()
  /** The locals that keep constants. */
  readonly #constants = new Map<number, number>()
  /** What moves: the local with the value, and the address of the step that is added to it every frame. */
  readonly #steps: { value: number, step: number }[] = []
  /** What goes back into memory after the loop. */
  readonly #stored: { local: number, address: number }[] = []

  constructor(code: Code, modules: readonly Placed[], moving: boolean, context: Context) {
    this.#code = code
    this.#modules = modules
    this.#moving = moving
    this.#context = context
  }

  emit(final: boolean): void {
    const code = this.#code
    const emitters = this.#modules.map(module => this.#prologue(module))
    const position = code.local('i32')
    code.open('loop')
    this.#modules.forEach((module, index) => this.#tick(module, emitters[index], position))
    if (final) this.#output(position)
    for (const { value, step } of this.#steps) {
      code.op('local.get', value)
      load(code, step)
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
    for (const { local, address } of this.#stored) {
      code.op('i32.const', 0)
      code.op('local.get', local)
      code.memory('f64.store', address)
    }
  }

  /** Gives everything that a module's tick uses its place. */
  #prologue({ node, program, state, coefficients, parameters }: Placed): Emitter {
    const emitter = new Emitter(this.#code, this.#context.functions, this.#constants)
    const { rate } = this.#context.memory.layout
    emitter.places.set(program.env.sampleRate, { constant: rate }).set(program.env.period, { constant: 1 / rate })
    program.state.forEach((variable, index) => {
      const address = state + index * WORD
      emitter.places.set(variable, program.tick.sets.has(variable) ? { local: this.#kept(address) } : { address })
    })
    program.coefficients.forEach((variable, index) => {
      const address = coefficients + index * coefficient.bytes
      const place = this.#moving ? { local: this.#kept(address) } : { address }
      emitter.places.set(variable, place)
      if (place.local !== undefined) this.#steps.push({ value: place.local, step: address + coefficient.step })
    })
    for (const variable of program.tick.reads) {
      const source = node.inputs[variable.name]
      const address = parameters.get(variable.name)
      if (isSignal(source)) continue
      if (address === undefined) emitter.places.set(variable, { constant: source })
      else if (!this.#moving || node.spec.inputs[variable.name].jump) emitter.places.set(variable, { address })
      else {
        // Not put back: the loop over the segments moves all parameters, whoever reads them.
        const local = this.#loaded(address)
        emitter.places.set(variable, { local })
        this.#steps.push({ value: local, step: address + parameter.step })
      }
    }
    return emitter
  }

  #tick({ node, program, bad }: Placed, emitter: Emitter, position: number): void {
    const code = this.#code
    for (const variable of program.tick.reads) {
      const source = node.inputs[variable.name]
      if (isSignal(source)) emitter.places.set(variable, { local: this.#signal(source, position) })
    }
    const results = Array.from({ length: program.tick.results }, () => code.local('f64'))
    emitter.body(program.tick, results)
    results.forEach((local, output) => {
      if (this.#moving) emitContain(code, local, bad)
      else emitGiveUp(code, local)
      this.#signals.set({ node, output }, local)
      const buffer = this.#context.memory.buffer({ node, output })
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

  #loaded(address: number): number {
    const local = this.#code.local('f64')
    load(this.#code, address)
    this.#code.op('local.set', local)
    return local
  }

  #kept(address: number): number {
    const local = this.#loaded(address)
    this.#stored.push({ local, address })
    return local
  }
}
