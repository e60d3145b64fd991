/** The table of phrases: what can be said. The documentation, completion, and the nearest phrases to what isn't understood come of it. A
 *  sentence goes by the first row that all its words fit. */
import type { Phrase } from './phrase.ts'
import { again } from './phrases/again.ts'
import { effects } from './phrases/effects.ts'
import { knobs } from './phrases/knobs.ts'
import { mix } from './phrases/mix.ts'
import { modulation } from './phrases/modulation.ts'
import { pitch } from './phrases/pitch.ts'
import { rhythm } from './phrases/rhythm.ts'
import { shape } from './phrases/shape.ts'
import { sound } from './phrases/sound.ts'
import { tempi } from './phrases/tempo.ts'
import { transport } from './phrases/transport.ts'

/** The rows by what they are about, in the order in which they are tried. */
export const TABLE: Readonly<Record<string, readonly Phrase[]>> = {
  'Before': again,
  'Silence, recordings, patches': transport,
  'Notes': pitch,
  'Loudness and colour': sound,
  'Long and short': shape,
  'Tempo': tempi,
  'Rhythm': rhythm,
  'Movement': modulation,
  'Effects': effects,
  'What is heard': mix,
  'Any knob': knobs,
}

export const PHRASES: readonly Phrase[] = Object.values(TABLE).flat()
