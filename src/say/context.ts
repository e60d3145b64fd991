/** What was said before, as far as it says what is meant now. */
import type { Key } from './pitch.ts'
import type { Sent } from './scene.ts'

export interface Context {
  /** The last note that was played, MIDI; what polys hold of what was said, by their ids. */
  note?: number
  held: Record<string, readonly number[]>
  key?: Key
  /** The wishes of the last sentence that something can be done with again. */
  last: readonly string[]
  /** What undoes the last sentences, each by its messages; the last of them last. */
  undo: readonly (readonly Sent[])[]
  /** What brings back what was faded out. */
  faded?: readonly Sent[]
}

export const NOTHING_SAID: Context = { held: {}, last: [], undo: [] }
/** Sentences that can be undone. */
export const MOST_UNDONE = 50
