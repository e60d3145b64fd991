import type { ModuleInfo } from '../kernel/kernel.ts'

/** The modules that are silent when only one of them is to be heard: all but those that it hears and those that hear it, over
 *  however many others. */
export function others(modules: readonly ModuleInfo[], id: string): string[] {
  const hears = new Map(modules.map(module => [module.id, module.hears]))
  const hearers = new Map(modules.map(module => [module.id, modules.filter(({ hears }) => hears.includes(module.id)).map(({ id }) => id)]))
  const way = new Set([...reached(id, hears), ...reached(id, hearers)])
  return modules.map(({ id }) => id).filter(id => !way.has(id))
}

function reached(id: string, next: ReadonlyMap<string, readonly string[]>, found = new Set<string>()): Set<string> {
  if (found.has(id)) return found
  found.add(id)
  for (const other of next.get(id) ?? []) reached(other, next, found)
  return found
}
