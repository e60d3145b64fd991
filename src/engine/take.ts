/** A take as its log tells it, put in order for who renders it. */
import type { Entry, EventEntry, HeardEntry, StartEntry, StreamEntry, TakeEntry, VersionEntry } from './entry.ts'

export interface Take {
  head: TakeEntry
  versions: ReadonlyMap<number, VersionEntry>
  /** The streams, by the blocks with which they begin; of each its version's number, and what it is told, in the order of frames. */
  streams: ReadonlyMap<number, StreamEntry[]>
  streamVersions: ReadonlyMap<number, number>
  events: ReadonlyMap<number, EventEntry[]>
  start: StartEntry
  /** What changes with a block. */
  heard: ReadonlyMap<number, HeardEntry>
  tones: ReadonlyMap<number, number>
  curtains: ReadonlyMap<number, boolean>
  /** The first block that something is to be rendered of, and the one before which the log ends. */
  first: number
  end: number
  /** The frames of the take; null where the log was cut off before it said so. */
  frames: number | null
}

/** Puts the entries of a log in order. Errors: throws where it lacks what can't be done without. */
export function takeOf(entries: readonly Entry[]): Take {
  const versions = new Map<number, VersionEntry>()
  const streams = new Map<number, StreamEntry>()
  const events = new Map<number, EventEntry[]>()
  const heard = new Map<number, HeardEntry>()
  const tones = new Map<number, number>()
  const curtains = new Map<number, boolean>()
  const [head] = entries
  if (head?.is !== 'take') throw new Error('is no log of a take')
  let start: StartEntry | null = null
  let end = 0
  let frames: number | null = null
  for (const entry of entries) {
    switch (entry.is) {
      case 'version': versions.set(entry.version, entry); break
      // Should a state have been read twice, the last one counts.
      case 'stream': streams.set(entry.stream, entry); break
      case 'event': events.get(entry.stream)?.push(entry) ?? events.set(entry.stream, [entry]); break
      case 'start': start = entry; break
      case 'heard': heard.set(entry.block, entry); break
      case 'tone': tones.set(entry.block, entry.start); break
      case 'curtain': curtains.set(entry.block, entry.closed); break
      case 'mark': end = entry.block; break
      case 'end': frames = entry.frames
    }
  }
  if (!start) throw new Error('ends before the take begins')
  for (const { version } of streams.values()) if (!versions.has(version)) throw new Error(`lacks the line of version ${version}`)
  return {
    head, versions, events, start, heard, tones, curtains, frames,
    streams: byBlock([...streams.values()]),
    streamVersions: new Map([...streams.values()].map(({ stream, version }) => [stream, version])),
    first: Math.min(start.block, ...[...streams.values()].map(({ block }) => block)),
    end: frames === null ? end : Infinity,
  }
}

function byBlock(streams: readonly StreamEntry[]): Map<number, StreamEntry[]> {
  return new Map(streams.map(({ block }) => [block, streams.filter(other => other.block === block)]))
}
