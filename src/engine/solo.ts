import type { Layout } from '../kernel/kernel.ts'
import type { Ways } from '../kernel/ways.ts'

/** The modules that are silent when only one of them is to be heard: what is added to it, on any of its ways to the ear. What it is
 *  made of is heard, and what works on it: filters, factors, what moves their inputs. */
export function others({ modules, heard }: Layout, id: string): string[] {
  const byId = new Map(modules.map(module => [module.id, module]))
  const sources = (id: string): string[] => [...byId.get(id)!.hears.flat(), ...byId.get(id)!.follows]
  const kept = new Set<string>()
  /** Keeps a module with all that it is made of. */
  const keep = (id: string): void => {
    if (kept.has(id)) return
    kept.add(id)
    sources(id).forEach(keep)
  }
  keep(id)
  // Each comes after those that it hears or follows, but for a feedback, which hears what comes after it.
  const way = new Set([id])
  for (let size = 0; size < way.size;) {
    size = way.size
    for (const { id } of modules) if (sources(id).some(source => way.has(source))) way.add(id)
  }
  /** Of several summands those that it is in; all of them where it only moves something. */
  const through = (ways: Ways): string[] => {
    const its = ways.filter(ids => ids.some(id => way.has(id)))
    return (its.length > 0 ? its : ways).flat()
  }
  for (const { id: next, hears, follows } of modules) {
    if (!way.has(next) || next === id) continue
    kept.add(next)
    for (const source of [...through(hears), ...follows]) if (!way.has(source)) keep(source)
  }
  for (const source of through(heard)) if (!way.has(source)) keep(source)
  return modules.map(({ id }) => id).filter(id => !kept.has(id))
}
