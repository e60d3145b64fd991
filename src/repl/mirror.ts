/** The REPL's copy of what plays: read at once, kept in step with the engine by its news. */
import { suggest } from '../dsp/nearest.ts'
import type { Arg, Message, News } from '../engine/command.ts'
import { isPatterned } from '../dsp/patterned.ts'
import type { Control } from '../io/control.ts'
import { DEFAULT, isVoice, valueOf } from '../kernel/parameters.ts'

/** An input as the engine lists it. */
export interface Input {
  name: string
  doc: string
  unit: string
  /** The value in the patch file; of a choice, its index. */
  default: number
  /** Those of each voice, where the module is in several; `default` is that of the first. */
  defaults?: number[]
  min: number
  max: number
  /** The value now, a choice by its name; null when a signal drives the input. */
  value: number | string | null
  /** Those of each voice, where the module is in several; `value` is what was last said of all. */
  values?: (number | string)[]
  choices?: string[]
  gate?: boolean
  /** It can't glide. */
  jump?: boolean
  /** While it glides: where it is by now, and for how long it goes on, s. */
  now?: number
  left?: number
  drivenBy?: string
  /** What plays it. */
  pattern?: string
  /** Its OSC address. */
  address: string
}

/** `voices`: in how many it is; `pattern`: what plays its notes. */
export interface Module { id: string, kind: string, doc: string, voices?: number, pattern?: string, inputs: Input[] }

export interface Listing { patch: string, version: number, modules: Module[] }

/** A mistake of the player's: its message is all there is to say. */
export class PlayerError extends Error {}

/** Messages that may wait for the engine: a loop that sends without end is stopped before it fills the memory. */
const MAX_WAITING = 10_000

export class Mirror {
  listing: Listing = { patch: '', version: 0, modules: [] }
  /** Called when other modules play than before. */
  onChange: () => void = () => {}
  private readonly control: Control
  private readonly waiting = new Set<Promise<unknown>>()
  /** What was said of the last value that was clamped: a loop or a sweep needn't be told twice. */
  private clamped = ''
  private readonly note: (text: string, isError: boolean) => void

  /** @param note prints a line for the player. */
  constructor(control: Control, note: (text: string, isError: boolean) => void) {
    this.control = control
    this.note = note
    control.onNews(news => this.follow(news))
  }

  /** Asks the engine what plays. */
  async refresh(): Promise<Listing> {
    const [reply] = await this.send('/list')
    this.listing = JSON.parse(String(reply.args[0]))
    this.onChange()
    return this.listing
  }

  /** Errors: throws PlayerError with the nearest id when there is no such module. */
  module(id: string): Module {
    const found = this.found(id)
    if (!found) throw new PlayerError(`no module '${id}'. ${suggest(id, this.listing.modules.map(module => module.id))}`)
    return found
  }

  /** Errors: throws PlayerError with the nearest name when there is no such input. */
  input(id: string, name: string): Input {
    const { inputs, voices } = this.module(id)
    const found = inputs.find(input => input.name === name)
    if (!found && voices !== undefined && /^-?\d+$/.test(name)) throw new PlayerError(`${id} has the voices 0 … ${voices - 1}, not ${name}`)
    if (found) return found
    const parts = this.parts(id)
    const owners = parts.filter(part => this.module(`${id}-${part}`).inputs.some(input => input.name === name))
    if (owners.length > 0) throw new PlayerError(`${id} has no '${name}', but ${owners.map(part => `${id}.${part}.${name}`).join(', ')}`)
    const made = parts.length > 0 ? ` It is made of ${parts.map(part => `${id}.${part}`).join(', ')}` : ''
    throw new PlayerError(`${id} has no '${name}'. ${suggest(name, inputs.map(input => input.name))}${made}`)
  }

  /** The names of what a module like a drum is made of: that of 'kick-body' is 'body'. */
  parts(id: string): string[] {
    return this.listing.modules.flatMap(module => module.id.startsWith(`${id}-`) ? [module.id.slice(id.length + 1)] : [])
  }

  /** Sets an input; `over`: it glides there, '4 bars' or seconds. What can be seen to be wrong throws PlayerError at once; what the
   *  engine refuses is noted when it answers. A value out of range is clamped, and that is noted. */
  set(id: string, name: string, value: unknown, ...over: (string | number)[]): void {
    const input = this.input(id, name)
    const wanted = checked(id, input, value)
    const { min, max, unit, choices, value: before } = input
    const sent = choices?.[wanted] ?? Math.min(max, Math.max(min, wanted))
    const inRange = choices || sent === wanted
    const clamped = inRange ? '' : `${id}.${name} = ${sent}: the range is ${min} to ${max}${unit && ` ${unit}`}`
    if (clamped && clamped !== this.clamped) this.note(clamped, false)
    this.clamped = clamped
    if (before !== null) input.value = sent
    input.values?.fill(sent)
    this.tracked(input.address, [sent, ...over]).catch((error: Error) => {
      input.value = before
      this.note(error.message, true)
    })
  }

  /** Lets a pattern, or its text, play something: a module's gate, notes, an input 'filter.cutoff'. What is wrong with it is noted when
   *  the engine answers. */
  play(what: string, pattern: unknown): void {
    this.askToPlay(what, pattern).catch((error: Error) => this.note(error.message, true))
  }

  /** The same, awaited. Errors: rejects with PlayerError. */
  async askToPlay(what: string, pattern: unknown): Promise<void> {
    const text = typeof pattern === 'string' ? pattern : isPatterned(pattern) ? JSON.stringify({ tree: pattern.toJSON() }) : undefined
    if (text === undefined) {
      throw new PlayerError(`a pattern is a text, or made by one: ${what}.pattern = 'x.x.xxx.', pat('bd*4').every(4, p => p.rev())`)
    }
    await this.tracked(`/pattern/${what}`, [text])
  }

  /** Any message to the engine. Errors: rejects with the engine's text. */
  async send(address: string, ...args: Arg[]): Promise<Message[]> {
    return this.tracked(address, args)
  }

  /** Resolves when all that was sent is answered. */
  async settled(): Promise<void> {
    while (this.waiting.size > 0) await Promise.all(this.waiting)
  }

  private tracked(address: string, args: Arg[]): Promise<Message[]> {
    if (this.waiting.size >= MAX_WAITING)
      throw new PlayerError(`${MAX_WAITING} messages wait for the engine already: let it breathe (await) in between`)
    const answer = this.control.send(address, ...args)
    const settled = answer.then(() => {}, () => {}).finally(() => this.waiting.delete(settled))
    this.waiting.add(settled)
    return answer.catch((error: Error) => { throw new PlayerError(error.message) })
  }

  /** A module, or one voice of it: sine.3. */
  found(id: string): Module | undefined {
    const [name, voice, ...rest] = id.split('.')
    const module = this.listing.modules.find(module => module.id === name)
    if (module?.voices === undefined || voice === undefined) return name === id ? module : undefined
    return isVoice(voice, module.voices) && rest.length === 0 ? voiceOf(module, Number(voice)) : undefined
  }

  private follow(news: News): void {
    if (news.event === 'set') {
      if (news.input === 'pattern') return this.renew()
      const input = this.found(String(news.module))?.inputs.find(input => input.name === news.input)
      if (!input) return
      // Each voice has its own again.
      if (news.value === DEFAULT && !input.choices?.includes(DEFAULT)) return this.renew()
      input.value = news.value as number | string
      input.values?.fill(input.value)
    } else if (news.event === 'switchover' || news.event === 'restarted') {
      this.renew()
    }
  }

  private renew(): void {
    this.refresh().catch((error: Error) => this.note(error.message, true))
  }
}

/** One voice of a module as a module by itself, whose values are those of the voice. */
function voiceOf({ voices, ...module }: Module, voice: number): Module {
  const inputs = module.inputs.map((input): Input => {
    const { values, ...own } = input
    const address = input.address.replace(/^(\/\w+\/[^/]+)/, `$1.${voice}`)
    return values === undefined ? own : {
      ...own, address, get value() { return values[voice] }, set value(value) { values[voice] = value! },
    }
  })
  return { ...module, id: `${module.id}.${voice}`, inputs }
}

/** The number that is meant, by the rule that OSC has as well. */
function checked(id: string, input: Input, value: unknown): number {
  try {
    return valueOf(value, input, `${id}.${input.name}`)
  } catch (error) {
    throw new PlayerError((error as Error).message)
  }
}
