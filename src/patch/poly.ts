/** Polyphony: voices that play notes. */
import { identifier } from '../dsp/definition.ts'
import { note } from '../dsp/note.ts'
import { isPatterned } from '../dsp/patterned.ts'
import type { Patterned } from '../dsp/patterned.ts'
import type { Signal } from '../dsp/signal.ts'
import { toPattern } from '../pattern/index.ts'
import { voices } from './voices.ts'

/** What a voice is told of its note: the frequency in Hz; the gate, which is the velocity while the note is held and 0 when it is let
 *  go; the velocity, 0 … 1, which stays. */
export interface Played { freq: Signal, gate: Signal, velocity: Signal }

/** What plays the notes: a pattern of notes, or its text. */
type Notes = Patterned | string
type Voice<Out> = (played: Played) => Out
type Pair = readonly [left: Signal, right: Signal]

/** `count` voices that share notes among them: /note/<id> <midi> <velocity 0 … 1>, velocity 0 lets the note go. A new note takes the
 *  voice that was let go first, else that which is held longest. The id is the one given, 'poly' without one, or that of any module
 *  inside: poly('lead', 8, ({ freq, gate }) => adsr('amp', { in: sine('tone', { freq }), gate })). With `notes` a pattern plays them, too:
 *  poly('lead', 8, ({ freq, gate }) => …, 'c4 eb4 g4'). */
export function poly<Out extends Signal | Pair>(id: string, count: number, build: Voice<Out>, notes?: Notes): Out
export function poly<Out extends Signal | Pair>(count: number, build: Voice<Out>, notes?: Notes): Out
export function poly(
  first: string | number, second: number | Voice<Signal>, third?: Voice<Signal> | Notes, fourth?: Notes,
): Signal {
  const [id, count, build, notes] = (typeof first === 'string' ? [first, second, third, fourth] : ['poly', first, second, third]) as
    [string, number, Voice<Signal>, Notes | undefined]
  if (typeof count !== 'number' || typeof build !== 'function') {
    throw new TypeError('poly(…) takes how many voices, and what each is: poly(8, ({ freq, gate }) => …).')
  }
  if (!identifier.test(id)) throw new TypeError(`'${id}' can't be the name of a poly: use letters, digits, - and _, as in poly('lead', …).`)
  const pattern = typeof notes === 'string' ? toPattern(notes) : notes
  if (pattern !== undefined && !isPatterned(pattern)) {
    throw new TypeError(`The notes of '${id}' are a pattern: poly('${id}', 8, ({ freq, gate }) => …, 'c4 eb4 g4').`)
  }
  return voices(count, () => {
    const [freq, gate, velocity] = note(id)
    if (pattern !== undefined) freq.node.patterns = { note: pattern }
    return build({ freq, gate, velocity })
  })
}
