import type { Tree } from '../pattern/index.ts'
import type { SampleInfo } from './samples.ts'
import type { Ways } from './ways.ts'

/** A kernel: a patch compiled to WebAssembly. Plain data, so that it can be handed from process to process; see instance.ts
 *  for one that runs. */
export interface Kernel {
  /** The WebAssembly module. */
  code: Uint8Array
  layout: Layout
}

/** Where everything lies in a kernel's memory, and what a player can reach of it. */
export interface Layout {
  /** Sample rate in Hz that the kernel was compiled for. */
  rate: number
  /** Tempo that the patch file says, beats per minute; and beats in a bar, which is a cycle of its patterns. */
  bpm: number
  metre: number
  /** The bytes [0, stateBytes) of the memory are the whole state: to copy them is to copy the sound. */
  stateBytes: number
  /** Where the output lies, in bytes: interleaved stereo, 32-bit float, MAX_BLOCK frames. */
  output: number
  /** Size of the memory in WebAssembly pages of 64 KiB. */
  pages: number
  modules: ModuleInfo[]
  /** How many parameters there are; the last one is the tempo. */
  parameters: number
  /** Address of the meter's numbers, and of what is laid over the patterns. */
  meter: number
  overlay: number
  /** Where notes are played: /note/<id>. */
  notes: NoteInfo[]
  /** What is heard of them in the end. */
  heard: Ways
  /** The recordings that it plays, which are copied to their places before the first frame. */
  samples: SampleInfo[]
}

/** Voices that share notes among them. */
export interface NoteInfo {
  id: string
  /** Ids of the modules of a voice: they do as well. */
  modules: string[]
  voices: number
  /** Parameters of the first voice; those of the others follow each. */
  freq: number
  gate: number
  velocity: number
  /** What plays them, if a pattern does. */
  pattern?: Tree
  /** Address of what is known of who plays what, and its bytes. */
  offset: number
  bytes: number
}

/** A module of the patch as the player sees it: what help, OSC and completion are made from. */
export interface ModuleInfo {
  /** Unique in the patch; its OSC name. */
  id: string
  /** Its type: 'sine', 'adsr' … */
  kind: string
  doc: string
  /** What comes into its audio inputs; and the ids of the modules that its other inputs follow. */
  hears: Ways
  follows: string[]
  /** How many voices it is in, if it is copied. */
  voices?: number
  state: StateInfo
  inputs: InputInfo[]
}

/** What a module keeps from frame to frame, and where: what an edit carries over to the next version. A module in voices keeps it for
 *  four voices at a time, a group. */
export interface StateInfo {
  /** Where it lies, in bytes: the mark that it was bad, its numbers, its arrays, its coefficients, the inputs that control saw. */
  offset: number
  bytes: number
  /** Bytes of a number, or of those of a group; how many groups there are, and how far it is from one to the next. */
  word: number
  groups: number
  stride: number
  /** Names of the numbers, in the order in which they lie there after the mark. */
  fields: string[]
  /** Its arrays, which lie there too, and its lines, which lie elsewhere. */
  rows: { name: string, offset: number, bytes: number, stride: number }[]
  /** Address of the mark that coefficients are on their way: its own, or those of its neighbours. */
  gliding: number
  /** Tells its code, with it what lies where, and the tempo if that counts, from any other. */
  code: string
}

/** An input of a module: parameter, modulation input and OSC address at once. */
export interface InputInfo {
  name: string
  doc: string
  unit: string
  /** The value that the patch file gives it. */
  default: number
  /** Those of each voice, where the module is in several; `default` is that of the first. */
  defaults?: number[]
  min: number
  max: number
  /** Names of the choices; the value is an index into them. Absent for numbers. */
  choices?: string[]
  gate?: boolean
  /** A new value is taken at its exact frame, never smoothed: gates, choices, seeds. */
  jump?: boolean
  /** Index of the parameter in the kernel; null when a signal drives the input. Where there are voices it stands for all of them,
   *  and those of the voices follow. */
  param: number | null
  /** What plays it, if a pattern does. */
  pattern?: Tree
  /** Id of the module whose signal drives the input ('a signal' where it has none). */
  drivenBy?: string
}

/** Tempo of a patch that names none, beats per minute. */
export const DEFAULT_BPM = 120
/** Beats in a bar of a patch that says nothing of it. */
export const DEFAULT_METRE = 4

/** Frames that one call of render can make at the most. */
export const MAX_BLOCK = 4096

/** What went wrong in a kernel so far. `count`: how often modules made NaN, Infinity or a number beyond all measure, and were
 *  reset; `module`: id of the one that began it the last time, or that hears the signal without a name that did; null where no
 *  module hears it, and where nothing went wrong. */
export interface Fault { count: number, module: string | null }

/** Reads the number in which an instance says it. */
export function faultOf(layout: Layout, fault: number): Fault {
  const base = faultBase(layout)
  const count = Math.floor(fault / base)
  return { count, module: count === 0 ? null : layout.modules[fault % base]?.id ?? null }
}

/** The number is count times this plus the index of the module. */
export const faultBase = ({ modules }: Layout): number => modules.length + 1
