/** The loop over the frames of a chunk, for one group of voices. */
import { isSignal } from '../../dsp/signal.ts'
import type { Node, Signal } from '../../dsp/signal.ts'
import { set } from '../address.ts'
import type { Context } from '../chunk.ts'
import { Emitter } from '../emit.ts'
import { LIMIT } from '../fault.ts'
import { argument } from '../frames.ts'
import { SignalMap } from '../graph.ts'
import { program as programOf } from '../program.ts'
import { emitTick, emitTime, usesFrame } from '../time.ts'
import type { Time } from '../time.ts'
import { clock, CONTROL_PERIOD, FRAME_BYTES, parameter } from '../sizes.ts'
import type { Code } from '../wasm.ts'
import { coefficient, LANES, passed, WORD } from './bank.ts'
import type { Bank, BankPart } from './bank.ts'
import { LaneEmitter } from './emit.ts'
import type { LanePlace } from './emit.ts'
import { passing } from './passing.ts'

const [LIMIT_BITS, INFINITY_BITS] = new Int32Array(Float32Array.of(LIMIT, Infinity).buffer)
const WITHOUT_SIGN = 0x7fffffff
/** Bytes of a row in which voices are summed up. */
export const SUM_BYTES = CONTROL_PERIOD * WORD

/** The locals of a chunk: the addresses of a group's record, buffers, lines and parameters, and which of the two rows of sums is
 *  read and which is written. */
export interface GroupLocals { record: number, buffers: number, lines: number, parameters: number, from: number, to: number }

/** What the loop over the frames of a chunk is made of. `contains`: what is bad is contained at once, where coefficients move, and
 *  where rows are written, so that the loop can't begin anew. `greatest`: the local with the greatest bits of any output so far, without
 *  their sign. */
interface Loop {
  code: Code
  bank: Bank
  parts: readonly BankPart[]
  moving: boolean
  contains: boolean
  greatest: number
  /** The modules of which another one tells when they are bad. */
  passing: ReadonlySet<BankPart>
  locals: GroupLocals
  /** The locals that keep constants. */
  constants: Map<string, number>
  context: Context
}

/** Emits the loop for `width` groups at once, so that the processor has something to do while it waits for one of them. `final`: it
 *  sums up what is heard. `bad`: called in a branch that is taken if something was bad, before anything is put back. */
export function emitFrames(
  given: Omit<Loop, 'contains' | 'greatest' | 'passing'>, width: number, final: boolean, bad: () => void,
): void {
  const { code, parts, moving } = given
  const contains = moving || parts.some(({ program }) => program.tick.stores)
  const loop: Loop = { ...given, contains, greatest: code.local('v128'), passing: passing(parts) }
  const time = parts.some(({ program }) => usesFrame(program)) ? emitTime(code) : undefined
  const groups = Array.from({ length: width }, (_, ahead) => new Group(loop, ahead, time))
  const position = code.local('i32')
  code.op('i32.const', 0)
  code.op('local.set', position)
  if (!contains) {
    code.op('i32.const', 0)
    code.op('i32x4.splat')
    code.op('local.set', loop.greatest)
  }
  code.preparing(() => {
    code.open('loop')
    for (const group of groups) group.tick(position)
    if (final) emitSum(loop, groups, position)
    for (const group of groups) group.step()
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
  if (!contains) {
    code.op('local.get', loop.greatest)
    code.op('i32.const', LIMIT_BITS)
    code.op('i32x4.splat')
    code.op('i32x4.lt_s')
    code.op('i32x4.all_true')
    code.op('i32.eqz')
    code.open('if')
    bad()
    code.close()
  }
  for (const group of groups) group.store()
}

/** Adds the voices of the groups to those before. */
function emitSum({ code, bank, locals: { from, to } }: Loop, groups: readonly Group[], position: number): void {
  const at = (base: number) => {
    code.op('local.get', base)
    code.op('local.get', position)
    code.op('i32.const', 1)
    code.op('i32.shl')
    code.op('i32.add')
  }
  bank.heard.forEach((signal, index) => {
    at(to)
    at(from)
    code.memory('v128.load', index * 2 * SUM_BYTES)
    for (const group of groups) {
      group.heard(signal, position)
      code.op('f32x4.add')
    }
    code.memory('v128.store', index * 2 * SUM_BYTES)
  })
}

/** One group of voices in the loop: the one at the addresses in the locals, or the next one. */
class Group {
  readonly #code: Code
  readonly #loop: Loop
  readonly #ahead: number
  readonly #signals = new SignalMap<number>()
  readonly #steps: { value: number, step: number }[] = []
  /** The parameters that move: the local with the four numbers, and those with two halves of 64 bits and their steps. */
  readonly #moving: { local: number, halves: number[], steps: number[] }[] = []
  readonly #stored: { local: number, offset: number }[] = []
  readonly #mutes = new Map<BankPart, number>()
  readonly #emitters: Map<Node, LaneEmitter>
  /** All ones in the lanes that have a voice, where not all of them have. */
  readonly #mask: number | null

  /** Emits what comes before the loop. */
  constructor(loop: Loop, ahead: number, time: Time | undefined) {
    this.#code = loop.code
    this.#loop = loop
    this.#ahead = ahead
    this.#emitters = new Map(loop.parts.map(part => [part.node, this.#prologue(part, time)]))
    this.#mask = loop.bank.count % LANES.length === 0 ? null : this.#loaded(loop.bank.mask)
    for (const signal of loop.bank.heard) {
      const note = passed(loop.bank, signal)
      if (note !== undefined) this.#signals.set(signal, this.#gathered(note))
    }
  }

  /** One frame of all modules. */
  tick(position: number): void {
    for (const { local, halves } of this.#moving) {
      for (const half of halves) {
        this.#code.op('local.get', half)
        this.#code.op('f32x4.demote_f64x2_zero')
      }
      this.#code.shuffle([0, 1, 4, 5])
      this.#code.op('local.set', local)
    }
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
    for (const { halves, steps } of this.#moving) {
      halves.forEach((half, i) => {
        code.op('local.get', half)
        code.op('local.get', steps[i])
        code.op('f64x2.add')
        code.op('local.set', half)
      })
    }
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
      if (!program.tick.sets.has(variable)) place(variable, { base: record, offset: offset + beyond, whole }, true)
      else place(variable, { local: this.#kept(offset), whole }, false)
    }
    program.coefficients.forEach((variable, index) => {
      const offset = part.coefficients + index * coefficient.bytes
      if (!moving) return place(variable, { base: record, offset: offset + beyond + coefficient.value, whole: false }, true)
      const value = this.#kept(offset + coefficient.value)
      this.#steps.push({ value, step: this.#loaded(offset + coefficient.step) })
      place(variable, { local: value, whole: false }, false)
    })
    const mute = part.parameters.get('mute')
    if (moving && mute !== undefined) this.#mutes.set(part, this.#moves(mute))
    for (const variable of program.tick.reads) {
      const source = node.inputs[variable.name]
      const address = part.parameters.get(variable.name)
      if (isSignal(source)) {
        const note = passed(bank, source)
        if (note !== undefined) place(variable, { local: this.#gathered(note), whole: false }, true)
        continue
      }
      const varying = part.numbers.get(variable.name)
      if (varying !== undefined) place(variable, { base: record, offset: varying + beyond, whole: false }, true)
      else if (address === undefined) place(variable, { constant: values[variable.name][0] }, true)
      else if (!moving) place(variable, { local: this.#gathered(address), whole: false }, true)
      else if (node.spec.inputs[variable.name].jump) place(variable, { local: this.#gathered(address), whole: false }, true)
      else place(variable, { local: this.#moves(address), whole: false }, false)
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
    emitter.body(program.tick, results)
    results.forEach((local, output) => {
      if (this.#loop.contains) this.#contain(emitter, local, part)
      else if (!this.#loop.passing.has(part)) this.#watch(emitter, local)
      const mute = this.#mutes.get(part)
      if (mute !== undefined) {
        code.op('local.get', local)
        emitter.splat(1, false)
        code.op('local.get', mute)
        code.op('f32x4.sub')
        code.op('f32x4.mul')
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

  /** Looks at the bits of an output, to find out at the end whether all was well: that costs next to nothing. */
  #watch(emitter: LaneEmitter, local: number): void {
    const code = this.#code
    code.op('local.get', this.#loop.greatest)
    code.op('local.get', local)
    emitter.splat(WITHOUT_SIGN, true)
    code.op('v128.and')
    code.op('i32x4.max_s')
    code.op('local.set', this.#loop.greatest)
  }

  /** Makes 0 of an output where it is bad, and notes it. */
  #contain(emitter: LaneEmitter, local: number, part: BankPart): void {
    const code = this.#code
    const { bank, locals: { record } } = this.#loop
    const bad = part.bad + this.#ahead * bank.records.stride
    const wrong = code.local('v128')
    code.op('local.get', local)
    emitter.splat(WITHOUT_SIGN, true)
    code.op('v128.and')
    emitter.splat((this.#loop.passing.has(part) ? INFINITY_BITS : LIMIT_BITS) - 1, true)
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

  /** The local of a parameter that moves, with 64 bits, as it does for modules by themselves: so it doesn't matter where a block ends.
   *  Not put back: the loop over the segments moves all parameters. */
  #moves(address: number): number {
    const local = this.#code.local('v128')
    const pairs = (at: number) => [0, 2].map(lane => this.#pair(at, lane))
    this.#moving.push({ local, halves: pairs(address), steps: pairs(address + parameter.step) })
    return local
  }

  /** The local with one number of the parameters of two voices. */
  #pair(address: number, first: number): number {
    const code = this.#code
    const local = code.local('v128')
    for (const lane of [0, 1]) {
      if (lane > 0) code.op('local.get', local)
      code.op('local.get', this.#loop.locals.parameters)
      code.memory('f64.load', address + (this.#ahead * LANES.length + first + lane) * parameter.bytes)
      if (lane === 0) code.op('f64x2.splat')
      else code.lane('f64x2.replace_lane', lane)
      code.op('local.set', local)
    }
    return local
  }

  /** The local with one number of the parameters of four voices. */
  #gathered(address: number): number {
    const code = this.#code
    const local = code.local('v128')
    for (const lane of LANES) {
      if (lane > 0) code.op('local.get', local)
      code.op('local.get', this.#loop.locals.parameters)
      code.memory('f64.load', address + (this.#ahead * LANES.length + lane) * parameter.bytes)
      code.op('f32.demote_f64')
      if (lane === 0) code.op('f32x4.splat')
      else code.lane('f32x4.replace_lane', lane)
      code.op('local.set', local)
    }
    return local
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
