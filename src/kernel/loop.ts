/** The function render(start, frames): walks from control point to control point, moves the parameters, calls the chunks. */
import { eachBetween, load, set } from './address.ts'
import { check } from './chunk.ts'
import type { Functions } from './functions.ts'
import { emitFade, emitReset } from './fault.ts'
import { emitLaneFade, emitLaneReset } from './lanes/fault.ts'
import { clock, CONTROL_PERIOD, FADE_PERIOD, FRAME_BYTES, parameter, PARAMETERS } from './sizes.ts'
import type { Memory } from './memory.ts'
import { Code } from './wasm.ts'

/** Emits render. It splits what it is asked for at the absolute frames that are multiples of 16, so the result doesn't
 *  depend on how it is asked. `chunks`: indices of their functions. */
export function emitRender(chunks: readonly number[], memory: Memory, functions: Functions): Code {
  const { layout } = memory
  const end = memory.parametersEnd
  const arrive = functions.add(emitArrive(end))
  const advance = functions.add(emitAdvance(end))
  const fades = [emitFade(memory), ...memory.banks.map(emitLaneFade)].map(code => functions.add(code))
  const resets = [emitReset(memory), ...memory.banks.map(bank => emitLaneReset(bank, memory.names))].map(code => functions.add(code))
  const code = new Code(['i32', 'i32'])
  const [START, FRAMES] = [0, 1]
  const [output, left, length, checked, ramping] = Array.from({ length: 5 }, () => code.local('i32'))
  const frame = code.local('f64')
  code.op('local.get', START)
  code.op('i32.const', FRAME_BYTES)
  code.op('i32.mul')
  code.op('i32.const', layout.output)
  code.op('i32.add')
  code.op('local.set', output)
  code.open('block')
  code.open('loop')
  code.op('local.get', FRAMES)
  code.op('i32.eqz')
  code.op('br_if', 1)

  // left = 16 - frame mod 16
  code.op('i32.const', CONTROL_PERIOD)
  load(code, clock.frame)
  code.op('local.tee', frame)
  code.op('i64.trunc_sat_f64_s')
  code.op('i32.wrap_i64')
  code.op('i32.const', CONTROL_PERIOD - 1)
  code.op('i32.and')
  code.op('i32.sub')
  code.op('local.tee', left)
  code.op('local.set', length)
  code.op('local.get', FRAMES)
  code.op('local.get', left)
  code.op('i32.lt_u')
  code.open('if')
  code.op('local.get', FRAMES)
  code.op('local.set', length)
  code.close()

  code.op('local.get', frame)
  load(code, clock.rampsEnd)
  code.op('f64.le')
  code.op('local.set', ramping)

  code.op('local.get', frame)
  code.op('i64.trunc_sat_f64_s')
  code.op('i32.wrap_i64')
  code.op('i32.const', FADE_PERIOD - 1)
  code.op('i32.and')
  code.op('i32.eqz')
  code.open('if')
  for (const fade of fades) code.op('call', fade)
  code.close()

  // At a control point bad modules are reset; signals are looked at, and parameters that move; where a parameter was set,
  // everything is.
  code.op('i32.const', check.nothing)
  code.op('local.set', checked)
  code.op('local.get', left)
  code.op('i32.const', CONTROL_PERIOD)
  code.op('i32.eq')
  code.open('if')
  code.op('i32.const', 0)
  code.memory('i32.load', clock.bad)
  code.open('if')
  for (const reset of resets) code.op('call', reset)
  code.close()
  code.op('local.get', ramping)
  code.open('if')
  code.op('local.get', frame)
  code.op('call', arrive)
  code.close()
  code.op('local.get', ramping)
  code.op('i32.const', check.signals)
  code.op('i32.add')
  code.op('local.set', checked)
  code.close()
  code.op('i32.const', 0)
  code.memory('i32.load', clock.changed)
  code.open('if')
  code.op('i32.const', check.all)
  code.op('local.set', checked)
  set(code, clock.changed, 0)
  code.close()

  for (const chunk of chunks) {
    code.op('local.get', length)
    code.op('i32.const', FRAME_BYTES)
    code.op('i32.mul')
    code.op('local.get', output)
    code.op('local.get', checked)
    code.op('local.get', left)
    code.op('local.get', ramping)
    code.op('call', chunk)
  }

  code.op('local.get', ramping)
  code.open('if')
  code.op('local.get', length)
  code.op('call', advance)
  code.close()

  code.op('i32.const', 0)
  code.op('local.get', frame)
  code.op('local.get', length)
  code.op('f64.convert_i32_s')
  code.op('f64.add')
  code.memory('f64.store', clock.frame)
  code.op('local.get', output)
  code.op('local.get', length)
  code.op('i32.const', FRAME_BYTES)
  code.op('i32.mul')
  code.op('i32.add')
  code.op('local.set', output)
  code.op('local.get', FRAMES)
  code.op('local.get', length)
  code.op('i32.sub')
  code.op('local.set', FRAMES)
  code.op('br', 0)
  code.close()
  code.close()
  return code
}

/** arrive(frame): parameters whose ramp ends here take exactly the value that they were going to. */
function emitArrive(end: number): Code {
  const code = new Code(['f64'])
  eachMoving(code, end, address => {
    code.op('local.get', address)
    code.memory('f64.load', parameter.end)
    code.op('local.get', 0)
    code.op('f64.le')
    code.open('if')
    code.op('local.get', address)
    code.op('local.get', address)
    code.memory('f64.load', parameter.target)
    code.memory('f64.store', parameter.value)
    code.op('local.get', address)
    code.number(0)
    code.memory('f64.store', parameter.step)
    code.close()
  })
  return code
}

/** advance(frames): adds each moving parameter's step once for every frame, as the chunks do, so that both agree to the
 *  bit. */
function emitAdvance(end: number): Code {
  const code = new Code(['i32'])
  const value = code.local('f64')
  const left = code.local('i32')
  eachMoving(code, end, address => {
    code.op('local.get', address)
    code.memory('f64.load', parameter.value)
    code.op('local.set', value)
    code.op('local.get', 0)
    code.op('local.set', left)
    code.open('loop')
    code.op('local.get', value)
    code.op('local.get', address)
    code.memory('f64.load', parameter.step)
    code.op('f64.add')
    code.op('local.set', value)
    code.op('local.get', left)
    code.op('i32.const', 1)
    code.op('i32.sub')
    code.op('local.tee', left)
    code.op('br_if', 0)
    code.close()
    code.op('local.get', address)
    code.op('local.get', value)
    code.memory('f64.store', parameter.value)
  })
  return code
}

/** A loop over the parameters that move; `body` gets the local with the parameter's address. */
function eachMoving(code: Code, end: number, body: (address: number) => void): void {
  eachBetween(code, () => code.op('i32.const', PARAMETERS), () => code.op('i32.const', end), parameter.bytes, address => {
    code.op('local.get', address)
    code.memory('f64.load', parameter.step)
    code.number(0)
    code.op('f64.ne')
    code.open('if')
    body(address)
    code.close()
  })
}
