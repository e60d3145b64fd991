/** Patterns: pure functions of musical time. */
import './operators/core.ts'
import './operators/notation.ts'
import './operators/random.ts'
import './operators/signals.ts'
import './operators/structure.ts'
import './operators/theory.ts'
import './operators/time.ts'
import './operators/values.ts'
import './methods.ts'

export { PatternError, type PatternTrouble } from './error.ts'
export {
  arrange, cat, choose, polymeter, randcat, run, scan, seq, signals, silence, stack, timeCat, wchoose, wrandcat,
} from './functions/free.ts'
export { type Attributes, type Hap, type Span, type Value, isOnset } from './hap.ts'
export { midiOf } from './notes.ts'
export { type Change, type Like, Pattern, type Time, beat, pat, pure, toPattern } from './pattern.ts'
export { type Rational, rational, toNumber, toText } from './rational.ts'
export type { Tree } from './tree.ts'
