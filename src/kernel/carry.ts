/** Carry-over: what plays in one kernel goes on in another, the next version of the patch. Modules are matched by id and type,
 *  never by position; whatever has no match starts afresh. A parameter goes on with its value, at rest or on its way, unless the
 *  file says something else of it than before: then it goes to the file's value. */
import { isDeepStrictEqual } from 'node:util'
import type { Instance } from './instance.ts'
import type { InputInfo, Layout, ModuleInfo, StateInfo } from './kernel.ts'
import { METER_NUMBERS } from './meter.ts'
import { ALL_NOTES } from './notes.ts'
import { type Playable, playable } from './score/keys.ts'
import { Overlay } from './score/overlay.ts'
import { clock, CONTROL_PERIOD, parameter, PARAMETERS, WORD } from './sizes.ts'

/** A parameter that was there before, too. `voices`: how many voices had it and have it, if it stands for some. */
export interface Heir { module: ModuleInfo, input: InputInfo, before: InputInfo, alike: boolean, voices: number }

/** Of one parameter: its index before and now, what the file said of it and says now, whether that is the same; which voice's it is,
 *  undefined for one by itself and for that which stands for all voices. */
type Visit = (from: number, to: number, said: number, says: number, stays: boolean, voice?: number) => void

/** The parameters of a layout that were there in the one before. */
export function heirs(before: Layout, now: Layout): Heir[] {
  return matches(before, now).flatMap(([old, module]) => module.inputs.flatMap((input): Heir[] => {
    const before = old.inputs.find(({ name }) => name === input.name)
    if (input.param === null || !before || before.param === null) return []
    const alike = before.min === input.min && before.max === input.max && String(before.choices) === String(input.choices)
    return [{ module, input, before, alike, voices: Math.min(before.defaults?.length ?? 0, input.defaults?.length ?? 0) }]
  }))
}

/** Calls `visit` with a parameter, and with those of its voices. A voice that is new has what was said of all, or of the module when it
 *  was by itself, where the file says of it what it said of all of them. */
export function eachOf({ input, before, alike, voices }: Heir, visit: Visit): void {
  visit(before.param!, input.param!, before.default, input.default, alike && before.default === input.default)
  for (let voice = 0; voice < voices; voice++) {
    const [said, says] = [before.defaults![voice], input.defaults![voice]]
    visit(before.param! + 1 + voice, input.param! + 1 + voice, said, says, alike && said === says, voice)
  }
  const said = before.default
  if (!alike || before.defaults?.some(own => own !== said)) return
  input.defaults?.forEach((says, voice) => {
    if (voice >= voices && says === said) visit(before.param!, input.param! + 1 + voice, said, says, true, voice)
  })
}

/** Lets an instance go on from the state of another kernel. `before`: the layout of that one; `state`: a copy of its state. */
export function carry(before: Layout, state: Uint8Array, to: Instance): void {
  to.goOn()
  const copy = (from: number, at: number, bytes: number) => to.state.set(state.subarray(from, from + bytes), at)
  const take = (from: number, at: number, count: number) =>
    copy(PARAMETERS + from * parameter.bytes, PARAMETERS + at * parameter.bytes, count * parameter.bytes)
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
  copy(before.meter, to.layout.meter, METER_NUMBERS * WORD)
  take(before.parameters - 1, to.layout.parameters - 1, 1)
  for (const { id, offset, bytes } of to.layout.notes) {
    const source = before.notes.find(notes => notes.id === id)
    if (source !== undefined) copy(source.offset, offset, Math.min(bytes, source.bytes))
  }
  for (const heir of heirs(before, to.layout)) {
    const { input, before: old, voices } = heir
    take(old.param!, input.param!, 1 + voices)
    eachOf(heir, (from, param, _said, says, stays, voice) => {
      if (voice !== undefined && voice >= voices) take(from, param, 1)
      // What stands for all voices is said of each of them.
      if (!stays && (input.defaults === undefined || voice !== undefined)) to.apply(param, says, -1)
    })
  }
  carryPatterns(before, new Overlay(state.buffer, state.byteOffset + before.overlay), to)
  // The next control point counts as one at which ramps end: there every control looks at its inputs.
  to.findRampsEnd(Math.ceil(to.frame / CONTROL_PERIOD) * CONTROL_PERIOD)
}

/** What was laid over a pattern stays over it, unless the file says another one than before. What another pattern has opened is closed. */
function carryPatterns(before: Layout, was: Overlay, to: Instance): void {
  const [old, now] = [before, to.layout].map(layout => new Map(playable(layout).map(one => [one.key, one])))
  const laid = was.read()
  const stays = keptOf(before, to.layout, laid.map(({ key }) => key))
  to.overlay.write(laid.filter(({ key }) => stays.includes(key)))
  const isSame = before.metre === to.layout.metre
  for (const [key, { tree }] of old) {
    const heir = now.get(key)
    const played = laid.findLast(laid => laid.key === key)?.tree ?? tree
    if (heir === undefined || played === undefined) continue
    const plays = stays.includes(key) ? played : heir.tree
    if (isSame && isDeepStrictEqual(played, plays)) continue
    if (heir.input === null) to.apply(heir.param, ALL_NOTES, 0)
    else if (heir.input.gate) to.apply(heir.param, 0, 0)
  }
}

/** Which of the patterns that were laid over those of a file stay so in its next version: where it says the same there. */
export function keptOf(before: Layout, now: Layout, keys: readonly string[]): string[] {
  const [said, says] = [before, now].map(layout => new Map(playable(layout).map(({ key, tree = null }) => [key, tree])))
  return keys.filter(key => said.has(key) && says.has(key) && isDeepStrictEqual(said.get(key), says.get(key)))
}

/** The inputs that a pattern played, of the file or one of those that were laid over, and none does in the next version. */
export function freed(before: Layout, now: Layout, laid: string[]): Playable[] {
  const played = [...laid, ...playable(before).flatMap(({ key, tree }) => tree ? [key] : [])]
  const kept = keptOf(before, now, laid)
  return playable(now).filter(({ key, input, tree }) => input !== null && tree === undefined && played.includes(key) && !kept.includes(key))
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
