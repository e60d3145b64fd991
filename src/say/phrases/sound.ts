/** Louder and softer, brighter and darker. */
import { scaled, stepsOf } from '../amounts.ts'
import type { Turn } from '../heard.ts'
import type { Phrase, Wish } from '../phrase.ts'
import { whose } from '../phrase.ts'
import type { ValueSaid } from './knobs.ts'
import { Cannot, type Knob } from '../scene.ts'
import { strike, struck } from '../velocity.ts'

export const LOUDER = 1.2
/** Levels of the dynamics. */
const DYNAMICS: [words: string, level: number][] = [
  ['(pianissimo|pp)', 0.2], ['(piano|p|softly)', 0.35], ['(mezzo piano|mp)', 0.5], ['(mezzo forte|mf)', 0.65],
  ['(forte|f)', 0.8], ['(fortissimo|ff)', 0.9],
]
/** Warm is this far up, Hz, with this resonance. */
const WARM = { cutoff: 800, q: 2 }
/** What is below that goes lower by so much. */
const WARMER = 0.8
/** A fade that says nothing of its length. */
const FADE = '2 s'
const FADE_MS = 2000

const everything = ['target', 'amount', 'time'] as const

/** The levels that a wish means. Errors: throws Cannot where there is none. */
function levelsOf({ heard, target }: Wish): Knob[] {
  const levels = heard.levels(target)
  const name = target?.name ?? 'this patch'
  if (levels.length === 0) throw new Cannot(`${name} has no gain or level to turn: give it one in the file, gain('volume', { in: … })`)
  return levels
}

export function level(step: number) {
  return (wish: Wish): void => {
    const { scene, heard, target, amount, time, context } = wish
    const factor = scaled(step, amount)
    const levels = heard.levels(target)
    const still = levels.filter(knob => !scene.turn(knob, { factor }, time))
    const byHand = still.length > 0 || levels.length === 0
      ? struck(scene, heard, target, levels.length > 0 ? new Set(still.map(({ module }) => module.id)) : null) : []
    const harder = byHand.filter(each => strike(scene, each, factor))
    if (levels.length === 0 && harder.length === 0) levelsOf(wish)
    const left = still.filter(({ module }) => !harder.some(({ key }) => reaches(wish, key, module.id)))
    // No factor makes nothing louder.
    const isOff = (knob: Knob): boolean => knob.pattern === undefined && scene.value(knob) === 0
    const say = (knobs: Knob[], one: string, several: string): void => {
      if (knobs.length > 0) scene.note(`${knobs.map(({ key }) => key).join(', ')} ${knobs.length === 1 ? one : several}`)
    }
    const way = factor < 1 ? '' : context.faded ? ": say 'fade in'" : ": say 'volume 7'"
    say(left.filter(isOff), `is 0${way}`, `are 0${way}`)
    say(left.filter(knob => !isOff(knob)), 'is at the end of its range', 'are at the end of their range')
  }
}

/** Whether what a pattern strikes is how a module is heard. */
function reaches({ scene, heard }: Wish, key: string, module: string): boolean {
  const poly = scene.playing.layout.notes.find(({ id }) => id === key)
  return poly ? poly.modules.includes(module) : heard.behind(key.split('.')[0]).has(module)
}

/** The loudest of the levels gets this one; the others keep their proportion to it. */
function loudness(wish: Wish, wanted: number): void {
  const levels = levelsOf(wish)
  const most = Math.max(...levels.map(knob => wish.scene.value(knob)))
  for (const knob of levels) {
    if (levels.length === 1 || most === 0) wish.scene.turn(knob, { to: wanted }, wish.time)
    else wish.scene.turn(knob, { factor: wanted / most }, wish.time)
  }
}

const dynamics = DYNAMICS.map(([words, to]): Phrase => ({
  words, does: `the level: ${to}`, example: /\w+(?: \w+)?/.exec(words)![0], takes: ['target', 'time'], run: wish => loudness(wish, to),
}))

/** A step brighter (+1) or darker (-1). */
export function turnColour({ scene, time, amount: by }: Wish, { knob, factor, plus }: Turn, sign: number): void {
  const way = sign > 0 ? 0 : 1
  if (factor) scene.turn(knob, { factor: scaled(factor[way], by) }, time)
  else scene.turn(knob, { plus: plus![way] * (by && 'share' in by ? by.share * 2 : by && 'factor' in by ? 1 : stepsOf(by)) }, time)
}

function colour(sign: number) {
  return (wish: Wish): void => {
    const turns = wish.heard.brightness(wish.target)
    if (turns.length === 0) throw new Cannot(`${whose(wish)} has no filter to turn: put one into its file, svf('filter', { in: … })`)
    for (const turn of turns) turnColour(wish, turn, sign)
  }
}

/** What is no low-pass would lose itself that low. */
function isLowpass({ scene, parts }: Wish, { module }: Knob): boolean {
  const mode = scene.knob(module, 'mode')
  return !parts.drums.has(module.id) && (mode === undefined || mode.input.choices?.[scene.value(mode)] === 'lowpass')
}

/** Lower and rounder; never brighter than it was. */
function warm(wish: Wish): void {
  const { scene, time } = wish
  const turns = wish.heard.brightness(wish.target)
  if (turns.length === 0) throw new Cannot(`${whose(wish)} has no filter that could make it warmer`)
  for (const turn of turns) {
    const { knob } = turn
    if (knob.input.name !== 'cutoff' || knob.pattern || !isLowpass(wish, knob)) {
      turnColour(wish, turn, -1)
    } else if (scene.value(knob) > WARM.cutoff) {
      scene.turn(knob, { to: WARM.cutoff }, time)
    } else {
      scene.turn(knob, { factor: WARMER }, time)
    }
    const q = scene.free(knob.module, 'q')
    if (q && isLowpass(wish, knob)) scene.turn(q, { to: WARM.q }, time)
  }
}

function technoBass(wish: Wish): void {
  const { scene, heard, parts, time } = wish
  const target = wish.target ?? parts.names.get('bass') ?? null
  const turn = (knob: Knob | undefined, to: number): void => { if (knob) scene.turn(knob, { to }, time) }
  const filters = heard.filters(target)
  if (filters.length === 0) throw new Cannot(`a techno bass takes a low-pass filter, and ${whose(wish)} has none`)
  const waves = heard.cut(target, module => module.kind === 'lfo' ? [] : ['shape', 'wave'].flatMap(name => scene.free(module, name) ?? [])
    .filter(({ input }) => input.choices?.includes('saw')))
  for (const knob of waves) scene.turn(knob, { to: knob.input.choices!.indexOf('saw') }, null)
  const isSaw = heard.all(target, ({ kind }) => /saw/.test(kind)).length > 0
  if (waves.length === 0 && !isSaw) scene.note("its oscillator can't be turned into a saw: write saw(…) in the file")
  for (const filter of filters) {
    const mode = scene.free(filter, 'mode')
    const lowpass = mode?.input.choices?.indexOf('lowpass') ?? -1
    if (lowpass >= 0) scene.turn(mode!, { to: lowpass }, null)
    turn(scene.free(filter, 'cutoff'), 200)
    turn(scene.free(filter, 'q'), 5)
  }
  for (const envelope of heard.envelopes(target)) {
    turn(scene.free(envelope, 'attack'), 0)
    turn(scene.free(envelope, 'decay'), 100)
    turn(scene.free(envelope, 'sustain'), 0.3)
  }
}

function fadeOut(wish: Wish): void {
  const { scene, heard, target, time = FADE } = wish
  const before = scene.back.length
  const open = heard.envelopes(target).flatMap(module => {
    const gate = module.inputs.find(({ gate }) => gate)
    const knob = gate && scene.free(module, gate.name)
    return knob && scene.value(knob) > 0 ? [knob] : []
  })
  const release = open.map(({ module }) => scene.free(module, 'release'))
  if (open.length > 0 && release.every(knob => knob !== undefined) && wish.time === undefined) {
    for (const knob of release) scene.turn(knob, { to: FADE_MS }, null)
    for (const gate of open) scene.gate(gate, false)
  } else {
    for (const knob of levelsOf(wish)) scene.turn(knob, { to: 0 }, time)
  }
  wish.context.faded = scene.back.slice(before)
}

function fadeIn(wish: Wish): void {
  const { scene, context, time = FADE } = wish
  if (context.faded === undefined) throw new Cannot("nothing has been faded out: say 'fade out' first, or 'louder'")
  for (const { address, args, shown } of context.faded) {
    const isLevel = /^\/mod\/.*\/(gain|level)$/.test(address)
    scene.send({ address, args: isLevel && time !== null ? [args[0], time] : args, ...shown && { shown } })
  }
  context.faded = undefined
}

export const sound: Phrase[] = [
  {
    words: '(louder|loud|[turn] it up|turn up [volume]|turn volume up|turn <target> up|turn up <target>|more volume|volume up|crescendo|' +
      'too (quiet|soft))',
    does: 'the level × 1.2', example: 'louder', takes: everything,
    run: level(LOUDER),
  },
  {
    words: '(quieter|softer|less loud|not so loud|[turn] it down|turn down [volume]|turn volume down|turn <target> down|' +
      'turn down <target>|less volume|volume down|diminuendo|decrescendo|too loud)',
    does: 'the level ÷ 1.2', example: 'a bit quieter', takes: everything,
    run: level(1 / LOUDER),
  },
  {
    words: '[set] (volume|loudness) [to|at] <value>',
    does: 'the level in tenths, or in percent; of several the loudest gets it', example: 'volume 7', takes: ['target', 'time'],
    run: wish => {
      const { number = NaN, unit } = wish.slots.value as ValueSaid
      const wanted = unit === '%' ? number / 100 : unit === undefined && number > 0 && number < 1 ? number : number / 10
      if (!(wanted >= 0 && wanted <= 1) || (unit !== undefined && unit !== '%')) throw new Cannot('a volume is 0 to 10, or 0 to 100 %')
      loudness(wish, wanted)
    },
  },
  ...dynamics,
  {
    words: '(fade [it] [all] out|fade out <target>|fade <target> out|fade away)',
    does: 'release 2000 ms and the gate off; where patterns or notes play, the level to 0 in 2 s', example: 'fade out', takes: ['target', 'time'],
    run: fadeOut,
  },
  {
    words: '(fade [it] in|fade back in|bring it back in)',
    does: 'back to what was faded out', example: 'fade in', takes: ['time'],
    run: fadeIn,
  },
  {
    words: '(brighter|bright|more bright|more brightness|more treble|more highs|open [up] [the] filter|open up|crisper|sharper|' +
      'less dark|less dull|higher cutoff|too (dark|dull|muddy|muffled))',
    does: 'the cutoff of the filter that is heard × 1.5; without a filter what else makes it bright',
    example: 'brighter', takes: everything,
    run: colour(1),
  },
  {
    words: '(darker|dark|duller|more dull|less bright|not so bright|less brightness|less treble|less highs|close [the] filter|more dark|' +
      'less harsh|mellow|mellower|lower cutoff|too (bright|harsh|sharp|shrill))',
    does: 'the cutoff × 0.7', example: 'much darker', takes: everything,
    run: colour(-1),
  },
  {
    words: '(warmer|warm|add warmth|more warmth|more warm|warm <target> up|warm [it] up)',
    does: 'cutoff 800 Hz, or × 0.8 where it is lower already, q 2', example: 'add warmth', takes: ['target', 'time'],
    run: warm,
  },
  {
    words: '(techno bass|acid bass)',
    does: 'saw, low-pass 200 Hz, q 5, attack 0, decay 100 ms, sustain 0.3', example: 'techno bass', takes: ['target', 'time'],
    run: technoBass,
  },
]
