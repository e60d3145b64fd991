/** A chunk: a few modules fused into one function, which makes up to 16 frames of all of them at a time with their state in
 *  locals. A graph is cut into chunks so that no function grows too large for the processor's registers, nor for the time it
 *  takes to compile; what one chunk puts out and another takes goes through a small buffer. */
import { isSignal } from '../dsp/signal.ts'
import { load, set } from './address.ts'
import type { Functions } from './functions.ts'
import { argument, Frames } from './frames.ts'
import type { Graph } from './graph.ts'
import type { Program } from './ir.ts'
import { withoutNegativeZero } from './control.ts'
import { coefficient, CONTROL_PERIOD } from './sizes.ts'
import type { Memory, Placed } from './memory.ts'
import { Code } from './wasm.ts'
import type { ValueType } from './wasm.ts'

export const SIGNATURE: ValueType[] = Object.values(argument).map(() => 'i32')
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
  // into memory. To leave costs next to nothing where it doesn't happen; to contain does not. A chunk that writes into arrays or
  // lines contains in both.
  code.open('block')
  code.op('local.get', argument.ramping)
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
  code.op('local.get', argument.left)
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
      withoutNegativeZero(code)
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
  code.op('local.get', argument.check)
  code.op('i32.const', watched.some(({ name }) => isSignal(node.inputs[name])) ? check.signals : check.all)
  code.op('i32.ge_u')
  code.open('if')
  code.op('i32.const', 0)
  code.op('i32.const', state)
  code.op('i32.const', seen)
  code.op('local.get', argument.left)
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
