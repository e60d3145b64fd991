/** What plays, as a sentence changes it: each wish sees what those before it in the sentence have done. */
import type { InputInfo, Layout, ModuleInfo } from '../kernel/kernel.ts'
import { Pattern, type Tree } from '../pattern/index.ts'
import { GLIDE } from './amounts.ts'
import { type Change, applied, limited } from './change.ts'

/** What there is to know of what plays. */
export interface Playing {
  layout: Pick<Layout, 'modules' | 'notes' | 'heard' | 'metre'>
  /** The set value of every parameter. */
  values: ArrayLike<number>
  /** What was laid over the patterns of the file. */
  patterns: Readonly<Record<string, { text: string, tree: Tree }>>
  bpm: number
  /** Nothing is heard, by /panic. */
  silent: boolean
  recording: boolean
  /** Patches that can be loaded, by their names. */
  patches: Readonly<Record<string, string>>
}

/** A message. `shown`: what is shown of it where its arguments are long. */
export interface Sent { address: string, args: (number | string)[], shown?: string }

/** An input that can be turned. `key`: its name for patterns; `pattern`: one plays it. */
export interface Knob { module: ModuleInfo, input: InputInfo, key: string, pattern?: Tree }

/** A wish that can't be fulfilled here: its message is what is said instead. */
export class Cannot extends Error {}

export class Scene {
  readonly playing: Playing
  readonly messages: Sent[] = []
  /** What undoes the messages, to be sent in its own order. */
  readonly back: Sent[] = []
  /** What there is to say beside them. */
  readonly notes: string[] = []
  private readonly byId: Map<string, ModuleInfo>
  private readonly values = new Map<number, number>()
  private readonly patterns: Map<string, { text: string, tree: Tree | undefined }>
  private tempo: number

  constructor(playing: Playing) {
    this.playing = playing
    this.byId = new Map(playing.layout.modules.map(module => [module.id, module]))
    this.patterns = new Map(Object.entries(playing.patterns))
    this.tempo = playing.bpm
  }

  get modules(): readonly ModuleInfo[] { return this.playing.layout.modules }

  module(id: string): ModuleInfo | undefined { return this.byId.get(id) }

  /** An input that is a number or a pattern, no other module's signal. */
  knob(module: ModuleInfo, name: string): Knob | undefined {
    const input = module.inputs.find(input => input.name === name)
    if (input === undefined || input.param === null) return undefined
    const key = `${module.id}.${name}`
    const pattern = this.treeOf(key, input.pattern)
    return { module, input, key, ...pattern && { pattern } }
  }

  /** The same, where no pattern plays it. */
  free(module: ModuleInfo, name: string): Knob | undefined {
    const knob = this.knob(module, name)
    return knob?.pattern === undefined ? knob : undefined
  }

  /** What plays something, of the file or laid over it. */
  treeOf(key: string, ofFile: Tree | undefined): Tree | undefined {
    return this.patterns.has(key) ? this.patterns.get(key)!.tree : ofFile
  }

  /** The values of an input: one, or one for each voice. */
  valuesOf({ input: { param, defaults = [] } }: Knob): number[] {
    const at = (index: number) => this.values.get(index) ?? this.playing.values[index]
    return defaults.length === 0 ? [at(param!)] : defaults.map((_, voice) => at(param! + 1 + voice))
  }

  value(knob: Knob): number { return this.valuesOf(knob)[0] }

  /** Turns an input; one that a pattern plays by its pattern. Gives whether anything moves. `said`: over how long, null at once. */
  turn(knob: Knob, change: Change, said?: string | null): boolean {
    // A time of an envelope counts from its next note on.
    const time = said === undefined && knob.input.unit !== 'ms' ? GLIDE : said ?? null
    if (knob.pattern !== undefined) return this.turnPattern(knob, knob.pattern, change)
    const { input, module } = knob
    const before = this.valuesOf(knob)
    const after = before.map(value => limited(value, applied(value, change), 'to' in change && change.exact === true, knob))
    // What was asked for by its value is said even where it is so already: it may still be on its way.
    if (!('to' in change) && after.every((value, i) => value === before[i])) return false
    const alike = after.every(value => value === after[0])
    const address = (voice?: number) => `/mod/${module.id}${voice === undefined ? '' : `.${voice}`}/${input.name}`
    const says = (value: number): (number | string)[] => input.choices !== undefined ? [input.choices[value]]
      : time === null || input.jump || input.gate ? [value] : [value, time]
    const set = (voice?: number): void => this.send({ address: address(voice), args: says(after[voice ?? 0]) })
    if (alike) set()
    else after.forEach((value, voice) => { if (value !== before[voice]) set(voice) })
    if (before.every(value => value === before[0])) this.back.push({ address: address(), args: says(before[0]) })
    else before.forEach((value, voice) => this.back.push({ address: address(voice), args: says(value) }))
    this.values.set(input.param!, after[0])
    input.defaults?.forEach((_, voice) => this.values.set(input.param! + 1 + voice, after[voice]))
    return true
  }

  private turnPattern(knob: Knob, tree: Tree, change: Change): boolean {
    if ('to' in change) this.play(knob.key, String(change.to), Pattern.fromJSON(['pure', change.to]).tree)
    else this.change(knob.key, tree, 'factor' in change ? 'mul' : 'add', 'factor' in change ? change.factor : change.plus)
    return true
  }

  /** Lays over a pattern what arithmetic makes of it. Twice the same is once with the sum, or the product. */
  change(key: string, tree: Tree, operation: 'mul' | 'add', by: number): void {
    const [operator, name, own, inner] = tree
    const isSame = operator === 'arithmetic' && name === operation && Array.isArray(own) && own[0] === 'pure' && typeof own[1] === 'number'
    const before = isSame ? (own as unknown as [string, number])[1] : operation === 'mul' ? 1 : 0
    const total = Number((operation === 'mul' ? before * by : before + by).toPrecision(6))
    const said = operation === 'mul' ? `× ${round(by)}` : `${by < 0 ? '−' : '+'} ${round(Math.abs(by))}`
    const changed: Tree = ['arithmetic', operation, ['pure', total], (isSame ? inner : tree) as Tree]
    this.play(key, JSON.stringify({ tree: changed }), changed, `its pattern ${said}`)
  }

  /** Lays a pattern over what plays something; no tree: that of the file again. `key`: 'filter.cutoff', 'hats.gate', the id of a poly. */
  play(key: string, text: string, tree: Tree | undefined, shown?: string): void {
    const was = this.patterns.get(key)
    this.send({ address: `/pattern/${key}`, args: [text], ...shown !== undefined && { shown } })
    this.back.push({ address: `/pattern/${key}`, args: [was?.text ?? 'default'], ...was && { shown: 'its pattern before' } })
    if (tree === undefined) this.patterns.delete(key)
    else this.patterns.set(key, { text, tree })
  }

  get bpm(): number { return this.tempo }

  setTempo(bpm: number, time: string | null = GLIDE): void {
    const said = (value: number): (number | string)[] => time === null ? [value] : [value, time]
    this.send({ address: '/bpm', args: said(bpm) })
    this.back.push({ address: '/bpm', args: said(this.tempo) })
    this.tempo = bpm
  }

  /** Opens or closes a gate that no pattern plays. */
  gate({ module, ...knob }: Knob, open: boolean): void {
    const was = this.value({ module, ...knob })
    this.send({ address: `/gate/${module.id}`, args: [open ? 'on' : 'off'] })
    this.back.push({ address: `/gate/${module.id}`, args: [was] })
    this.values.set(knob.input.param!, open ? 1 : 0)
  }

  mute(module: ModuleInfo, muted: boolean): void {
    const knob = this.free(module, 'mute')
    if (knob !== undefined) this.turn(knob, { to: Number(muted) }, null)
  }

  /** Any message; one to the same address before it in the sentence is left out, as it would never be heard. */
  send(message: Sent): void {
    const single = /^\/(mod|pattern)\//.test(message.address) || message.address === '/bpm'
    const before = single ? this.messages.findIndex(({ address }) => address === message.address) : -1
    if (before >= 0) this.messages.splice(before, 1)
    this.messages.push(message)
  }

  note(text: string): void {
    if (!this.notes.includes(text)) this.notes.push(text)
  }
}

export const round = (value: number): number => Number(value.toPrecision(5))
