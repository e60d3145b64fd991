/** Step notation, 'X...x...X..xx...': X is an accent, x a hit, . a rest. The whole text is one cycle. */
import { PatternError } from '../error.ts'
import type { Tree } from '../tree.ts'

/** How hard the steps are struck. */
export const ACCENT = 1
export const HIT = 0.7

/** Whether a text is steps rather than mini-notation: nothing but X, x, dots, spaces and |, and not all of it spaces. */
export const isSteps = (text: string): boolean => /^[Xx.|\s]*$/.test(text) && /[Xx.]/.test(text)

/** The tree of steps. Spaces, and | for a bar line, are only looks. Errors: throws PatternError, with the place. */
export function steps(text: string): Tree {
  const bad = /[^Xx.|\s]/u.exec(text)
  if (bad !== null) {
    throw new PatternError({
      message: `'${bad[0]}' is no step.`, hint: 'Steps are X (accent), x (hit) and . (rest): X..x..x.', text,
      start: bad.index, end: bad.index + bad[0].length,
    })
  }
  const parts = [...text].filter(letter => 'Xx.'.includes(letter)).map((letter): [number[], Tree] => [[1, 1], STEPS[letter]])
  return parts.length === 0 ? ['silence'] : parts.length === 1 ? parts[0][1] : ['sequence', parts]
}

const STEPS: Record<string, Tree> = {
  'X': ['pure', 'X', { velocity: ACCENT }], 'x': ['pure', 'x', { velocity: HIT }], '.': ['silence'],
}
