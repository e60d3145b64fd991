/** Which knob a wish means: the one nearest to the ear on each way from it back to what sounds. */
import type { ModuleInfo } from '../kernel/kernel.ts'
import { LEVELS } from './change.ts'
import { EFFECTS, type Parts, type Target } from './parts.ts'
import type { Knob, Scene } from './scene.ts'

/** A knob, and what makes it brighter or darker by a step: a factor, or so much more and less. */
export interface Turn { knob: Knob, factor?: [up: number, down: number], plus?: [up: number, down: number] }

/** Brighter is half as high again, darker seven tenths; the same in octaves. */
const BRIGHTER = 1.5
const DARKER = 0.7
const OCTAVES: [number, number] = [Math.log2(BRIGHTER), Math.log2(DARKER)]
/** Of a shelf and of distortion, dB; of a knob from 0 to 1. */
const DB = 3
const SHARE = 0.2
/** Of an operator's feedback, radians. */
const FEEDBACK: [number, number] = [0.4, -0.4]
/** Modes of filters that take the highs away less the higher they are. */
const LETS_LOWS = ['lowpass', 'bandpass', undefined]

/** What a module has of what is looked for. */
type Find<T> = (module: ModuleInfo) => T[]

export class Heard {
  private readonly scene: Scene
  private readonly parts: Parts

  constructor(scene: Scene, parts: Parts) {
    this.scene = scene
    this.parts = parts
  }

  /** The knobs on the ways to what sounds: on each the first that `find` knows, or what `weak` knows where there is none behind it.
   *  `factors`: whether of signals that multiply each other all are asked, or the first that has one;
   *  `spared`: drums are never meant. */
  cut<T>(
    target: Target | null, find: Find<T>, { weak = (_: ModuleInfo): T[] => [], factors = true, spared = false } = {},
  ): T[] {
    const drums = target !== null && target.drum
    const found = this.walk(target, find, weak, factors, drums)
    // Where there are only drums, they are meant.
    return found.length > 0 || target !== null || spared ? found : this.walk(target, find, weak, factors, true)
  }

  private walk<T>(target: Target | null, find: Find<T>, weak: Find<T>, factors: boolean, drums: boolean): T[] {
    const known = new Map<string, T[]>()
    const isIn = (id: string) => (target === null || target.modules.has(id)) && (drums || !this.parts.drums.has(id))
    const visit = (id: string): T[] => {
      const before = known.get(id)
      if (before !== undefined) return before
      known.set(id, [])
      const module = this.scene.module(id)!
      let found = find(module)
      if (found.length === 0) found = through(module.hears)
      if (found.length === 0 && (drums || this.isMusical(id))) found = weak(module)
      known.set(id, found)
      return found
    }
    const through = (ways: readonly (readonly string[])[]): T[] => ways.flatMap(way => {
      const inside = way.filter(isIn)
      if (factors) return inside.flatMap(visit)
      for (const id of inside) {
        const found = visit(id)
        if (found.length > 0) return found
      }
      return []
    })
    return [...new Set(through(target === null ? this.scene.playing.layout.heard : this.exits(target)))]
  }

  /** The levels of what is heard. */
  levels(target: Target | null): Knob[] {
    const level = ({ kind, ...module }: ModuleInfo): Knob[] => kind === 'lfo' ? []
      : LEVELS.flatMap(name => this.scene.knob({ kind, ...module }, name) ?? []).slice(0, 1)
    const isWhole = target === null
    const all = isWhole ? [...this.walk(null, level, () => [], false, true)] : this.cut(target, level, { factors: false })
    const ids = new Set(all.map(({ module }) => module.id))
    // What is sent to an effect has its level already.
    const knobs = all.filter(({ module: { id } }) => ![...this.behind(id)].some(source => source !== id && ids.has(source)))
    return [...new Map(knobs.map(knob => [knob.key, knob])).values()]
  }

  /** What makes it brighter: filters, where there are none what else there is. Of all that is heard the drums are a part. */
  brightness(target: Target | null): Turn[] {
    const turns = this.walk(target, module => this.filter(module), module => this.colour(module), true, target === null || target.drum)
    return [...new Map(turns.map(turn => [turn.knob.key, turn])).values()]
  }

  /** The filters that are heard, each by its module. */
  filters(target: Target | null): ModuleInfo[] {
    return this.cut(target, module => isFilter(module) && this.passesLows(module) ? [module] : [])
  }

  private filter(module: ModuleInfo): Turn[] {
    const { scene } = this
    if (!isFilter(module)) return []
    const shelf = scene.free(module, 'db')
    if (this.mode(module) === 'highshelf' && shelf) return [{ knob: shelf, plus: [DB, -DB] }]
    if (!this.passesLows(module)) return []
    const [cutoff, octaves] = [scene.knob(module, 'cutoff'), scene.knob(module, 'octaves')]
    const factor: [number, number] = [BRIGHTER, DARKER]
    if (cutoff && !cutoff.pattern) return [{ knob: cutoff, factor }]
    if (octaves && !octaves.pattern) return [{ knob: octaves, plus: OCTAVES }]
    if (cutoff) return [{ knob: cutoff, factor }]
    if (octaves) return [{ knob: octaves, plus: OCTAVES }]
    const lfo = scene.module(module.inputs.find(({ name }) => name === 'cutoff')?.drivenBy ?? '')
    return lfo?.kind === 'lfo' ? ['min', 'max'].flatMap(name => scene.knob(lfo, name) ?? []).map(knob => ({ knob, factor })) : []
  }

  /** What changes the colour of a sound beside filters. */
  private colour(module: ModuleInfo): Turn[] {
    const { scene } = this
    const factor: [number, number] = [BRIGHTER, DARKER]
    for (const name of ['index', 'damping', 'tone']) {
      const knob = scene.knob(module, name)
      const sounds = name !== 'index' || module.hears.length > 0
      if (knob && sounds && !knob.input.choices) return [{ knob, factor }]
      if (name === 'index' && module.kind === 'operator' && module.hears.length > 0) return this.modulators(module, factor)
    }
    for (const name of ['bright', 'brightness']) {
      const knob = scene.knob(module, name)
      if (knob) return [{ knob, plus: [SHARE, -SHARE] }]
    }
    const drive = module.kind === 'distortion' ? scene.knob(module, 'drive') : undefined
    return drive ? [{ knob: drive, plus: [DB, -DB] }] : []
  }

  /** An operator whose index follows a signal: what shakes it shakes it less, or is brighter itself. */
  private modulators({ hears }: ModuleInfo, factor: [number, number]): Turn[] {
    const enter = (id: string): ModuleInfo[] => {
      const module = this.scene.module(id)!
      return module.kind === 'operator' ? [module] : module.hears.flat().flatMap(enter)
    }
    return hears.flat().flatMap(enter).flatMap(module => {
      const [gain, feedback] = ['gain', 'feedback'].map(name => this.scene.free(module, name))
      return gain && feedback ? [{ knob: gain, factor }, { knob: feedback, plus: FEEDBACK }] : []
    })
  }

  /** The modules that are heard and that `is` is true of, wherever on their way they are. */
  all(target: Target | null, is: (module: ModuleInfo) => boolean): ModuleInfo[] {
    const ids = new Set<string>()
    const enter = (id: string): void => {
      if (ids.has(id) || (target !== null && !target.modules.has(id))) return
      ids.add(id)
      this.scene.module(id)!.hears.flat().forEach(enter)
    }
    const exits = target === null ? this.scene.playing.layout.heard : this.exits(target)
    exits.flat().forEach(enter)
    return this.scene.modules.filter(module => ids.has(module.id) && is(module))
  }

  /** The envelopes that shape what is heard, and what is struck and has a decay of its own. */
  envelopes(target: Target | null): ModuleInfo[] {
    const drums = target !== null && target.drum
    const polys = this.scene.playing.layout.notes
    /** An envelope that multiplies a voice is of its poly; others push something away. */
    const shapes = ({ id, hears }: ModuleInfo) => hears.length > 0 || polys.some(({ modules }) => modules.includes(id))
    const is = (module: ModuleInfo): boolean => /^(adsr|ahdsr|ad)$/.test(module.kind) ? shapes(module) || drums : isStruck(module)
    const found = this.all(target, module => is(module) && (drums || !this.parts.drums.has(module.id)))
    return found.length > 0 || target !== null ? found : this.all(null, is)
  }

  /** Effects of some kinds, those nearest to the ear. */
  effects(kinds: RegExp, target: Target | null): ModuleInfo[] {
    const fitting = this.scene.modules.filter(({ id, kind }) => kinds.test(kind) && (target === null || target.modules.has(id)))
    const near = fitting.filter(({ id }) => !fitting.some(other => other.id !== id && this.behind(other.id).has(id)))
    const direct = near.filter(({ id }) => this.scene.playing.layout.heard.flat().includes(id))
    return direct.length > 0 ? direct : near
  }

  /** Whether a module is heard by one other alone. */
  isOnlyFor(id: string, listener: string): boolean {
    const { heard, modules } = this.scene.playing.layout
    return !heard.flat().includes(id) && modules.every(module => module.id === listener || !module.hears.flat().includes(id))
  }

  /** A module and all that it hears. */
  behind(id: string, seen = new Set<string>()): Set<string> {
    if (seen.has(id)) return seen
    seen.add(id)
    for (const source of this.scene.module(id)!.hears.flat()) this.behind(source, seen)
    return seen
  }

  /** The modules of a target that others hear, or that is heard itself. */
  private exits({ modules, ids }: Target): string[][] {
    const heard = new Set(this.scene.playing.layout.heard.flat())
    const listeners = this.scene.modules.filter(({ id }) => !modules.has(id)).flatMap(({ hears }) => hears.flat())
    const exits = [...modules].filter(id => heard.has(id) || listeners.includes(id))
    return (exits.length > 0 ? exits : ids).map(id => [id])
  }

  /** Whether something sounds behind it that is no drum. */
  private isMusical(id: string): boolean {
    return [...this.behind(id)].some(source => !this.parts.drums.has(source) && this.scene.module(source)!.hears.length === 0)
  }

  private passesLows(module: ModuleInfo): boolean { return LETS_LOWS.includes(this.mode(module)) }

  private mode(module: ModuleInfo): string | undefined {
    const mode = this.scene.knob(module, 'mode')
    return mode?.input.choices?.[this.scene.value(mode)]
  }
}

/** Whether a module is a filter with a corner. */
const isFilter = ({ inputs, kind }: ModuleInfo): boolean => !EFFECTS.test(kind) && inputs.some(({ name }) => name === 'cutoff')

const isStruck = ({ inputs, kind }: ModuleInfo): boolean =>
  !EFFECTS.test(kind) && inputs.some(({ gate }) => gate) && inputs.some(({ name, unit }) => name === 'decay' && unit === 'ms')
