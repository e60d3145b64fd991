/** Carry-over: what plays in one kernel goes on in another, the next version of the patch. Modules are matched by id and type,
 *  never by position; whatever has no match starts afresh. A parameter goes on with its value, at rest or on its way, unless the
 *  file says something else of it than before: then it goes to the file's value. */
import { isDeepStrictEqual } from 'node:util'
import type { Instance } from './instance.ts'
import type { InputInfo, Layout, ModuleInfo, StateInfo } from './kernel.ts'
import { clock, CONTROL_PERIOD, parameter, PARAMETERS, WORD } from './sizes.ts'
import { voiceOf } from './parameters.ts'

/** A parameter that was there before, too. `stays`: the file says of it what it said then. */
export interface Heir { module: ModuleInfo, input: InputInfo, before: InputInfo, stays: boolean }

/** The parameters of a layout that were there in the one before. */
export function heirs(before: Layout, now: Layout): Heir[] {
  return matches(before, now).flatMap(withVoices).flatMap(([old, module]) => module.inputs.flatMap(input => {
    const before = old.inputs.find(({ name }) => name === input.name)
    if (input.param === null || !before || before.param === null) return []
    return [{ module, input, before, stays: saysTheSame(before, input) }]
  }))
}

/** Lets an instance go on from the state of another kernel. `before`: the layout of that one; `state`: a copy of its state. */
export function carry(before: Layout, state: Uint8Array, to: Instance): void {
  const copy = (from: number, at: number, bytes: number) => to.state.set(state.subarray(from, from + bytes), at)
  const isSet = (address: number) => state[address] !== 0
  // The same places: whatever else has changed has no memory.
  if (isDeepStrictEqual(before, to.layout)) {
    copy(0, 0, state.length)
    to.forgetFaults()
    return
  }
  copy(clock.frame, clock.frame, WORD)
  // With it the mark that modules were bad.
  copy(clock.changed, clock.changed, WORD)
  for (const [{ state: old }, { state: now }] of matches(before, to.layout)) {
    // Alone or in voices: what one keeps the other can't read.
    if (old.word !== now.word) continue
    const groups = Math.min(old.groups, now.groups)
    const each = (from: number, fromStride: number, at: number, stride: number, bytes: number) => {
      for (let group = 0; group < groups; group++) copy(from + group * fromStride, at + group * stride, bytes)
    }
    if (old.code === now.code) {
      each(old.offset, old.stride, now.offset, now.stride, now.bytes)
      if (isSet(old.gliding)) copy(old.gliding, now.gliding, WORD)
    } else {
      // The coefficients are for the new code's control to work out.
      const field = ({ offset, word, fields }: StateInfo, name: string) => offset + (1 + fields.indexOf(name)) * word
      for (const name of now.fields.filter(name => old.fields.includes(name))) {
        each(field(old, name), old.stride, field(now, name), now.stride, now.word)
      }
    }
    for (const row of now.rows) {
      const source = old.rows.find(({ name, bytes }) => name === row.name && bytes === row.bytes)
      if (source !== undefined) each(source.offset, source.stride, row.offset, row.stride, row.bytes)
    }
  }
  for (const { id, offset, bytes } of to.layout.notes) {
    const source = before.notes.find(notes => notes.id === id)
    if (source !== undefined) copy(source.offset, offset, Math.min(bytes, source.bytes))
  }
  for (const { input, before: old, stays } of heirs(before, to.layout)) {
    copy(PARAMETERS + old.param! * parameter.bytes, PARAMETERS + input.param! * parameter.bytes, parameter.bytes)
    // What stands for all voices is said of each of them.
    if (!stays && input.defaults === undefined) to.apply(input.param!, input.default, -1)
  }
  // The next control point counts as one at which ramps end: there every control looks at its inputs.
  to.findRampsEnd(Math.ceil(to.frame / CONTROL_PERIOD) * CONTROL_PERIOD)
}

/** Two modules with the voices that both have; none where only one of them is in voices. */
function withVoices([old, now]: Match): Match[] {
  if (old.voices === undefined && now.voices === undefined) return [[old, now]]
  if (old.voices === undefined || now.voices === undefined) return []
  return [[old, now], ...Array.from({ length: Math.min(old.voices, now.voices) }, (_, i): Match => [voiceOf(old, i), voiceOf(now, i)])]
}

type Match = [old: ModuleInfo, now: ModuleInfo]

/** Modules of the same id and type. */
function matches(before: Layout, now: Layout): Match[] {
  const known = new Map(before.modules.map(module => [module.id, module]))
  return now.modules.flatMap((module): Match[] => {
    const old = known.get(module.id)
    return old?.kind === module.kind ? [[old, module]] : []
  })
}

function saysTheSame(a: InputInfo, b: InputInfo): boolean {
  return a.default === b.default && a.min === b.min && a.max === b.max && String(a.choices) === String(b.choices)
    && String(a.defaults) === String(b.defaults)
}
