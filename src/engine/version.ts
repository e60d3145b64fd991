/** One version of a patch, as it was when it was loaded: everything that a slot needs to play it, and the values as they are
 *  set now. */
import { eachOf, heirs } from '../kernel/carry.ts'
import { DEFAULT_BPM } from '../kernel/kernel.ts'
import type { InputInfo, Kernel } from '../kernel/kernel.ts'
import { change } from '../kernel/parameters.ts'
import type { Settings } from '../patch/patch.ts'
import { type Event, MAX_EVENTS } from '../slot/messages.ts'
import type { Arg } from './command.ts'

export interface Version {
  number: number
  /** Absolute path of the file, and how the player calls it. */
  path: string
  name: string
  kernel: Kernel
  settings: Settings
  /** The files that it was made from. */
  files: string[]
  /** The set value of every parameter, by its index. */
  values: Float64Array
  /** What was changed lately, in the order of frames: what a replica needs on top of a snapshot. */
  events: Event[]
  /** The faults of its kernel that the player was told of; see `faultOf`. */
  fault: number
  /** Tells the content of the files; null when they changed while they were loaded. */
  fingerprint: string | null
  /** The files' texts as they were loaded, by path: those that are text, and not large. */
  texts: [path: string, text: string][]
  /** Number of the version that it brought back, or its own; and of the one that undo() brings back, if there is one: what was heard
   *  before it, or where undo() brought it back itself, what was heard before that. */
  origin: number
  parent: number | null
  /** The version that it took the place of: what is played if it fails. Only that one is kept. */
  before: Version | null
}

/** Beats per minute. */
export function tempo(version: Version | null): number {
  return version?.settings.bpm ?? DEFAULT_BPM
}

/** How far back events are kept at the least, in seconds of sound: many times what a replica needs to catch up. */
const KEPT_SECONDS = 10
/** Events that are kept at the most. Half of them are dropped then; what is left is more than a second of the worst flood (a gate
 *  that moves at every frame), still more than a replica needs. */
const MAX_KEPT = 1 << 17
/** The longest that an event may wait for its frame because of those before it, in seconds of sound. */
const MAX_WAIT = 0.1

/** The values that the patch file gives its parameters. */
export function fileValues(kernel: Kernel): Float64Array {
  const values = new Float64Array(kernel.layout.parameters)
  for (const { param, default: value, defaults = [] } of kernel.layout.modules.flatMap(module => module.inputs)) {
    if (param !== null) values.set([value, ...defaults], param)
  }
  return values
}

/** The kernel starts afresh, at a frame: it takes over the values that were set by hand. */
export function startAfresh(version: Version, frame: number, block: number): void {
  const { kernel, values } = version
  version.fault = 0
  const set = (param: number, file: number): boolean => {
    if (values[param] === file) return false
    addEvent(version, { frame, param, value: values[param], ramp: 0 }, block)
    return true
  }
  for (const { param, default: file, defaults = [] } of kernel.layout.modules.flatMap(module => module.inputs)) {
    if (param === null) continue
    // What is said of all voices is said of each of them.
    const ofAll = set(param, file)
    defaults.forEach((own, voice) => set(param + 1 + voice, ofAll ? values[param] : own))
  }
}

/** A value that was set by hand and gives way to the file's. */
export interface Overruled { module: string, input: InputInfo, by: number, was: number }

/** A new version takes over the values of the one before it, also those that were set by hand, but for what the file has changed
 *  since. Gives what gives way. */
export function inherit(version: Version, before: Version): Overruled[] {
  const overruled: Overruled[] = []
  for (const heir of heirs(before.kernel.layout, version.kernel.layout)) {
    const { module: { id }, input } = heir
    let all = false
    eachOf(heir, (from, to, said, says, stays, voice) => {
      const was = before.values[from]
      if (stays) version.values[to] = was
      if (stays || was === said || was === says || all) return
      overruled.push({ module: voice === undefined ? id : `${id}.${voice}`, input, was, by: says })
      // What is said of all voices need not be said of each.
      all = voice === undefined
    })
  }
  return overruled
}

/** The kernel goes on from the state that the version before it had at a frame: what was set there from then on is to be set here. */
export function goOn(version: Version, before: Version, frame: number): void {
  const [old, now] = [before, version].map(({ kernel }) => kernel.layout)
  const known = heirs(old, now)
  const alone = new Map(known.map(heir => [heir.before.param!, heir]))
  const inVoices = known.filter(({ voices }) => voices > 0)
  /** The parameter, or what plays notes, that takes the place of another one. */
  const heirOf = (param: number): number | undefined => {
    if (param >= old.parameters) {
      const index = now.notes.findIndex(({ id }) => id === old.notes[param - old.parameters].id)
      return index < 0 ? undefined : now.parameters + index
    }
    const heir = alone.get(param) ?? inVoices.find(({ before, voices }) => param > before.param! && param <= before.param! + voices)
    let found: number | undefined
    if (heir) eachOf(heir, (from, to, _said, _says, stays) => { if (from === param && stays) found ??= to })
    return found
  }
  version.fault = 0
  version.events = before.events.slice(firstFrom(before.events, frame)).flatMap(event => {
    const param = heirOf(event.param)
    return param === undefined ? [] : [{ ...event, param }]
  })
}

type Setting = [address: string, args: readonly Arg[], frame: number, block: number]

/** Sets a parameter by its address, from a frame on. Errors: see change(). */
export function setAt(version: Version, ...[address, args, frame, block]: Setting): ReturnType<typeof change> {
  const made = change(version.kernel.layout, address, args)
  const { param, value, ramp, input } = made
  addEvent(version, { frame, param, value, ramp }, block, input.gate)
  const { default: file, defaults = [] } = input
  if (Number.isNaN(value)) version.values.set([file, ...defaults], param)
  else version.values.fill(value, param, param + 1 + defaults.length)
  return made
}

/** The same, and in the other versions that are kept in step with it, as far as they have such a parameter. */
export function setInStep(version: Version, others: Iterable<Version>, ...set: Setting): ReturnType<typeof change> {
  const made = setAt(version, ...set)
  for (const other of others) {
    try {
      setAt(other, ...set)
    } catch {
      // It has no such parameter: nothing to keep in step there.
    }
  }
  return made
}

/** Adds an event, in blocks of `block` frames. Of several for one parameter at one frame the last one counts; a gate misses none
 *  of its moves, the second one comes a frame later; and a note is heard, however short, and struck anew. More than fit into a
 *  message wait for the next block. Errors: throws when it would have to wait too long. */
export function addEvent(version: Version, event: Event, block: number, gate = false): void {
  const { events } = version
  const { rate } = version.kernel.layout
  const isNote = event.param >= version.values.length
  let frame = isNote ? afterLastNote(events, event) : gate ? afterLastMove(events, event) : event.frame
  for (let start = blockOf(frame, block); isFull(events, start, block); start += block) frame = start + block
  if (frame - event.frame > MAX_WAIT * rate) throw new Error(`too many changes at once: ${1000 * MAX_WAIT} ms of them wait already`)
  version.values[event.param] = event.value
  const at = firstFrom(events, frame + 1)
  // Notes don't take each other's place.
  const same = isNote ? -1 : sameAt(events, at, event.param, frame)
  if (same >= 0) events.splice(same, 1)
  // After all others of its frame: a parameter of all voices may be among them.
  events.splice(same >= 0 ? at - 1 : at, 0, { ...event, frame })
  if (same >= 0) return
  forget(events, event.frame, KEPT_SECONDS * rate)
}

/** Index of the first event at this frame or later. */
export function firstFrom(events: readonly Event[], frame: number): number {
  let from = 0
  let to = events.length
  while (from < to) {
    const middle = (from + to) >> 1
    if (events[middle].frame < frame) from = middle + 1
    else to = middle
  }
  return from
}

/** The frame at which a gate can move: the event's own, or the one after its last move. */
function afterLastMove(events: readonly Event[], { param, frame }: Event): number {
  for (let i = events.length - 1; i >= 0 && events[i].frame >= frame; i--) if (events[i].param === param) return events[i].frame + 1
  return frame
}

/** The frame at which a note can be played or let go: the event's own, or that of the last one. What is let go was held for a frame
 *  before, and a voice that is stolen is silent for one first; what is played where another one was let go finds it so for a frame. */
function afterLastNote(events: readonly Event[], { param, frame, ramp: velocity }: Event): number {
  for (let i = events.length - 1; i >= 0 && events[i].frame >= frame; i--) {
    const last = events[i]
    if (last.param !== param) continue
    const [was, is] = [last.ramp > 0, velocity > 0]
    return last.frame + (was === is ? 0 : was ? 2 : 1)
  }
  return frame
}

/** Index of the event for a parameter at a frame, among those before index `end`; -1 when there is none. */
function sameAt(events: readonly Event[], end: number, param: number, frame: number): number {
  for (let i = end - 1; i >= 0 && events[i].frame === frame; i--) if (events[i].param === param) return i
  return -1
}

function blockOf(frame: number, block: number): number {
  return Math.floor(frame / block) * block
}

function isFull(events: readonly Event[], start: number, block: number): boolean {
  return events.length >= MAX_EVENTS && firstFrom(events, start + block) - firstFrom(events, start) >= MAX_EVENTS
}

/** Drops what is older than `kept` frames, or too much; many at a time, so that no event costs the shift of all the others. */
function forget(events: Event[], frame: number, kept: number): void {
  if (events[0].frame < frame - 2 * kept) events.splice(0, firstFrom(events, frame - kept))
  if (events.length > MAX_KEPT) events.splice(0, MAX_KEPT / 2)
}
