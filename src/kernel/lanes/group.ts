import { isSignal } from '../../dsp/signal.ts'
import type { Node, Signal } from '../../dsp/signal.ts'
import { Emitter } from '../emit.ts'
import { SignalMap } from '../graph.ts'
import { program as programOf, TEMPO } from '../program.ts'
import { fitting } from '../refusal.ts'
import type { Time } from '../time.ts'
import type { Code } from '../wasm.ts'
import { coefficient, LANES, passed } from './bank.ts'
import type { BankPart } from './bank.ts'
import { LaneEmitter } from './emit.ts'
import type { LanePlace } from './emit.ts'
import type { Loop } from './loop.ts'
import { LaneParameters } from './parameters.ts'
import { resting } from './rest.ts'
import { emitBody } from './statements.ts'
import { emitContain, emitWatch } from './watch.ts'

/** One group of voices in the loop: the one at the addresses in the locals, or the next one. */
export class Group {
  readonly #code: Code
  readonly #loop: Loop
  readonly #ahead: number
  readonly #signals = new SignalMap<number>()
  readonly #steps: { value: number, step: number }[] = []
  readonly #parameters: LaneParameters
  readonly #stored: { local: number, offset: number }[] = []
  readonly #mutes = new Map<BankPart, number>()
  readonly #emitters: Map<Node, LaneEmitter>
  readonly #tests: (() => void)[] = []
  /** All ones in the lanes that have a voice, where not all of them have. */
  readonly #mask: number | null
  /** The mute of the notes that the voices play, where anything is muted. */
  readonly #mute: number | null

  /** Emits what comes before the loop. */
  constructor(loop: Loop, ahead: number, time: Time | undefined) {
    this.#code = loop.code
    this.#loop = loop
    this.#ahead = ahead
    this.#parameters = new LaneParameters(loop.code, loop.locals.parameters, ahead)
    this.#emitters = new Map(loop.parts.map(part => [part.node, this.#prologue(part, time)]))
    this.#mask = loop.bank.count % LANES.length === 0 ? null : this.#loaded(loop.bank.mask)
    const mute = loop.bank.parts.find(({ node }) => node.spec.passes)?.parameters.get('mute')
    this.#mute = loop.final && loop.moving && mute !== undefined ? this.#parameters.moving(mute) : null
    for (const signal of loop.bank.heard) {
      const note = passed(loop.bank, signal)
      if (note !== undefined) this.#signals.set(signal, this.#parameters.held(note))
    }
  }

  /** Leaves on the stack whether a branch that may be at rest isn't, in the loop that is for when all are. */
  awake(): void {
    this.#code.op('i32.const', 0)
    this.#code.op('i32x4.splat')
    for (const test of this.#tests) {
      test()
      this.#code.op('v128.or')
    }
    this.#code.op('v128.any_true')
  }

  /** One frame of all modules. */
  tick(position: number): void {
    this.#parameters.frame()
    for (const part of this.#loop.parts) this.#tick(part, position)
  }

  /** What moves goes on to the next frame. */
  step(): void {
    const code = this.#code
    for (const { value, step } of this.#steps) {
      code.op('local.get', value)
      code.op('local.get', step)
      code.op('f32x4.add')
      code.op('local.set', value)
    }
    this.#parameters.step()
  }

  /** Puts back what has changed. */
  store(): void {
    const code = this.#code
    for (const { local, offset } of this.#stored) {
      code.op('local.get', this.#loop.locals.record)
      code.op('local.get', local)
      code.memory('v128.store', offset)
    }
  }

  /** Leaves a signal of the voices on the stack, 0 in the lanes that have none. */
  heard(signal: Signal, position: number): void {
    this.#code.op('local.get', this.#signal(signal, position))
    if (this.#mute !== null) this.#parameters.lessen(this.#mute)
    if (this.#mask === null) return
    this.#code.op('local.get', this.#mask)
    this.#code.op('v128.and')
  }

  /** Gives everything that a module's tick uses its place. */
  #prologue(part: BankPart, time: Time | undefined): LaneEmitter {
    const { program, node, known, values } = part
    const { context: { functions, memory: { layout } }, locals: { record, lines }, bank, moving, constants } = this.#loop
    const [beyond, lineBeyond] = [bank.records, bank.lines].map(({ stride }) => this.#ahead * stride)
    const code = this.#code
    const scalar = new Emitter(code, functions)
    scalar.told(program.env, layout)
    const emitter = new LaneEmitter(code, functions, constants, scalar)
    emitter.wholes = known.wholes
    emitter.constants = known.constants
    emitter.rows = new Map([...part.rows].map(([row, { address, ...place }]) => [row, row.role === 'line'
      ? { ...place, base: lines, address: address + lineBeyond } : { ...place, base: record, address: address + beyond }]))
    const place = (variable: (typeof program.inputs)[number], place: LanePlace, isFixed: boolean) => {
      emitter.places.set(variable, place)
      if (isFixed) emitter.fixed.add(variable)
    }
    const { sampleRate, period, frame } = program.env
    for (const [variable, constant] of [[sampleRate, layout.rate], [period, 1 / layout.rate]] as const) {
      place(variable, { constant }, true)
    }
    if (time !== undefined) {
      place(frame, { integer: time.counter }, false)
      scalar.counter = time.counter
      scalar.places.set(frame, { local: time.frame })
    }
    program.coefficients.forEach((variable, index) => {
      const offset = part.coefficients + index * coefficient.bytes
      if (!moving) return place(variable, { base: record, offset: offset + beyond + coefficient.value, whole: false }, true)
      const value = this.#kept(offset + coefficient.value)
      this.#steps.push({ value, step: this.#loaded(offset + coefficient.step) })
      place(variable, { local: value, whole: false }, false)
    })
    const mute = part.parameters.get('mute')
    if (moving && mute !== undefined) this.#mutes.set(part, this.#parameters.moving(mute))
    for (const variable of program.tick.reads) {
      const source = node.inputs[variable.name]
      const address = part.parameters.get(variable.name)
      if (isSignal(source)) {
        const note = passed(bank, source)
        if (note !== undefined) place(variable, { local: this.#parameters[moving ? 'moving' : 'held'](note), whole: false }, !moving)
        continue
      }
      if (variable.name === TEMPO) {
        const local = this.#parameters.shared(address!, moving)
        place(variable, { number: local }, !moving)
        scalar.places.set(variable, { local })
        continue
      }
      const varying = part.numbers.get(variable.name)
      if (varying !== undefined) place(variable, { base: record, offset: varying + beyond, whole: false }, true)
      else if (address === undefined) place(variable, { constant: values[variable.name][0] }, true)
      else if (!moving) place(variable, { local: this.#parameters.held(address), whole: false }, true)
      else if (node.spec.inputs[variable.name].jump) place(variable, { local: this.#parameters.held(address), whole: false }, true)
      else place(variable, { local: this.#parameters.moving(address), whole: false }, false)
    }
    const rest = this.#loop.resting ? resting(program.tick, emitter.fixed) : undefined
    for (const [variable, { offset, whole }] of part.fields) {
      const isFixed = !program.tick.sets.has(variable) || rest?.quiet.has(variable) === true
      if (isFixed) place(variable, { base: record, offset: offset + beyond, whole }, true)
      else place(variable, { local: this.#kept(offset), whole }, false)
    }
    if (rest !== undefined) {
      emitter.closed = rest.branches
      this.#tests.push(...rest.tests.map(test => () => emitter.value(test)))
    }
    return emitter
  }

  #tick(part: BankPart, position: number): void {
    const code = this.#code
    const { node, program } = part
    const emitter = this.#emitters.get(node)!
    for (const variable of program.tick.reads) {
      const source = node.inputs[variable.name]
      if (!isSignal(source) || passed(this.#loop.bank, source) !== undefined) continue
      emitter.places.set(variable, { local: this.#signal(source, position), whole: false })
    }
    const results = Array.from({ length: program.tick.results }, () => code.local('v128'))
    fitting(node.spec, () => emitBody(emitter, program.tick, results))
    results.forEach((local, output) => {
      if (this.#loop.contains) emitContain(this.#loop, emitter, local, part, this.#ahead * this.#loop.bank.records.stride)
      else if (!this.#loop.passing.has(part)) emitWatch(this.#loop, emitter, local)
      const mute = this.#mutes.get(part)
      if (mute !== undefined) {
        code.op('local.get', local)
        this.#parameters.lessen(mute)
        code.op('local.set', local)
      }
      if (node.closes !== undefined) this.#emitters.get(node.closes)?.keep(programOf(node.closes.spec).state[0], local)
      this.#signals.set({ node, output }, local)
      const buffer = this.#loop.bank.buffer({ node, output })
      if (buffer === undefined) return
      this.#bufferAt(position)
      code.op('local.get', local)
      code.memory('v128.store', buffer + this.#ahead * this.#loop.bank.buffers.stride)
    })
  }

  /** The local with a signal's values of this frame. */
  #signal(signal: Signal, position: number): number {
    const known = this.#signals.get(signal)
    if (known !== undefined) return known
    const code = this.#code
    const local = code.local('v128')
    const own = this.#loop.bank.buffer(signal)
    if (own !== undefined) {
      this.#bufferAt(position)
      code.memory('v128.load', own + this.#ahead * this.#loop.bank.buffers.stride)
    } else {
      // From outside, and the same for all voices.
      code.op('local.get', position)
      code.memory('f64.load', this.#loop.context.memory.buffer(signal)!)
      code.op('f32.demote_f64')
      code.op('f32x4.splat')
    }
    code.op('local.set', local)
    this.#signals.set(signal, local)
    return local
  }

  #bufferAt(position: number): void {
    const code = this.#code
    code.op('local.get', this.#loop.locals.buffers)
    code.op('local.get', position)
    code.op('i32.const', 1)
    code.op('i32.shl')
    code.op('i32.add')
  }

  #loaded(offset: number): number {
    const at = offset + this.#ahead * this.#loop.bank.records.stride
    const local = this.#code.local('v128')
    this.#code.op('local.get', this.#loop.locals.record)
    this.#code.memory('v128.load', at)
    this.#code.op('local.set', local)
    return local
  }

  #kept(offset: number): number {
    const local = this.#loaded(offset)
    this.#stored.push({ local, offset: offset + this.#ahead * this.#loop.bank.records.stride })
    return local
  }
}
