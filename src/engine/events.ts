/** The events of a version: what is told at which frame. */
import { beatParam } from '../kernel/score/keys.ts'
import { type Event, MAX_EVENTS, MOST_PLACES, placesOf } from '../slot/messages.ts'
import type { Version } from './version.ts'

/** What of a version events have to do with. */
export type Told = Pick<Version, 'kernel' | 'values' | 'events' | 'ways'>

/** How far back events are kept at the least, in seconds of sound: many times what a replica needs to catch up. */
const KEPT_SECONDS = 10
/** Events that are kept at the most. Half of them are dropped then; what is left is more than a second of the worst flood (a gate
 *  that moves at every frame), still more than a replica needs. */
const MAX_KEPT = 1 << 17
/** The longest that an event may wait for its frame because of those before it, in seconds of sound. */
const MAX_WAIT = 0.1

/** Adds an event, in blocks of `block` frames. Of several for one parameter at one frame the last one counts; a gate misses none
 *  of its moves, the second one comes a frame later; and a note is heard, however short, and struck anew. More than fit into a
 *  message wait for the next block. `now`: the frame at which it is said. Errors: throws when it would have to wait too long. */
export function addEvent(version: Told, event: Event, block: number, gate = false, now = event.frame): void {
  const { events } = version
  const { rate } = version.kernel.layout
  const isNote = event.param >= version.values.length && event.param < beatParam(version.kernel.layout)
  let frame = isNote ? afterLastNote(events, event) : gate ? afterLastMove(events, event) : event.frame
  for (let start = blockOf(frame, block); isFull(events, start, block, placesOf(event)); start += block) frame = start + block
  if (frame - event.frame > MAX_WAIT * rate) throw new Error(`too many changes at once: ${1000 * MAX_WAIT} ms of them wait already`)
  version.values[event.param] = event.value
  const at = firstFrom(events, frame + 1)
  // Notes don't take each other's place, nor do patterns and tempi, which go on from each other.
  const isTime = event.param === version.values.length - 1 || event.param === beatParam(version.kernel.layout)
  const same = isNote || isTime || event.text !== undefined ? -1 : sameAt(events, at, event.param, frame)
  if (same >= 0) events.splice(same, 1)
  // After all others of its frame: a parameter of all voices may be among them.
  events.splice(same >= 0 ? at - 1 : at, 0, { ...event, frame })
  if (same >= 0) return
  // What waits for its bar doesn't tell how far the others are.
  if (!isTime && event.text === undefined) forget(events, now, KEPT_SECONDS * rate)
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

/** Whether there may be no room for another event, or a text, in a block. */
function isFull(events: readonly Event[], start: number, block: number, places: number): boolean {
  const [from, to] = [firstFrom(events, start), firstFrom(events, start + block)]
  if ((to - from) * MOST_PLACES + places <= MAX_EVENTS) return false
  let sum = places
  for (let i = from; i < to; i++) sum += placesOf(events[i])
  return sum > MAX_EVENTS
}

/** Drops what is older than `kept` frames, or too much; many at a time, so that no event costs the shift of all the others. */
function forget(events: Event[], frame: number, kept: number): void {
  if (events[0].frame < frame - 2 * kept) events.splice(0, firstFrom(events, frame - kept))
  if (events.length > MAX_KEPT) events.splice(0, MAX_KEPT / 2)
}
