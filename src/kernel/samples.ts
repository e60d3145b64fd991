/** Samples: recordings that a kernel plays. They are no part of its state: who runs it copies them into its memory, from where they lie
 *  decoded (store.ts). */
import { POOL } from '../dsp/pool.ts'
import { shiftOf } from './position.ts'
import type { RowPlace } from './position.ts'
import type { Row } from './ir.ts'

/** One file, as it lies in the store. */
export interface Stored {
  /** Names its content, at the rate and with the channels that it has in the store. */
  key: string
  /** Numbers that it takes, 32-bit floats: each channel with zeros before and after it. */
  length: number
  frames: number
  channels: number
  /** Frames a second of the file; what isn't right with it. */
  rate: number
  flaw?: string
}

/** A file that a kernel plays. `name`: as the patch calls it; `path`: absolute. */
export interface Sample extends Stored { name: string, path: string, mono: boolean }

/** All that a patch plays: the table that says what lies where (dsp/pool.ts), and behind it the samples, each at its place in it. */
export interface Samples { directory: Float32Array, files: (Sample & { at: number })[], length: number }

/** A file, and where it lies in a kernel's memory, in bytes. */
export interface SampleInfo extends Sample { address: number }

/** Numbers that lie once more behind a table's end. */
const AGAIN = 8

/** Gives the table of samples its place, at an address, if there is one among the tables. Its length, rounded up to a power of two,
 *  makes positions in it cheap; what is behind the samples is never touched and takes no memory. `end`: where it ends, in bytes. */
export function placeSamples(
  tables: ReadonlyMap<Row, RowPlace>, samples: Samples | undefined, address: number,
): { infos: SampleInfo[], end: number } {
  const pools = [...tables].filter(([{ values }]) => values === POOL)
  if (samples === undefined || pools.length === 0) return { infos: [], end: address }
  const length = 2 ** Math.ceil(Math.log2(samples.length))
  for (const [row, place] of pools) Object.assign(place, { address, length, shift: shiftOf(row), again: AGAIN })
  const infos = samples.files.map(({ at, ...sample }) => ({ ...sample, address: address + at * Float32Array.BYTES_PER_ELEMENT }))
  return { infos, end: address + (length + AGAIN) * Float32Array.BYTES_PER_ELEMENT }
}

/** Memory that the samples of a kernel take, in bytes. */
export const sampleBytes = (samples: readonly SampleInfo[]): number =>
  samples.reduce((sum, { length }) => sum + length * Float32Array.BYTES_PER_ELEMENT, 0)
