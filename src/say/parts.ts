/** The parts of a patch and the names that they go by: drums, what plays notes, single modules, groups. */
import type { ModuleInfo } from '../kernel/kernel.ts'
import type { Read } from './match.ts'
import type { Scene } from './scene.ts'

/** What a wish is for. `ids`: the modules that are muted or soloed for it; `modules`: all that belong to it. */
export interface Target { name: string, ids: string[], modules: Set<string>, drum: boolean }

/** What tells a drum by the modules that it is made of. */
const DRUMS: [kind: string, parts: readonly string[], names: readonly string[]][] = [
  ['kick', ['body', 'click'], ['kick', 'kick drum', 'bass drum', 'bd']],
  ['snare', ['wires'], ['snare', 'snare drum', 'sd']],
  ['clap', ['hands'], ['clap', 'hand clap', 'handclap']],
  ['hat', ['metal'], ['hat', 'hi hat', 'hihat', 'hi-hat', 'high hat', 'cymbal', 'hh']],
  ['tom', ['air', 'body'], ['tom', 'tom tom', 'conga']],
]
/** Groups by the kinds of their modules. */
const KINDS: [kinds: RegExp, names: readonly string[]][] = [
  [/^reverb$/, ['reverb', 'hall', 'room']], [/^(pingpong|delay)$/, ['echo', 'delay', 'echoes']],
  [/^(biquad|svf|ladder|onepole)$/, ['filter']],
  [/^lfo$/, ['lfo', 'low frequency oscillator']], [/^(adsr|ahdsr|ad)$/, ['envelope']],
  [/^distortion$/, ['distortion', 'overdrive', 'fuzz']],
  [/^(sine|saw|triangle|pulse|supersaw|wavetable|operator)$/, ['oscillator', 'osc']],
  [/^(sampler|stereoSampler)$/, ['sampler', 'sample', 'break', 'loop']],
]
/** Groups by what their modules are called. */
const ROLES: [ids: RegExp, names: readonly string[]][] = [
  [/bass|^sub$|reese|acid|^low$/, ['bass', 'bass line', 'bassline', 'low end']],
  [/^(lead|melody|ask|pluck|keys|kalimba|bells|high|acid)$/, ['lead', 'melody', 'solo']],
  [/pad|chord|choir|strings/, ['pad', 'chord', 'strings']],
]
/** Parts that are named at once. */
const MOST_NAMED = 12
/** Modules that work on all that comes to them: what belongs to them is they alone. */
export const EFFECTS = /^(reverb|pingpong|delay|chorus|phaser|flanger|limiter|compressor|pan|width|balance|distortion)$/

/** What parts may be called in one patch or another. */
export const KNOWN = new Set([
  'drums', ...DRUMS.flatMap(([, , names]) => names), ...KINDS.flatMap(([, names]) => names), ...ROLES.flatMap(([, names]) => names),
])

export class Parts {
  /** By their names in words. */
  readonly names = new Map<string, Target>()
  /** The modules of drums. */
  readonly drums = new Set<string>()
  private readonly listeners = new Map<string, Set<string>>()
  private readonly scene: Scene

  constructor(scene: Scene) {
    this.scene = scene
    const { layout } = scene.playing
    for (const { id, hears } of layout.modules) for (const source of hears.flat()) {
      this.listeners.set(source, (this.listeners.get(source) ?? new Set()).add(id))
    }
    const drums = layout.modules.filter(({ kind }) => kind === 'trigger').flatMap(({ id }) => {
      const own = layout.modules.filter(module => module.id === id || module.id.startsWith(`${id}-`)).map(({ id }) => id)
      const kind = DRUMS.find(([, parts]) => parts.every(part => own.includes(`${id}-${part}`)))
      return kind ? [{ id, own, names: kind[2] }] : []
    })
    for (const { own } of drums) for (const id of own) this.drums.add(id)
    for (const { id, own } of drums) this.name(id, [id], this.after(own), true)
    const single = drums.length === 0 && layout.notes.length === 0
    for (const { id, modules } of layout.notes) this.name(id, [id], this.after(modules), false)
    for (const module of layout.modules) this.name(module.id, [module.id], this.around(module), this.drums.has(module.id))
    for (const [kind, , names] of DRUMS) this.group(names, drums.filter(drum => drum.names.includes(kind)).map(({ id }) => id))
    for (const { id, names } of drums) for (const name of names) this.alias(`${id} ${name}`, id)
    this.group(['drum', 'drum kit', 'beat', 'percussion', 'rhythm'], drums.map(({ id }) => id))
    for (const [ids, names] of ROLES) this.group(names, this.named(ids))
    const others = layout.modules.filter(({ id }) => !this.drums.has(id))
    for (const [kinds, names] of KINDS) this.group(names, others.filter(({ kind }) => kinds.test(kind)).map(({ id }) => id))
    for (const { kind } of others) this.group([kind], others.filter(module => module.kind === kind).map(({ id }) => id))
    const whole = { name: 'synth', ids: this.sources(), modules: new Set(layout.modules.map(({ id }) => id)), drum: false }
    if (single) for (const name of [whole.name, 'lead', 'bass', 'voice', 'melody', 'instrument']) {
      if (!this.names.has(name)) this.names.set(name, whole)
    }
  }

  /** All that is heard as a part, by its own name: what a player would mute. */
  get own(): Target[] {
    const { layout } = this.scene.playing
    const ids = [...layout.modules.filter(({ id, kind }) => kind === 'trigger' && this.drums.has(id)), ...layout.notes].map(({ id }) => id)
    return ids.map(id => this.names.get(id.toLowerCase())!)
  }

  /** Reads one or several of them: "the kick", "on the hats and the snare". */
  readonly read: Read = (tokens, at) => this.one(tokens, at).flatMap(first => {
    const all = [first]
    while (all.length < MOST_NAMED) {
      let from = all.at(-1)!.next
      while (tokens[from]?.separates) from++
      const [next] = from > all.at(-1)!.next ? this.one(tokens, from) : []
      if (next === undefined) break
      all.push(next)
    }
    return all.length > 1 ? [{ value: merged(all.map(({ value }) => value)), next: all.at(-1)!.next }, first] : [first]
  })

  private one(tokens: Parameters<Read>[0], at: number): { value: Target, next: number }[] {
    let from = at
    if (['on', 'of', 'in', 'for', 'to', 'with', 'from', 'at'].includes(tokens[from]?.text)) from++
    while (['the', 'my', 'our', 'this', 'that', 'all', 'only', 'just', 'a', 'an'].includes(tokens[from]?.text)) from++
    return [4, 3, 2, 1].flatMap(length => {
      const text = tokens.slice(from, from + length).map(({ text }) => text).join(' ')
      const value = from + length > tokens.length ? undefined : this.names.get(text) ?? this.names.get(text.replace(/e?s$/, '')) ??
        this.names.get(text.replace(/s$/, '')) ?? this.names.get(`${text}s`)
      return value === undefined ? [] : [{ value, next: from + length }]
    })
  }

  private named(ids: RegExp): string[] {
    const polys = this.scene.playing.layout.notes
    const inside = new Set(polys.flatMap(({ id, modules }) => modules.filter(module => module !== id)))
    return this.scene.modules.filter(({ id }) => ids.test(id) && !inside.has(id) && !this.drums.has(id)).map(({ id }) => id)
  }

  private name(id: string, ids: string[], modules: Set<string>, drum: boolean): void {
    const target = { name: id, ids, modules, drum }
    const words = id.replace(/([a-z])([A-Z])/g, '$1 $2').replace(/[-_]/g, ' ').toLowerCase()
    for (const name of [id.toLowerCase(), words, words.replace(/([a-z])(\d)/g, '$1 $2')]) {
      if (!this.names.has(name)) this.names.set(name, target)
    }
  }

  private alias(name: string, id: string): void {
    if (!this.names.has(name)) this.names.set(name, this.names.get(id.toLowerCase())!)
  }

  private group(names: readonly string[], ids: readonly string[]): void {
    if (ids.length === 0) return
    const target = { ...merged(ids.map(id => this.names.get(id.toLowerCase())!)), name: names[0] }
    for (const name of names) if (!this.names.has(name)) this.names.set(name, target)
  }

  /** The modules from which comes what is heard. */
  private sources(): string[] {
    const ids = new Set<string>()
    const enter = (id: string): void => {
      if (ids.has(id)) return
      ids.add(id)
      this.scene.module(id)!.hears.flat().forEach(enter)
    }
    this.scene.playing.layout.heard.flat().forEach(enter)
    const first = [...ids].filter(id => this.scene.module(id)!.hears.length === 0)
    const pitched = first.filter(id => this.scene.module(id)!.inputs.some(({ name }) => name === 'freq'))
    return pitched.length > 0 ? pitched : first
  }

  /** Some modules with all those that hear nothing else. */
  private after(ids: readonly string[]): Set<string> {
    const own = new Set(ids)
    for (let size = 0; size < own.size;) {
      size = own.size
      for (const { id, hears } of this.scene.modules) {
        const sources = hears.flat()
        if (sources.length > 0 && sources.every(source => own.has(source))) own.add(id)
      }
    }
    return own
  }

  /** A module with all those that are heard by it alone. */
  private around({ id, kind }: ModuleInfo): Set<string> {
    const own = new Set([id])
    if (EFFECTS.test(kind)) return own
    for (let size = 0; size < own.size;) {
      size = own.size
      for (const [source, listeners] of this.listeners) if ([...listeners].every(listener => own.has(listener))) own.add(source)
    }
    return own
  }
}

function merged(targets: readonly Target[]): Target {
  return {
    name: targets.map(({ name }) => name).join(' and '), ids: [...new Set(targets.flatMap(({ ids }) => ids))],
    modules: new Set(targets.flatMap(({ modules }) => [...modules])), drum: targets.every(({ drum }) => drum),
  }
}
