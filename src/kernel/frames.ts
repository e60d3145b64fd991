/** The loop over the frames of a chunk. What changes is in locals while it runs; what doesn't stays in memory, since there are only 16
 *  registers, and a load from memory costs less than a value in the wrong place. */
import { isSignal } from '../dsp/signal.ts'
import type { Node, Signal } from '../dsp/signal.ts'
import { load } from './address.ts'
import type { Context } from './chunk.ts'
import { Emitter } from './emit.ts'
import { valueType } from './place.ts'
import { emitContain, emitGiveUp } from './fault.ts'
import { SignalMap } from './graph.ts'
import type { Type } from './ir.ts'
import { coefficient, FRAME_BYTES, parameter, WORD } from './sizes.ts'
import type { Placed } from './memory.ts'
import { program as programOf } from './program.ts'
import { toWhole } from './position.ts'
import { fitting } from './refusal.ts'
import { emitTick, emitTime, usesFrame } from './time.ts'
import type { Time } from './time.ts'
import type { Code } from './wasm.ts'

/** What a chunk is called with: the bytes of a buffer to fill, where the output goes, what control must look at, how many frames
 *  there are to the next control point, whether parameters move. */
export const argument = { length: 0, output: 1, check: 2, left: 3, ramping: 4 }

export class Frames {
  readonly #code: Code
  readonly #modules: readonly Placed[]
  readonly #moving: boolean
  /** Whether it writes into arrays or lines: then it can't begin anew. */
  readonly #storing: boolean
  readonly #context: Context
  /** The local that holds a signal's value of this frame. */
  readonly #signals = new SignalMap<number>()
  /** The locals that keep constants. */
  readonly #constants = new Map<number, number>()
  /** The local with each module's mute. */
  readonly #mutes = new Map<Node, number>()
  /** What moves: the local with the value, and the address of the step that is added to it every frame. */
  readonly #steps: { value: number, step: number }[] = []
  /** What goes back into memory after the loop. */
  readonly #stored: { local: number, address: number, type: Type }[] = []

  constructor(code: Code, modules: readonly Placed[], moving: boolean, context: Context) {
    this.#code = code
    this.#modules = modules
    this.#moving = moving
    this.#storing = modules.some(({ program }) => program.tick.stores)
    this.#context = context
  }

  emit(final: boolean): void {
    const code = this.#code
    const time = this.#modules.some(({ program }) => usesFrame(program)) ? emitTime(code) : undefined
    const emitters = new Map(this.#modules.map(module => [module.node, this.#prologue(module, time)]))
    const position = code.local('i32')
    code.preparing(() => {
      code.open('loop')
      for (const module of this.#modules) this.#tick(module, emitters, position)
      if (final) this.#output(position)
      for (const { value, step } of this.#steps) {
        code.op('local.get', value)
        load(code, step)
        code.op('f64.add')
        code.op('local.set', value)
      }
      if (time) emitTick(code, time)
      code.op('local.get', position)
      code.op('i32.const', FRAME_BYTES)
      code.op('i32.add')
      code.op('local.tee', position)
      code.op('local.get', argument.length)
      code.op('i32.lt_u')
      code.op('br_if', 0)
      code.close()
    })
    for (const { local, address, type } of this.#stored) {
      code.op('i32.const', 0)
      code.op('local.get', local)
      if (type === 'int') code.op('f64.convert_i32_s')
      code.memory('f64.store', address)
    }
  }

  /** Gives everything that a module's tick uses its place. */
  #prologue({ node, program, state, rows, coefficients, parameters }: Placed, time?: Time): Emitter {
    const emitter = new Emitter(this.#code, this.#context.functions, this.#constants, true)
    emitter.rows = rows
    if (time !== undefined) {
      emitter.places.set(program.env.frame, { local: time.frame })
      emitter.counter = time.counter
    }
    emitter.told(program.env, this.#context.memory.layout)
    program.state.forEach((variable, index) => {
      const address = state + index * WORD
      const { type } = variable
      const loaded = () => type === 'int' ? { local: this.#loaded(address, type) } : { address }
      emitter.places.set(variable, program.tick.sets.has(variable) ? { local: this.#kept(address, type) } : loaded())
    })
    program.coefficients.forEach((variable, index) => {
      const address = coefficients + index * coefficient.bytes
      const place = this.#moving ? { local: this.#kept(address) } : { address }
      emitter.places.set(variable, place)
      if (place.local !== undefined) this.#steps.push({ value: place.local, step: address + coefficient.step })
    })
    const mute = parameters.get('mute')
    if (this.#moving && mute !== undefined) this.#mutes.set(node, this.#moves(mute))
    for (const variable of program.tick.reads) {
      const source = node.inputs[variable.name]
      const address = parameters.get(variable.name)
      if (isSignal(source)) continue
      if (address === undefined) emitter.places.set(variable, { constant: source })
      else if (!this.#moving || node.spec.inputs[variable.name]?.jump) emitter.places.set(variable, { address })
      else {
        emitter.places.set(variable, { local: this.#moves(address) })
      }
    }
    return emitter
  }

  #tick({ node, program, bad }: Placed, emitters: ReadonlyMap<Node, Emitter>, position: number): void {
    const code = this.#code
    const emitter = emitters.get(node)!
    for (const variable of program.tick.reads) {
      const source = node.inputs[variable.name]
      if (isSignal(source)) emitter.places.set(variable, { local: this.#signal(source, position) })
    }
    const results = Array.from({ length: program.tick.results }, () => code.local('f64'))
    fitting(node.spec, () => emitter.body(program.tick, results))
    results.forEach((local, output) => {
      if (this.#moving || this.#storing) emitContain(code, local, bad)
      else emitGiveUp(code, local)
      if (this.#moving) this.#mute(node, local)
      if (node.closes !== undefined) emitters.get(node.closes)?.keep(programOf(node.closes.spec).state[0], local)
      this.#signals.set({ node, output }, local)
      const buffer = this.#context.memory.buffer({ node, output })
      if (buffer === undefined) return
      code.op('local.get', position)
      code.op('local.get', local)
      code.memory('f64.store', buffer)
    })
  }

  /** Takes out of a module's output what is muted of it. */
  #mute(node: Node, result: number): void {
    const mute = this.#mutes.get(node)
    if (mute === undefined) return
    const code = this.#code
    code.op('local.get', result)
    code.number(1)
    code.op('local.get', mute)
    code.op('f64.sub')
    code.op('f64.mul')
    code.op('local.set', result)
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
      code.op('local.get', argument.output)
      code.op('local.get', position)
      code.op('i32.add')
      code.op('local.get', local)
      code.op('f32.demote_f64')
      code.memory('f32.store', channel * FRAME_BYTES / 2)
    })
  }

  /** The local of a parameter that moves. Not put back: the loop over the segments moves all parameters, whoever reads them. */
  #moves(address: number): number {
    const local = this.#loaded(address)
    this.#steps.push({ value: local, step: address + parameter.step })
    return local
  }

  #loaded(address: number, type: Type = 'number'): number {
    const local = this.#code.local(valueType(type))
    load(this.#code, address)
    if (type === 'int') toWhole(this.#code)
    this.#code.op('local.set', local)
    return local
  }

  #kept(address: number, type: Type = 'number'): number {
    const local = this.#loaded(address, type)
    this.#stored.push({ local, address, type })
    return local
  }
}
