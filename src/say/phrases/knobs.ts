/** Any knob by its name: "the filter cutoff to 800 Hz", "more resonance", "double the attack". */
import { spoken } from '../../dsp/spoken.ts'
import { scaled, stepsOf } from '../amounts.ts'
import type { Phrase, Wish } from '../phrase.ts'
import { whose } from '../phrase.ts'
import { Cannot, type Knob } from '../scene.ts'

/** A step of a factor. */
const STEP = 1.25
/** A step of what has no factor: a share of the range, dB, semitones, octaves. */
const STEPS: Record<string, number> = { dB: 3, semitones: 1, octaves: 0.5 }
const SHARE = 0.1
/** What is meant by an envelope's knobs where no module is named. */
const ENVELOPES = /^(attack|hold|decay|sustain|release)$/

/** What a value is said to be: a number with its unit, or the name of a choice. */
export interface ValueSaid { number?: number, unit?: string, name?: string }

/** The knobs that a name stands for. Errors: throws Cannot where there is none that can be turned. */
function knobsOf(wish: Wish, names: readonly string[]): Knob[] {
  const { scene, heard, target } = wish
  const of = (module: Parameters<typeof scene.knob>[0]): Knob[] => names.flatMap(name => scene.knob(module, name) ?? []).slice(0, 1)
  const direct = (target?.ids ?? []).flatMap(id => of(scene.module(id)!))
  if (direct.length > 0) return direct
  const shapes = names.some(name => ENVELOPES.test(name)) ? heard.envelopes(target).flatMap(of) : []
  const found = shapes.length > 0 ? shapes : heard.cut(target, of)
  if (found.length > 0) return found
  const inside = [...target?.modules ?? []].flatMap(id => of(scene.module(id)!))
  if (inside.length > 0) return inside
  const driven = scene.modules.filter(({ id }) => target?.ids.includes(id)).flatMap(({ id, inputs }) =>
    inputs.flatMap(({ name, drivenBy }) => names.includes(name) && drivenBy !== undefined ? [`${id}.${name} follows ${drivenBy}`] : []))
  throw new Cannot(`${whose(wish)} has no ${names[0]} that can be turned${driven.length > 0 ? `: ${driven.join(', ')}` : ''}`)
}

function set(wish: Wish): void {
  const { scene, slots, time } = wish
  const said = slots.value as ValueSaid
  for (const knob of knobsOf(wish, slots.knob)) scene.turn(knob, { to: valueOf(knob, said), exact: true }, time)
}

/** The number that a value is for an input. Errors: throws Cannot in words for a musician. */
export function valueOf({ input, key }: Knob, { number, unit, name }: ValueSaid): number {
  const { choices, min, max } = input
  if (name === 'max' || name === 'min') return name === 'max' ? max : min
  if (choices !== undefined) {
    const index = choices.indexOf(name ?? String(number))
    if (index >= 0) return index
    throw new Cannot(`${key} is one of ${choices.join(', ')}`)
  }
  if (number === undefined) throw new Cannot(`${key} takes a number${input.unit && ` (${input.unit})`}, not '${name}'`)
  const isBare = unit === undefined || (input.unit === '' && unit === 's')
  const value = isBare ? number : spoken(`${number} ${unit}`, input.unit)
  if (value === undefined) throw new Cannot(`${key} is ${input.unit ? `in ${input.unit}` : 'a number'}: ${number} ${unit} is none`)
  return value
}

function step(sign: number) {
  return (wish: Wish): void => {
    const { scene, slots, amount, time } = wish
    for (const knob of knobsOf(wish, slots.knob)) {
      const { input: { unit, min, max, choices } } = knob
      if (choices !== undefined) throw new Cannot(`${knob.key} is one of ${choices.join(', ')}: say 'set the ${knob.input.name} to …'`)
      const isShare = unit === 'amount' && max - min <= 2
      const isFactor = !isShare && STEPS[unit] === undefined && min >= 0
      if (isFactor || (amount !== undefined && !('steps' in amount))) {
        const isNothing = isFactor && sign > 0 && scene.value(knob) === 0 && !knob.pattern
        if (isNothing) scene.turn(knob, { to: unit === 'ms' ? 1 : (max - min) * SHARE }, time)
        scene.turn(knob, { factor: scaled(sign > 0 ? STEP : 1 / STEP, amount) }, time)
      } else {
        scene.turn(knob, { plus: sign * (STEPS[unit] ?? (isShare ? SHARE : SHARE * Math.min(max - min, 10))) * stepsOf(amount) }, time)
      }
    }
  }
}

const times = (factor: number) => (wish: Wish): void => {
  for (const knob of knobsOf(wish, wish.slots.knob)) wish.scene.turn(knob, { factor }, wish.time)
}

function form(wish: Wish): void {
  const { scene, heard, target, slots } = wish
  const wanted: string = slots.choice
  // An lfo's wave is meant where it is named.
  const knobs = heard.cut(target, ({ inputs, ...module }) => module.kind === 'lfo' ? [] :
    inputs.filter(({ choices }) => choices?.includes(wanted)).flatMap(({ name }) => scene.free({ inputs, ...module }, name) ?? []))
  const direct = (target?.ids ?? []).flatMap(id => scene.module(id)!.inputs.filter(({ choices }) => choices?.includes(wanted))
    .flatMap(({ name }) => scene.free(scene.module(id)!, name) ?? []))
  const found = direct.length > 0 ? direct : knobs
  if (found.length === 0) throw new Cannot(`nothing that is heard of ${whose(wish)} can be ${wanted}`)
  for (const knob of found) scene.turn(knob, { to: knob.input.choices!.indexOf(wanted) }, null)
}

const all = ['target', 'amount', 'time'] as const
const setting = ['target', 'time'] as const

export const knobs: Phrase[] = [
  {
    words: '([set|turn|put|bring|change] <knob> (to|at|of) <value>|[set] <knob> <value>)',
    does: 'any knob, by its name, to a value', example: 'set the filter cutoff to 800 Hz', takes: setting,
    run: set,
  },
  {
    words: '(more <knob>|increase <knob>|raise <knob>|<knob> up|turn up <knob>|turn <knob> up|higher <knob>|longer <knob>)',
    does: 'a quarter more of it; a tenth of what goes from 0 to 1', example: 'more resonance', takes: all,
    run: step(1),
  },
  {
    words: '(less <knob>|decrease <knob>|reduce <knob>|lower <knob>|<knob> down|turn down <knob>|turn <knob> down|shorter <knob>)',
    does: 'so much less', example: 'less sustain', takes: all,
    run: step(-1),
  },
  { words: 'double <knob>', does: 'twice as much', example: 'double the attack', takes: setting, run: times(2) },
  { words: '(half|halve) <knob>', does: 'half of it', example: 'halve the cutoff', takes: setting, run: times(0.5) },
  {
    words: '[play|use|set|make|switch to] <choice>',
    does: 'the mode of a filter, the wave of an oscillator', example: 'high pass', takes: ['target'],
    run: form,
  },
]
