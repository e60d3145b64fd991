/** Modules as the player writes them: `sine.freq` reads, `sine.freq = 330` sets, `sine` shows them all; `sine[3].freq = 330` sets one
 *  voice. */
import { inspect } from 'node:util'
import { synonyms } from '../kernel/parameters.ts'
import { showListing, showModule } from './display.ts'
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

/** One module. Reading or setting an input that it doesn't have throws PlayerError with the nearest name. */
export function moduleObject(mirror: Mirror, id: string): object {
  const own: Record<PropertyKey, unknown> = {}
  for (const { name } of mirror.module(id).inputs) {
    Object.defineProperty(own, name, {
      enumerable: true, configurable: true,
      get: () => mirror.input(id, name).value,
      set: value => mirror.set(id, name, value),
    })
  }
  for (const [synonym, name] of synonyms) {
    if (name in own && !(synonym in own))
      Object.defineProperty(own, synonym, { get: () => own[name], set: value => { own[name] = value }, configurable: true })
  }
  // sine[3]: one voice.
  for (let voice = 0; voice < (mirror.module(id).voices ?? 0); voice++) {
    Object.defineProperty(own, voice, { configurable: true, get: () => moduleObject(mirror, `${id}.${voice}`) })
  }
  const object = shown(own, () => showModule(mirror.module(id)), name => mirror.input(id, name))
  ids.set(object, id)
  return object
}

/** All modules by their ids, whatever else has that name: `modules.gain`, `modules['lead 2']`. */
export function modulesObject(mirror: Mirror): object {
  const own: Record<PropertyKey, unknown> = {}
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
