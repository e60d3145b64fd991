/** One version of a patch, as it was when it was loaded: everything that a slot needs to play it, and the values as they are
 *  set now. */
import { eachOf, freed, heirs, keptOf } from '../kernel/carry.ts'
import type { Kernel } from '../kernel/kernel.ts'
import { change } from '../kernel/parameters.ts'
import { beatParam, overlayParam, tempoParam } from '../kernel/score/keys.ts'
import { laidText } from '../kernel/score/overlay.ts'
import type { Settings } from '../patch/patch.ts'
import type { Tree } from '../pattern/index.ts'
import type { Event } from '../slot/messages.ts'
import type { Arg } from './command.ts'
import { type Told, addEvent, firstFrom } from './events.ts'
import { WAY, endGlides, glide, goOnGliding } from './glides.ts'

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
  /** Of every parameter the last way that it took to its value; see glides.ts. There is none before the first glide. */
  ways?: Float64Array
  /** The patterns that were laid over what plays, by what they play; as they were said, and as data. */
  patterns?: Record<string, { text: string, tree: Tree }>
  /** Where the patterns of the file are, `file:line` by what they play. */
  lines?: Record<string, string>
  /** What was changed lately, in the order of frames: what a replica needs on top of a snapshot. */
  events: Event[]
  /** The frame from which on its kernel has its tempo, where it came in with another than what was heard before. */
  tempoFrom?: number
  /** The faults of its kernel that the player was told of; see `faultOf`. */
  fault: number
  /** The patterns that it has stopped and of which the player was told; see `stoppedOf`. */
  stopped: Set<number>
  /** Tells the content of the files; null when they changed while they were loaded. */
  fingerprint: string | null
  /** The files' texts as they were loaded, by path: those that are text, and not large. */
  texts: [path: string, text: string][]
  /** Number of the version that it brought back, or its own; and of the one that undo() brings back, if there is one: what was heard
   *  before it, or where undo() brought it back itself, what was heard before that. */
  origin: number
  parent: number | null
  /** It was brought back by undo or redo; and the values that were set by hand and gave way to those of its file. */
  undone?: boolean
  overruled?: Overruled[]
  /** The version that it took the place of: what is played if it fails. Only that one is kept. */
  before: Version | null
}

/** The values that the patch file gives its parameters. */
export function fileValues(kernel: Kernel): Float64Array {
  const values = new Float64Array(kernel.layout.parameters)
  for (const { param, default: value, defaults = [] } of kernel.layout.modules.flatMap(module => module.inputs)) {
    if (param !== null) values.set([value, ...defaults], param)
  }
  values[values.length - 1] = kernel.layout.bpm
  return values
}

/** The kernel starts afresh, at a frame: it takes over the values that were set by hand. */
export function startAfresh(version: Version, frame: number, block: number): void {
  const { kernel, values } = version
  version.fault = 0
  version.stopped = new Set()
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
  goOnGliding(version, frame, block)
  for (const [key, { tree }] of Object.entries(version.patterns ?? {})) {
    addEvent(version, { frame, param: overlayParam(kernel.layout), value: 0, ramp: 0, text: laidText(key, tree) }, block)
  }
}

/** A value that was set by hand, by this address, and gives way to the file's. */
export interface Overruled { address: string, name: string, choices?: readonly string[], by: number, was: number }

/** A new version takes over the values of the one before it, also those that were set by hand, but for what the file has changed
 *  since. Gives what gives way. */
export function inherit(version: Version, before: Version): Overruled[] {
  const overruled: Overruled[] = []
  const [said, says] = [before, version].map(({ kernel }) => kernel.layout.bpm)
  const was = before.values[tempoParam(before.kernel.layout)]
  if (said === says) version.values[tempoParam(version.kernel.layout)] = was
  else if (was !== said && was !== says) overruled.push({ address: '/bpm', name: 'bpm', was, by: says })
  const laid = before.patterns ?? {}
  version.ways = before.ways && new Float64Array(WAY * version.values.length)
  const kept = keptOf(before.kernel.layout, version.kernel.layout, Object.keys(laid))
  version.patterns = Object.fromEntries(kept.map(key => [key, laid[key]]))
  for (const heir of heirs(before.kernel.layout, version.kernel.layout)) {
    const { module: { id }, input } = heir
    let all = false
    eachOf(heir, (from, to, said, says, stays, voice) => {
      const was = before.values[from]
      if (stays) {
        version.values[to] = was
        version.ways?.set(before.ways!.subarray(WAY * from, WAY * from + WAY), WAY * to)
      }
      if (stays || was === said || was === says || all) return
      const module = voice === undefined ? id : `${id}.${voice}`
      const { name, choices } = input
      overruled.push({ address: `/mod/${module}/${name}`, name: `${module}.${name}`, choices, was, by: says })
      // What is said of all voices need not be said of each.
      all = voice === undefined
    })
  }
  return overruled
}

/** The kernel goes on from the state that the version before it had at a frame: what was set there from then on is to be set here. */
export function goOn(version: Version, before: Version, frame: number, block: number): void {
  const [old, now] = [before, version].map(({ kernel }) => kernel.layout)
  const known = heirs(old, now)
  const alone = new Map(known.map(heir => [heir.before.param!, heir]))
  const inVoices = known.filter(({ voices }) => voices > 0)
  /** The parameter, or what plays notes, that takes the place of another one. */
  const heirOf = (param: number): number | undefined => {
    for (const own of [tempoParam, beatParam, overlayParam]) if (param === own(old)) return own(now)
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
  version.stopped = new Set()
  version.events = before.events.slice(firstFrom(before.events, frame)).flatMap(event => {
    const param = heirOf(event.param)
    // A pattern that waits for its bar is overruled where the file says another one.
    const isOverruled = event.text !== undefined && keptOf(old, now, [JSON.parse(event.text).key]).length === 0
    return param === undefined || isOverruled ? [] : [{ ...event, param }]
  })
  // What was played by a pattern that is gone has the value that it is said to have.
  for (const { param, input } of freed(old, now, Object.keys(before.patterns ?? {}))) {
    for (let own = param; own <= param + (input?.defaults?.length ?? 0); own++) {
      addEvent(version, { frame, param: own, value: version.values[own], ramp: -1 }, block)
    }
  }
}

type Setting = [address: string, args: readonly Arg[], frame: number, block: number, over?: number]

/** Sets a parameter by its address, from a frame on; `over`: it takes so many frames to go there. Errors: see change(), and what jumps
 *  doesn't glide. */
export function setAt(version: Told, ...[address, args, frame, block, over = 0]: Setting): ReturnType<typeof change> {
  const made = change(version.kernel.layout, address, args)
  const { param, value, ramp, input } = made
  const { default: file, defaults = [] } = input
  if (over > 0) {
    glide(version, made, frame, over, block)
    return made
  }
  endGlides(version, param, defaults.length, frame, block)
  addEvent(version, { frame, param, value, ramp }, block, input.gate)
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
