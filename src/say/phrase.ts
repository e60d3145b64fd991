/** A row of the table of phrases, and what it is handed. */
import type { Amount } from './amounts.ts'
import type { Context } from './context.ts'
import type { Heard } from './heard.ts'
import type { Parts, Target } from './parts.ts'
import type { Scene } from './scene.ts'

/** What may be said of a wish wherever it stands: of what, how much, over how long. */
export type Manner = 'target' | 'amount' | 'time'

/** `words`: its pattern, see match.ts; `does`: what it does, in a line; `example`: a sentence, in the default patch unless `patch` names
 *  another; `takes`: what else may be said of it; `more`: what it does when more or less of it is wished for after it, if that is
 *  something else. */
export interface Phrase {
  words: string
  does: string
  example: string
  patch?: string
  takes?: readonly Manner[]
  run(wish: Wish): void
  more?(wish: Wish): void
}

export interface Wish {
  scene: Scene
  heard: Heard
  parts: Parts
  context: Context
  target: Target | null
  amount: Amount | undefined
  /** Over how long; undefined where nothing is said, null at once. */
  time: string | null | undefined
  /** What the slots of the pattern were filled with. */
  slots: Readonly<Record<string, any>>
  /** Does something said before once more, or backwards. */
  again(amount: Amount | undefined, time: string | null | undefined): void
}

/** What a wish is for, in words. */
export const whose = ({ target }: Wish): string => target === null ? 'this patch' : target.name
