/** The entries of a take's log, each a line of JSON: all that its samples follow from. docs/recording.md says what they mean. */
import { deserialize, serialize } from 'node:v8'
import { gunzipSync, gzipSync } from 'node:zlib'
import type { Kernel } from '../kernel/kernel.ts'
import type { Event } from '../slot/messages.ts'
import type { Happening } from './command.ts'
import type { TakeFormat } from './takename.ts'

export interface TakeEntry {
  is: 'take'
  /** The sound file beside the log. */
  take: string
  format: TakeFormat
  rate: number
  block: number
  /** What tells this program from others: see programOf and soundOf. */
  program: string
  sound: string
  node: string
  time: string
}
export interface VersionEntry {
  is: 'version', version: number, name: string, path: string, texts: [path: string, text: string][], kernel: Kernel
}
/** Of `state`, `from` and neither: it goes on from a state, from that of another stream before the same block, or begins afresh. */
export interface StreamEntry { is: 'stream', stream: number, version: number, block: number, from?: number, state?: Uint8Array }
/** The take begins with this block. `memory`: of the sound's way from there on; `tone`: where the test tone began last. */
export interface StartEntry { is: 'start', block: number, memory: Uint8Array, tone: number | null }
/** `input`: what it sets, as the player calls it; who writes the log knows. */
export interface EventEntry extends Event { is: 'event', stream: number, seconds: number, input?: string }
/** From this block on a stream is heard, alone or as it fades in over another one; none: silence. `jump`: the sound is led over. */
export interface HeardEntry {
  is: 'heard', block: number, stream: number | null, over?: number, fade?: { start: number, frames: number }, jump?: true
}
export interface ToneEntry { is: 'tone', block: number, start: number }
export interface CurtainEntry { is: 'curtain', block: number, closed: boolean }
/** What the player was told. */
export interface NewsEntry { is: 'news', block: number, seconds: number, news: Happening }
/** All before this block has been heard, and all that it follows from lies before this entry. */
export interface MarkEntry { is: 'mark', block: number }
export interface EndEntry { is: 'end', frames: number }

export type Entry = TakeEntry | VersionEntry | StreamEntry | StartEntry | EventEntry | HeardEntry | ToneEntry | CurtainEntry | NewsEntry |
  MarkEntry | EndEntry

/** An entry as a line of the log. */
export function toLine(entry: Entry): string {
  return `${JSON.stringify(entry, (key, value) => {
    if (key === 'kernel') return packed(serialize(value))
    return (key === 'state' || key === 'memory') && value instanceof Uint8Array ? packed(value) : value
  })}\n`
}

/** A line as an entry. Errors: throws where it is none. */
export function fromLine(line: string): Entry {
  try {
    const entry = JSON.parse(line)
    if (!KINDS.has(entry.is)) throw new Error(`${entry.is} is none`)
    if (entry.kernel !== undefined) entry.kernel = deserialize(unpacked(entry.kernel))
    for (const key of ['state', 'memory']) if (entry[key] !== undefined) entry[key] = unpacked(entry[key])
    // JSON has no number for what a file says.
    if (entry.is === 'event') entry.value ??= NaN
    return entry
  } catch {
    // What the parsers say of it tells a player nothing.
    throw new Error('is no entry of a log')
  }
}

const KINDS: ReadonlySet<string> = new Set<Entry['is']>(
  ['take', 'version', 'stream', 'start', 'event', 'heard', 'tone', 'curtain', 'news', 'mark', 'end'])

const packed = (data: Uint8Array): string => gzipSync(data, { level: 1 }).toString('base64')
const unpacked = (text: string): Uint8Array => new Uint8Array(gunzipSync(Buffer.from(text, 'base64')))
