/** Short and long notes. */
import { type Amount, scaled } from '../amounts.ts'
import type { Phrase, Wish } from '../phrase.ts'
import { whose } from '../phrase.ts'
import { Cannot } from '../scene.ts'

const STACCATO = { attack: 5, release: 50 }
const LEGATO = { attack: 50, release: 500 }
/** What a stroke's decay becomes, that has no release. */
const SHORTER = 0.5
const LONGER = 2

function articulate({ attack, release }: typeof STACCATO, decay: number) {
  return (wish: Wish): void => {
    const { scene, heard, target, time } = wish
    const envelopes = heard.envelopes(target)
    if (envelopes.length === 0) throw new Cannot(`${whose(wish)} has no envelope: give it an adsr(…) in the file`)
    for (const module of envelopes) {
      const [rise, fall, stroke] = ['attack', 'release', 'decay'].map(name => scene.free(module, name))
      if (rise && fall) scene.turn(rise, { to: attack }, time)
      if (fall) scene.turn(fall, { to: release }, time)
      else if (stroke) scene.turn(stroke, { factor: decay }, time)
    }
  }
}

function stretch(name: string, factor: number) {
  return (wish: Wish): void => {
    const { scene, heard, target, time } = wish
    const knobs = heard.envelopes(target).flatMap(module => scene.free(module, name) ?? [])
    if (knobs.length === 0) throw new Cannot(`${whose(wish)} has no ${name} to turn`)
    for (const knob of knobs) {
      // Nothing times anything is nothing: a millisecond to begin with.
      if (factor > 1 && scene.value(knob) === 0) scene.turn(knob, { to: 1 }, time)
      scene.turn(knob, { factor: scaled(factor, wish.amount as Amount | undefined) }, time)
    }
  }
}

const stretches = (['attack', 'decay', 'release'] as const).flatMap((name): Phrase[] => [
  {
    words: `(faster ${name}|shorter ${name}|less ${name}|quicker ${name}|snappier ${name})`,
    does: `${name} × 0.5`, example: `faster ${name}`, takes: ['target', 'amount', 'time'],
    run: stretch(name, 0.5),
  },
  {
    words: `(slower ${name}|longer ${name}|more ${name}|softer ${name})`,
    does: `${name} × 2`, example: `longer ${name}`, takes: ['target', 'amount', 'time'],
    run: stretch(name, 2),
  },
])

export const shape: Phrase[] = [
  {
    words: '(staccato|short notes|shorter notes|shorter|short|tighter|[play] staccato)',
    does: 'attack 5 ms, release 50 ms; a stroke decays in half the time', example: 'short notes', takes: ['target', 'time'],
    run: articulate(STACCATO, SHORTER),
  },
  {
    words: '(legato|long notes|longer notes|longer|long|[play] legato|smoother)',
    does: 'attack 50 ms, release 500 ms; a stroke decays in twice the time', example: 'legato', takes: ['target', 'time'],
    run: articulate(LEGATO, LONGER),
  },
  ...stretches,
]
