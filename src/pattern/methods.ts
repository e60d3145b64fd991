/** The functions of patterns as their methods. Importing this file gives them to the class. */
import { chance } from './functions/chance.ts'
import type { About, Bound } from './functions/define.ts'
import { structure } from './functions/structure.ts'
import { theory } from './functions/theory.ts'
import { time } from './functions/time.ts'
import { values } from './functions/values.ts'
import { Pattern } from './pattern.ts'

/** The functions by what they are about, in the order of the guide. */
export const FUNCTIONS = { time, structure, chance, values, theory }

export interface Methods extends
  Bound<typeof time>, Bound<typeof structure>, Bound<typeof chance>, Bound<typeof values>, Bound<typeof theory> {}

type Build = ((pattern: Pattern, ...args: unknown[]) => Pattern) & About

for (const group of Object.values(FUNCTIONS)) {
  for (const [name, build] of Object.entries(group) as [string, Build][]) {
    Object.defineProperty(Pattern.prototype, name, {
      configurable: true, writable: true, value(this: Pattern, ...args: unknown[]): Pattern { return build(this, ...args) },
    })
  }
}
