/** Modules as the player writes them: `sine.freq` reads, `sine.freq = 330` sets, `sine` shows them all; `sine[3].freq = 330` sets one
 *  voice, `kick.body.decay = 300` the module kick-body. */
import { inspect } from 'node:util'
import { isPatterned } from '../dsp/patterned.ts'
import { duration } from '../engine/duration.ts'
import { synonyms } from '../kernel/parameters.ts'
import { showListing, showModule, showModules } from './display.ts'
import { PlayerError } from './mirror.ts'
import type { Mirror } from './mirror.ts'

/** Names that are asked of any object by the language or by inspect: absent, but no mistake of the player's. */
const ASKED_OF_ANY = new Set<PropertyKey>(['then', 'toJSON', 'inspect', 'nodeType', 'length', 'prototype'])

/** The ids of module objects, so that a word can be given one. */
const ids = new WeakMap<object, string>()

/** The id of a module, which is named by its id or is the module itself. */
export function idOf(module: unknown): string {
  const id = typeof module === 'object' && module !== null ? ids.get(module) : module
  if (typeof id !== 'string') throw new PlayerError("name a module by its id: 'sine'")
  return id
}

export const isModule = (value: unknown): boolean => typeof value === 'object' && value !== null && ids.has(value)

/** A module's id as it is written in a line: sine, sine[3], modules['lead 2']. */
export function nameOf(id: string): string {
  const [name, voice] = id.split('.')
  const written = /^[a-z_$][\w$]*$/i.test(name) ? name : `modules['${name}']`
  return voice === undefined ? written : `${written}[${voice}]`
}

/** One module. Reading or setting an input that it doesn't have throws PlayerError with the nearest name. */
export function moduleObject(mirror: Mirror, id: string): object {
  const own: Record<PropertyKey, unknown> = {}
  for (const { name } of mirror.module(id).inputs) {
    Object.defineProperty(own, name, {
      enumerable: true, configurable: true,
      get: () => mirror.input(id, name).value,
      set: value => isPatterned(value) ? mirror.play(`${id}.${name}`, value) : mirror.set(id, name, value),
    })
  }
  // What plays it: hats.pattern = 'x.x.xxx.'
  if (!('pattern' in own)) {
    const get = (): unknown => mirror.module(id).pattern ?? mirror.module(id).inputs.find(({ gate }) => gate)?.pattern
    Object.defineProperty(own, 'pattern', { configurable: true, get, set: pattern => mirror.play(id, pattern) })
  }
  for (const [synonym, name] of synonyms) {
    if (name in own && !(synonym in own))
      Object.defineProperty(own, synonym, { get: () => own[name], set: value => { own[name] = value }, configurable: true })
  }
  // Several at once, or where no line is read: filter.to({ cutoff: 200, q: 2 }, '4 bars').
  if (!('to' in own)) {
    const to = (values: object, over?: unknown): void => {
      for (const [name, value] of Object.entries(values)) mirror.set(id, name, value, asDuration(over, id, name))
    }
    Object.defineProperty(own, 'to', { configurable: true, value: to })
  }
  // sine[3]: one voice.
  for (let voice = 0; voice < (mirror.module(id).voices ?? 0); voice++) {
    Object.defineProperty(own, voice, { configurable: true, get: () => moduleObject(mirror, `${id}.${voice}`) })
  }
  // kick.body.decay: what a drum is made of.
  for (const part of mirror.parts(id)) {
    if (!(part in own)) Object.defineProperty(own, part, { configurable: true, get: () => moduleObject(mirror, `${id}-${part}`) })
  }
  const object = shown(own, () => showModule(mirror.module(id), mirror.parts(id)), name => mirror.input(id, name))
  ids.set(object, id)
  return object
}

/** What `a.b.to(…)` does in a line: lets the input b of a module a glide, and gives where it goes; else it is what it looks like. */
export const gliderOf = (mirror: Mirror) => (a: any, b: PropertyKey, ...args: unknown[]): unknown => {
  const id = ids.get(Object(a))
  const name = synonyms.get(String(b)) ?? String(b)
  if (id === undefined || (Object.hasOwn(a, b) && !mirror.module(id).inputs.some(input => input.name === name))) return a[b].to(...args)
  mirror.set(id, mirror.input(id, name).name, args[0], asDuration(args[1], id, name))
  return mirror.input(id, name).value
}

/** Errors: throws PlayerError where it is none. */
function asDuration(over: unknown, id: string, name: string): string | number {
  if (typeof over !== 'string' && typeof over !== 'number') {
    throw new PlayerError(`over how long? ${id}.${name}.to(…, '4 bars'), or '2 beats', '500 ms', or a number of seconds`)
  }
  try {
    // How long a beat is the engine knows.
    duration(over, 0, 0)
    return over
  } catch (error) {
    throw new PlayerError((error as Error).message)
  }
}

/** All modules by their ids, whatever else has that name: `modules.gain`, `modules['lead 2']`; and called, a line of each. */
export function modulesObject(mirror: Mirror): object {
  const overview = { [inspect.custom]: () => showModules(mirror.listing) }
  const own = Object.setPrototypeOf(() => overview, Object.prototype) as Record<PropertyKey, unknown>
  for (const name of ['name', 'length']) delete own[name]
  for (const { id } of mirror.listing.modules) own[id] = moduleObject(mirror, id)
  return shown(own, () => showListing(mirror.listing), id => mirror.module(id))
}

/** An object that shows itself as `show` says and complains of names that it doesn't have. */
function shown(own: Record<PropertyKey, unknown>, show: () => string, complain: (name: string) => unknown): object {
  Object.defineProperty(own, inspect.custom, { value: show })
  return new Proxy(own, {
    get(target, name, receiver) {
      if (name in target || typeof name === 'symbol' || ASKED_OF_ANY.has(name)) return Reflect.get(target, name, receiver)
      return complain(name)
    },
    set(target, name, value) {
      if (typeof name === 'string' && !Object.hasOwn(target, name)) complain(name)
      const { set } = Object.getOwnPropertyDescriptor(target, name) ?? {}
      if (!set) throw new PlayerError(`'${String(name)}' names a module: set one of its inputs, ….freq = 330`)
      set(value)
      return true
    },
    defineProperty: () => { throw new PlayerError('what a module has is for its patch to say') },
    deleteProperty: () => { throw new PlayerError('what a module has is for its patch to say') },
  })
}
