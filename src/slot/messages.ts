/** What the engine and a worker say to each other.
 *
 *  Until it is attached to a slot a worker has its event loop, and they talk in objects over Node's IPC channel. Once attached
 *  it only reads render messages from a pipe, as numbers: [type, block, events, then per event: frame, parameter, value, ramp].
 *  It answers through its slot's ring and the deck's snapshot area. */
import type { Kernel, Layout } from '../kernel/kernel.ts'
import type { Trouble } from '../patch/error.ts'
import type { Loaded } from '../patch/load.ts'
import type { Proof } from '../patch/proof.ts'
import { ringBytes } from './ring.ts'

/** The descriptors that a worker inherits. */
export const PIPE_FD = 3
export const SHARED_FD = 4

/** Order to a worker that has no slot yet. */
export type Order =
  | { do: 'load', path: string, rate: number }
  | { do: 'prove', frames: number, from: State | null }
  | { do: 'prepare', kernel: Kernel, block: number }
  | { do: 'attach', slot: number, generation: number, block: number, frames: number, from: State | null }

/** The state before a block, which a worker goes on from: the area in which it lies, and the layout of the kernel that it is of, if
 *  that is another one. `frames` in an order: the length of a block. */
export interface State { area: number, block: number, layout: Layout | null }

/** A worker's answer to an order. */
export type Answer =
  | { is: 'ready' }
  | { is: 'loaded', loaded: Loaded }
  | { is: 'proved', proof: Proof }
  | { is: 'refused', trouble: Trouble }
  /** It takes a while, and goes on. */
  | { is: 'busy' }
  | { is: 'prepared' }

/** Types of the messages in the pipe. A snapshot's type plus a number says into which area it goes. */
export const RENDER = 1
export const SNAPSHOT = 2

/** Numbers of a message's head, and of an event. */
export const HEAD = 3
export const EVENT = 4

/** Events that fit into one message, and so into one block. */
export const MAX_EVENTS = 1024
export const MAX_MESSAGE = HEAD + EVENT * MAX_EVENTS

/** A change of a parameter at a frame, counted from the engine's start. `ramp`: frames, -1 for the input's own smoothing. `text`: a
 *  pattern that is laid over what plays; it travels behind the event, its bytes as the numbers of events. Its `value` is the beat from
 *  which on it plays, until it is sent; NaN where it waits for none. `glides`: a piece of a glide. */
export interface Event { frame: number, param: number, value: number, ramp: number, text?: string, glides?: true }

/** Events that one takes up in a message; the bytes of a text, which there may be so many of. */
const EVENT_BYTES = EVENT * Float64Array.BYTES_PER_ELEMENT
export const MAX_TEXT = 8000
export const MOST_PLACES = 1 + Math.ceil(MAX_TEXT / EVENT_BYTES)
export const placesOf = ({ text }: Event): number => text === undefined ? 1 : 1 + Math.ceil(Buffer.byteLength(text) / EVENT_BYTES)

/** Writes an event into a message, from the number `at` on. Gives how many places it took. Allocates nothing, but for a text. */
export function writeEvent(message: Float64Array, at: number, { frame, param, value, ramp, text }: Event): number {
  message[at] = frame
  message[at + 1] = param
  message[at + 2] = value
  message[at + 3] = ramp
  if (text === undefined) return 1
  const bytes = Buffer.from(text)
  message[at + 2] = bytes.length
  new Uint8Array(message.buffer, message.byteOffset).set(bytes, (at + EVENT) * Float64Array.BYTES_PER_ELEMENT)
  return 1 + Math.ceil(bytes.length / EVENT_BYTES)
}

/** The text of an event that has one, and the places that it takes. */
export function readText(message: Float64Array, at: number): { text: string, places: number } {
  const length = message[at + 2]
  const start = message.byteOffset + (at + EVENT) * Float64Array.BYTES_PER_ELEMENT
  return { text: Buffer.from(message.buffer, start, length).toString(), places: 1 + Math.ceil(length / EVENT_BYTES) }
}

/** The deck's shared file: a ring for each slot, then the areas for snapshots: a header (block, bytes, each twice) and the state.
 *  There are two areas, so that there is a whole snapshot while the next one is written, and behind them one for each slot, for the
 *  log of a take, which are given back when it has read them. They lie as far apart as a kernel's
 *  memory can be long; what nobody writes takes no memory. Where a state found no room its header says so instead of the
 *  bytes; for the header itself the engine sees to it that there is room, before it asks. */
export const SLOTS = 2
export const SNAPSHOT_AREAS = 2
export const NO_ROOM = -1
export const SNAPSHOT_HEADER_BYTES = 4 * Float64Array.BYTES_PER_ELEMENT
const AREA_BYTES = 2 ** 32 + SNAPSHOT_HEADER_BYTES
export const ringOffset = (slot: number, block: number): number => slot * ringBytes(block)
export const snapshotOffset = (area: number, block: number): number => SLOTS * ringBytes(block) + area * AREA_BYTES
