/** One version of a patch, as it was when it was loaded: everything that a slot needs to play it, and the values as they are
 *  set now. */
import type { Kernel } from '../kernel/kernel.ts'
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
  /** Tells the content of the files. */
  fingerprint: string
  /** The version that it took the place of: what is played if it fails. Only that one is kept. */
  before: Version | null
}

const DEFAULT_BPM = 120

/** Beats per minute. */
export function tempo(version: Version | null): number {
  return version?.settings.bpm ?? DEFAULT_BPM
}

/** How far back events are kept, in seconds of sound: many times what a replica needs to catch up. */
const KEPT_SECONDS = 10

/** The values that the patch file gives its parameters. */
export function fileValues(kernel: Kernel): Float64Array {
  const inputs = kernel.layout.modules.flatMap(module => module.inputs).filter(input => input.param !== null)
  const values = new Float64Array(inputs.length)
  for (const input of inputs) values[input.param!] = input.default
  return values
}

/** Sets a parameter by its address, from a frame on. Errors: see change(). */
export function setAt(version: Version, address: string, args: readonly Arg[], frame: number, block: number): ReturnType<typeof change> {
  const made = change(version.kernel.layout, address, args)
  addEvent(version, { frame, param: made.param, value: made.value, ramp: made.ramp }, block, made.input.gate)
  return made
}

/** Adds an event, in blocks of `block` frames. Of several for one parameter at one frame the last one counts; a gate misses none
 *  of its moves, the second one comes a frame later. More than fit into a message wait for the next block. */
export function addEvent(version: Version, event: Event, block: number, gate = false): void {
  const { events } = version
  version.values[event.param] = event.value
  let { frame } = event
  if (gate) for (const earlier of events) if (earlier.param === event.param) frame = Math.max(frame, earlier.frame + 1)
  const isFull = (): boolean => {
    const start = Math.floor(frame / block) * block
    let count = 0
    for (let i = events.length - 1; i >= 0 && events[i].frame >= start; i--) if (events[i].frame < start + block) count++
    return count >= MAX_EVENTS
  }
  while (isFull()) frame = (Math.floor(frame / block) + 1) * block
  let at = events.length
  while (at > 0 && events[at - 1].frame > frame) at--
  for (let i = at - 1; i >= 0 && events[i].frame === frame; i--) {
    if (events[i].param !== event.param) continue
    events[i] = { ...event, frame }
    return
  }
  events.splice(at, 0, { ...event, frame })
  const oldest = event.frame - KEPT_SECONDS * version.kernel.layout.rate
  if (events[0].frame < oldest) events.splice(0, events.findIndex(kept => kept.frame >= oldest))
}
