import type { Version } from './version.ts'

/** A stream: the samples of one kernel from one block on, by what it is told. Both slots play the same one, and a replica goes on with
 *  it; a version that comes in, or starts afresh, begins another. */
export interface Stream {
  number: number
  version: Version
  /** The block with which it begins. */
  block: number
}
