/** Polyphony: voices that play notes. */
import { identifier } from '../dsp/definition.ts'
import { note } from '../dsp/note.ts'
import type { Signal } from '../dsp/signal.ts'
import { voices } from './voices.ts'

/** What a voice is told of its note: the frequency in Hz; the gate, which is the velocity while the note is held and 0 when it is let
 *  go; the velocity, 0 … 1, which stays. */
export interface Played { freq: Signal, gate: Signal, velocity: Signal }

type Voice<Out> = (played: Played) => Out
type Pair = readonly [left: Signal, right: Signal]

/** `count` voices that share notes among them: /note/<id> <midi> <velocity 0 … 1>, velocity 0 lets the note go. A new note takes the
 *  voice that was let go first, else that which is held longest. The id is the one given, 'poly' without one, or that of any module
 *  inside: poly('lead', 8, ({ freq, gate }) => adsr('amp', { in: sine('tone', { freq }), gate })). */
export function poly<Out extends Signal | Pair>(id: string, count: number, build: Voice<Out>): Out
export function poly<Out extends Signal | Pair>(count: number, build: Voice<Out>): Out
export function poly(first: string | number, second: number | Voice<Signal>, third?: Voice<Signal>): Signal {
  const [id, count, build] = typeof first === 'string' ? [first, second, third] : ['poly', first, second]
  if (typeof count !== 'number' || typeof build !== 'function') {
    throw new TypeError('poly(…) takes how many voices, and what each is: poly(8, ({ freq, gate }) => …).')
  }
  if (!identifier.test(id)) throw new TypeError(`'${id}' can't be the name of a poly: use letters, digits, - and _, as in poly('lead', …).`)
  return voices(count, () => {
    const [freq, gate, velocity] = note(id)
    return build({ freq, gate, velocity })
  })
}
