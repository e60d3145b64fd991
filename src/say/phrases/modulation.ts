/** Vibrato and wobble: an lfo of the patch where one does that already, else a pattern. */
import type { ModuleInfo } from '../../kernel/kernel.ts'
import { type Pattern, signals } from '../../pattern/index.ts'
import { stepsOf } from '../amounts.ts'
import type { Phrase, Wish } from '../phrase.ts'
import { whose } from '../phrase.ts'
import { Cannot, type Knob, type Scene, round } from '../scene.ts'

/** More of it, where there is some. */
const STRONGER = 1.5
const SINE = 'sine'
/** Waves a bar of a pattern: fewer, and it stands still; more, and its points are too few for a wave. */
const [LEAST, MOST] = [1 / 8, 12]
const CUTOFFS = ['octaves', 'cutoff']
const PITCHES = ['pitch']

/** An lfo that moves an input, by itself or through an amplifier that says by how much. */
interface Way { lfo: ModuleInfo, by?: Knob }

/** `names`: of the inputs that are moved; `others`: of those that the other kind moves. */
interface Move { names: readonly string[], others: readonly string[], freq: number, depth: number, isSine: boolean }

function ways({ scene }: Wish, names: readonly string[], modules: readonly ModuleInfo[]): Way[] {
  const found = modules.flatMap(({ inputs }) => inputs.filter(({ name }) => names.includes(name)).flatMap(({ drivenBy }): Way[] => {
    const source = scene.module(drivenBy ?? '')
    if (source?.kind === 'lfo') return [{ lfo: source }]
    const lfo = source?.hears.flat().map(id => scene.module(id)!).find(({ kind }) => kind === 'lfo')
    const by = source && scene.free(source, 'gain')
    return lfo && by ? [{ lfo, by }] : []
  }))
  return [...new Map(found.map(way => [`${way.lfo.id} ${way.by?.key}`, way])).values()]
}

/** The modules that are heard, with what belongs to their voices. */
const sounding = ({ heard, target, parts }: Wish): ModuleInfo[] =>
  heard.all(target, ({ id }) => (target !== null && target.drum) || !parts.drums.has(id))

const move = ({ names, others, freq, depth: usual, isSine }: Move, isMore: boolean) => (wish: Wish): void => {
  const { scene, heard, target, time, amount } = wish
  const depth = usual * stepsOf(amount)
  const modules = sounding(wish)
  const own = ways(wish, names, modules)
  if (own.length === 0) return lay(wish, names === PITCHES ? pitches(scene, modules) : filters(scene, heard.filters(target)), freq, depth)
  for (const way of own) {
    if (isMore && strengthen(wish, way)) continue
    const { lfo, by } = way
    const knob = (name: string) => scene.free(lfo, name)
    const [speed, form, much, sync] = ['freq', 'shape', 'depth', 'sync'].map(knob)
    const isSynced = scene.knob(lfo, 'sync') !== undefined && (sync === undefined || scene.value(sync) > 0)
    if (isSynced) scene.note(`${lfo.id} goes by the tempo`)
    else if (speed) scene.turn(speed, { to: freq }, time)
    if (isSine && form) scene.turn(form, { to: form.input.choices!.indexOf(SINE) }, null)
    const range = rangeOf(scene, lfo)
    if (much) scene.turn(much, { to: by || names !== PITCHES || range === 0 ? depth : Math.min(depth / range, 1) }, time)
    if (by && scene.value(by) === 0) scene.turn(by, { to: by.input.default || 1 }, time)
  }
  // One lfo may move both, and only one of them is wished for.
  for (const { lfo, by } of ways(wish, others, modules)) {
    if (by && own.some(way => way.lfo === lfo)) scene.turn(by, { to: 0 }, time)
  }
}

/** Makes deeper what moves already; false where nothing does. */
function strengthen({ scene, amount, time }: Wish, { lfo, by }: Way): boolean {
  const depth = scene.free(lfo, 'depth')
  const isOn = (depth === undefined || scene.value(depth) > 0) && (by === undefined || scene.value(by) > 0)
  const knobs = [by, depth].filter(knob => knob !== undefined)
  if (!isOn || knobs.length === 0) return false
  if (!knobs.some(knob => scene.turn(knob, { factor: STRONGER ** stepsOf(amount) }, time))) scene.note(`${lfo.id} moves it as far as it can`)
  return true
}

/** How far an lfo swings to each side at full depth. */
function rangeOf(scene: Scene, lfo: ModuleInfo): number {
  const [min, max] = ['min', 'max'].map(name => scene.free(lfo, name))
  return min && max ? Math.abs(scene.value(max) - scene.value(min)) / 2 : 1
}

const filters = (scene: Scene, modules: readonly ModuleInfo[]): Knob[] => modules.flatMap(module => {
  const [octaves, cutoff] = [scene.knob(module, 'octaves'), scene.knob(module, 'cutoff')]
  return (octaves && !octaves.pattern ? octaves : undefined) ?? cutoff ?? octaves ?? []
})

const pitches = (scene: Scene, modules: readonly ModuleInfo[]): Knob[] => modules.flatMap(module =>
  /^(sampler|stereoSampler|ping)$/.test(module.kind) ? [] : scene.knob(module, 'pitch') ?? [])

/** Lays a sine over inputs: added to what is in octaves or semitones, times what is in Hz. */
function lay(wish: Wish, knobs: readonly Knob[], freq: number, depth: number): void {
  const { scene } = wish
  if (knobs.length === 0) throw new Cannot(`${whose(wish)} has nothing that could be moved so: give it an lfo(…) in the file`)
  const bar = 60 / scene.bpm * scene.playing.layout.metre
  const waves = Math.min(Math.max(freq > 2 ? Math.round(freq * bar) : 2 ** Math.round(Math.log2(freq * bar)), LEAST), MOST)
  for (const knob of knobs) {
    const isHz = knob.input.unit === 'Hz'
    const swing = (low: number, high: number): Pattern => signals.sine.range(round(low), round(high)).fast(waves)
    const value = scene.value(knob)
    const [low, high] = isHz ? [value * 2 ** -depth, value * 2 ** depth] : [value - depth, value + depth]
    const pattern = knob.pattern === undefined ? swing(Math.max(low, knob.input.min), Math.min(high, knob.input.max)) : isHz
      ? swing(2 ** -depth, 2 ** depth) : swing(-depth, depth)
    const tree = knob.pattern === undefined ? pattern.tree : (['arithmetic', isHz ? 'mul' : 'add', pattern.tree, knob.pattern] as const)
    const basis = knob.pattern === undefined ? '' : 'its pattern with '
    scene.play(knob.key, JSON.stringify({ tree }), tree, `${basis}a sine, ${waves} to the bar`)
  }
}

function stop(names: readonly string[]) {
  return (wish: Wish): void => {
    const { scene, time } = wish
    const modules = sounding(wish)
    let found = false
    for (const { lfo, by } of ways(wish, names, modules)) {
      const knob = by ?? scene.free(lfo, 'depth')
      if (knob) found = scene.turn(knob, { to: 0 }, time) || found
    }
    for (const key of modules.flatMap(({ id }) => names.map(name => `${id}.${name}`))) {
      if (!(key in scene.playing.patterns)) continue
      scene.play(key, 'default', undefined)
      found = true
    }
    if (!found) scene.note('there is none')
  }
}

const vibrato: Move = { names: PITCHES, others: CUTOFFS, freq: 5, depth: 0.1, isSine: true }
const wobble: Move = { names: CUTOFFS, others: PITCHES, freq: 0.5, depth: 0.8, isSine: false }
const manners = ['target', 'amount', 'time'] as const

export const modulation: Phrase[] = [
  {
    words: '(no [more]|stop|without|kill|lose|less) vibrato',
    does: 'no vibrato any more', example: 'no vibrato', takes: ['target', 'time'],
    run: stop(PITCHES),
  },
  {
    words: '(no [more]|stop|without|kill|lose|less) (wobble|wobbling)',
    does: 'no wobble any more', example: 'stop the wobble', takes: ['target', 'time'],
    run: stop(CUTOFFS),
  },
  {
    words: '([add|put] more vibrato|stronger vibrato|vibrato stronger)',
    does: 'the lfo half as deep again; where none moves it, one', example: 'more vibrato', takes: manners,
    run: move(vibrato, true),
  },
  {
    words: '([add|put] more (wobble|wobbly|wobble bass)|stronger wobble|wobble more)',
    does: 'the lfo half as deep again; where none moves it, one', example: 'more wobble', takes: manners,
    run: move(wobble, true),
  },
  {
    words: '[add|with|put] vibrato',
    does: 'an lfo of 5 Hz, sine, depth 0.1 on the pitch', example: 'add vibrato', takes: manners,
    run: move(vibrato, false), more: move(vibrato, true),
  },
  {
    words: '[add|with|put] (wobble|wobbly|wobble bass|wobble it)',
    does: 'an lfo of 0.5 Hz, depth 0.8 on the cutoff', example: 'wobble bass', takes: manners,
    run: move(wobble, false), more: move(wobble, true),
  },
]
