import type { Quantise } from '../patch/quantise.ts'

/** What main tells the engine process when it starts it, and what it hears from it. Plain data: both cross processes as JSON. */
export interface EngineConfig {
  /** The patch file, absolute. */
  patch: string
  /** The patch as the player named it: what status and messages show. */
  patchName: string
  /** Sample rate in Hz, 8000 to 192000. */
  rate: number
  /** Frames in a block, 16 to 4096. */
  block: number
  output: 'auto' | 'portaudio' | 'null' | 'wav'
  /** The WAV file to write, absolute; with output 'wav' only. */
  file?: string
  /** Name (or part of it) or number of the output device; without it the default device. */
  device?: string
  oscHost: string
  /** UDP port of OSC; 0 takes a free one. */
  oscPort: number
  /** When an edit switches. */
  quantise: Quantise
  /** Length of the crossfade from one version to the next, in ms. */
  fade: number
  /** How long a new version is on probation, s; without it 8 s or two bars, whichever is longer. */
  probation?: number
  /** The directory that takes are recorded into, absolute. */
  recordings: string
  /** Folders below which patches may be loaded from, absolute; a file among them may be loaded itself. */
  patches: string[]
  /** Where every version that plays is kept, absolute; and when this session began, in ISO 8601. */
  archive: string
  session: string
  /** Version of the program. */
  version: string
  /** How the engine before this one ended, and when (ms, see slot/clock.ts): this one goes on with what is in the journal. */
  resume?: { how: string, at: number }
}

/** Time for the children of an engine that was killed to end in order, say to close a WAV file, before they are killed too; ms. */
export const AFTERMATH = 250

/** Descriptor of the journal, which main makes and every engine that it starts inherits. */
export const JOURNAL_FD = 4

/** What the engine process tells main over IPC, once: that it plays, or why it doesn't. */
export type EngineReport = { ready: EngineReady } | { failed: string }

export interface EngineReady {
  oscHost: string
  /** The port that OSC listens on: the one asked for, or the free one that was found. */
  oscPort: number
  /** Path of the control socket. */
  socket: string
  /** The patch that plays, as status shows it. */
  patch: string
}
