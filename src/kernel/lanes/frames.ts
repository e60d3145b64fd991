/** The loop over the frames of a chunk, for one group of voices. */
import { isSignal } from '../../dsp/signal.ts'
import type { Signal } from '../../dsp/signal.ts'
import { set } from '../address.ts'
import type { Context } from '../chunk.ts'
import { Emitter } from '../emit.ts'
import { LIMIT } from '../fault.ts'
import { argument } from '../frames.ts'
import { SignalMap } from '../graph.ts'
import { emitTick, emitTime, usesFrame } from '../time.ts'
import type { Time } from '../time.ts'
import { clock, CONTROL_PERIOD, FRAME_BYTES, parameter } from '../memory.ts'
import type { Code } from '../wasm.ts'
import { coefficient, LANES, WORD } from './bank.ts'
import type { Bank, BankPart } from './bank.ts'
import { LaneEmitter } from './emit.ts'
import type { LanePlace } from './emit.ts'

const LIMIT_BITS = new Int32Array(Float32Array.of(LIMIT).buffer)[0]
const WITHOUT_SIGN = 0x7fffffff
/** Bytes of a row in which voices are summed up. */
export const SUM_BYTES = CONTROL_PERIOD * WORD

/** The locals of a chunk: the addresses of the group's record, buffers, lines and parameters, and which of the two rows of sums is
 *  read and which is written. */
export interface GroupLocals { record: number, buffers: number, lines: number, parameters: number, from: number, to: number }

export class LaneFrames {
  readonly #code: Code
  readonly #bank: Bank
  readonly #parts: readonly BankPart[]
  readonly #moving: boolean
  /** Whether what is bad is contained at once: where coefficients move, and where rows are written, so that it can't begin anew. */
  readonly #contains: boolean
  readonly #locals: GroupLocals
  readonly #context: Context
  /** The locals that keep constants. */
  readonly #constants: Map<string, number>
  readonly #signals = new SignalMap<number>()
  readonly #steps: { value: number, step: number }[] = []
  readonly #stored: { local: number, offset: number }[] = []
  readonly #mutes = new Map<BankPart, number>()
  /** The greatest bits of any output so far, without their sign. */
  readonly #greatest: number

  constructor(code: Code, bank: Bank, parts: readonly BankPart[], moving: boolean, locals: GroupLocals, constants: Map<string, number>, context: Context) {
    this.#code = code
    this.#bank = bank
    this.#parts = parts
    this.#moving = moving
    this.#contains = moving || parts.some(({ program }) => program.tick.stores)
    this.#locals = locals
    this.#constants = constants
    this.#context = context
    this.#greatest = code.local('v128')
  }

  /** Emits the loop. `final`: it sums up what is heard. `bad`: called in a branch that is taken if something was bad, before anything
   *  is put back. */
  emit(final: boolean, bad: () => void): void {
    const code = this.#code
    const time = this.#parts.some(({ program }) => usesFrame(program)) ? emitTime(code) : undefined
    const emitters = this.#parts.map(part => this.#prologue(part, time))
    const position = code.local('i32')
    code.op('i32.const', 0)
    code.op('local.set', position)
    const mask = final ? this.#loaded(this.#bank.mask) : 0
    if (!this.#contains) {
      emitters[0].splat(0, true)
      code.op('local.set', this.#greatest)
    }
    code.preparing(() => {
      code.open('loop')
      this.#parts.forEach((part, index) => this.#tick(part, emitters[index], position))
      if (final) this.#sum(position, mask)
      for (const { value, step } of this.#steps) {
        code.op('local.get', value)
        code.op('local.get', step)
        code.op('f32x4.add')
        code.op('local.set', value)
      }
      if (time !== undefined) emitTick(code, time)
      code.op('local.get', position)
      code.op('i32.const', FRAME_BYTES)
      code.op('i32.add')
      code.op('local.tee', position)
      code.op('local.get', argument.length)
      code.op('i32.lt_u')
      code.op('br_if', 0)
      code.close()
    })
    if (!this.#contains) {
      code.op('local.get', this.#greatest)
      emitters[0].splat(LIMIT_BITS, true)
      code.op('i32x4.lt_s')
      code.op('i32x4.all_true')
      code.op('i32.eqz')
      code.open('if')
      bad()
      code.close()
    }
    for (const { local, offset } of this.#stored) {
      code.op('local.get', this.#locals.record)
      code.op('local.get', local)
      code.memory('v128.store', offset)
    }
  }

  /** Gives everything that a module's tick uses its place. */
  #prologue(part: BankPart, time: Time | undefined): LaneEmitter {
    const { program, node, known, values } = part
    const { functions, memory: { layout } } = this.#context
    const { record, lines } = this.#locals
    const code = this.#code
    const scalar = new Emitter(code, functions)
    scalar.told(program.env, layout)
    const emitter = new LaneEmitter(code, functions, this.#constants, scalar)
    emitter.wholes = known.wholes
    emitter.constants = known.constants
    emitter.rows = new Map([...part.rows].map(([row, place]) => [row, { ...place, base: row.role === 'line' ? lines : record }]))
    const place = (variable: (typeof program.inputs)[number], place: LanePlace, isFixed: boolean) => {
      emitter.places.set(variable, place)
      if (isFixed) emitter.fixed.add(variable)
    }
    const { sampleRate, period, bpm, frame } = program.env
    for (const [variable, constant] of [[sampleRate, layout.rate], [period, 1 / layout.rate], [bpm, layout.bpm]] as const) {
      place(variable, { constant }, true)
    }
    if (time !== undefined) {
      place(frame, { integer: time.counter }, false)
      scalar.counter = time.counter
      scalar.places.set(frame, { local: time.frame })
    }
    for (const [variable, { offset, whole }] of part.fields) {
      if (!program.tick.sets.has(variable)) place(variable, { base: record, offset, whole }, true)
      else place(variable, { local: this.#kept(offset), whole }, false)
    }
    program.coefficients.forEach((variable, index) => {
      const offset = part.coefficients + index * coefficient.bytes
      if (!this.#moving) return place(variable, { base: record, offset: offset + coefficient.value, whole: false }, true)
      const value = this.#kept(offset + coefficient.value)
      this.#steps.push({ value, step: this.#loaded(offset + coefficient.step) })
      place(variable, { local: value, whole: false }, false)
    })
    const mute = part.parameters.get('mute')
    if (this.#moving && mute !== undefined) this.#mutes.set(part, this.#moves(mute))
    for (const variable of program.tick.reads) {
      const source = node.inputs[variable.name]
      const address = part.parameters.get(variable.name)
      if (isSignal(source)) continue
      const varying = part.numbers.get(variable.name)
      if (varying !== undefined) place(variable, { base: record, offset: varying, whole: false }, true)
      else if (address === undefined) place(variable, { constant: values[variable.name][0] }, true)
      else if (!this.#moving) place(variable, { local: this.#gathered(address), whole: false }, true)
      else if (node.spec.inputs[variable.name].jump) place(variable, { local: this.#gathered(address), whole: false }, true)
      else place(variable, { local: this.#moves(address), whole: false }, false)
    }
    return emitter
  }

  #tick(part: BankPart, emitter: LaneEmitter, position: number): void {
    const code = this.#code
    const { node, program } = part
    for (const variable of program.tick.reads) {
      const source = node.inputs[variable.name]
      if (isSignal(source)) emitter.places.set(variable, { local: this.#signal(source, position), whole: false })
    }
    const results = Array.from({ length: program.tick.results }, () => code.local('v128'))
    emitter.body(program.tick, results)
    results.forEach((local, output) => {
      if (this.#contains) this.#contain(emitter, local, part)
      else this.#watch(emitter, local)
      const mute = this.#mutes.get(part)
      if (mute !== undefined) {
        code.op('local.get', local)
        emitter.splat(1, false)
        code.op('local.get', mute)
        code.op('f32x4.sub')
        code.op('f32x4.mul')
        code.op('local.set', local)
      }
      this.#signals.set({ node, output }, local)
      const buffer = this.#bank.buffer({ node, output })
      if (buffer === undefined) return
      this.#bufferAt(position)
      code.op('local.get', local)
      code.memory('v128.store', buffer)
    })
  }

  /** Looks at the bits of an output, to find out at the end whether all was well: that costs next to nothing. */
  #watch(emitter: LaneEmitter, local: number): void {
    const code = this.#code
    code.op('local.get', this.#greatest)
    code.op('local.get', local)
    emitter.splat(WITHOUT_SIGN, true)
    code.op('v128.and')
    code.op('i32x4.max_s')
    code.op('local.set', this.#greatest)
  }

  /** Makes 0 of an output where it is bad, and notes it. */
  #contain(emitter: LaneEmitter, local: number, { bad }: BankPart): void {
    const code = this.#code
    const { record } = this.#locals
    const wrong = code.local('v128')
    code.op('local.get', local)
    emitter.splat(WITHOUT_SIGN, true)
    code.op('v128.and')
    emitter.splat(LIMIT_BITS - 1, true)
    code.op('i32x4.gt_s')
    code.op('local.tee', wrong)
    code.op('v128.any_true')
    code.open('if')
    code.op('local.get', local)
    code.op('local.get', wrong)
    code.op('v128.andnot')
    code.op('local.set', local)
    code.op('local.get', record)
    code.op('local.get', record)
    code.memory('v128.load', bad)
    code.op('local.get', wrong)
    code.op('v128.or')
    code.memory('v128.store', bad)
    set(code, clock.bad, 1)
    code.close()
  }

  /** The local with a signal's values of this frame. */
  #signal(signal: Signal, position: number): number {
    const known = this.#signals.get(signal)
    if (known !== undefined) return known
    const code = this.#code
    const local = code.local('v128')
    const own = this.#bank.buffer(signal)
    if (own !== undefined) {
      this.#bufferAt(position)
      code.memory('v128.load', own)
    } else {
      // From outside, and the same for all voices.
      code.op('local.get', position)
      code.memory('f64.load', this.#context.memory.buffer(signal)!)
      code.op('f32.demote_f64')
      code.op('f32x4.splat')
    }
    code.op('local.set', local)
    this.#signals.set(signal, local)
    return local
  }

  #bufferAt(position: number): void {
    const code = this.#code
    code.op('local.get', this.#locals.buffers)
    this.#twice(position)
    code.op('i32.add')
  }

  #twice(position: number): void {
    this.#code.op('local.get', position)
    this.#code.op('i32.const', 1)
    this.#code.op('i32.shl')
  }

  /** Adds the voices of this group to those before. */
  #sum(position: number, mask: number): void {
    const code = this.#code
    const { from, to } = this.#locals
    this.#bank.heard.forEach((signal, index) => {
      const local = this.#signal(signal, position)
      code.op('local.get', to)
      this.#twice(position)
      code.op('i32.add')
      code.op('local.get', local)
      code.op('local.get', mask)
      code.op('v128.and')
      code.op('local.get', from)
      this.#twice(position)
      code.op('i32.add')
      code.memory('v128.load', index * 2 * SUM_BYTES)
      code.op('f32x4.add')
      code.memory('v128.store', index * 2 * SUM_BYTES)
    })
  }

  /** The local of a parameter that moves. Not put back: the loop over the segments moves all parameters. */
  #moves(address: number): number {
    const value = this.#gathered(address)
    this.#steps.push({ value, step: this.#gathered(address + parameter.step) })
    return value
  }

  /** The local with one number of the parameters of four voices. */
  #gathered(address: number): number {
    const code = this.#code
    const local = code.local('v128')
    for (const lane of LANES) {
      if (lane > 0) code.op('local.get', local)
      code.op('local.get', this.#locals.parameters)
      code.memory('f64.load', address + lane * parameter.bytes)
      code.op('f32.demote_f64')
      if (lane === 0) code.op('f32x4.splat')
      else code.lane('f32x4.replace_lane', lane)
      code.op('local.set', local)
    }
    return local
  }

  #loaded(offset: number): number {
    const local = this.#code.local('v128')
    this.#code.op('local.get', this.#locals.record)
    this.#code.memory('v128.load', offset)
    this.#code.op('local.set', local)
    return local
  }

  #kept(offset: number): number {
    const local = this.#loaded(offset)
    this.#stored.push({ local, offset })
    return local
  }
}
