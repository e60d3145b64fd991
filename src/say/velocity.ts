/** How hard a pattern strikes: louder, where a level is at its end or there is none. */
import { Pattern, type Tree } from '../pattern/index.ts'
import type { Heard } from './heard.ts'
import type { Target } from './parts.ts'
import { type Scene, round } from './scene.ts'

/** What is struck is struck so hard where its pattern says nothing of it. */
const STRUCK = 0.8
/** Cycles of a pattern that are looked at. */
const SEEN = 4
/** Velocities from here on are as hard as can be. */
const FULL = 0.97

export interface Struck { key: string, tree: Tree }

/** What is struck by patterns, by its key: the notes and gates by which some modules sound, or all of a target. */
export function struck(scene: Scene, heard: Heard, target: Target | null, modules: ReadonlySet<string> | null): Struck[] {
  const { notes } = scene.playing.layout
  const isMeant = (ids: readonly string[]) => ids.some(id => modules?.has(id) ?? (target === null || target.modules.has(id)))
  const polys = notes.filter(({ id, modules }) => isMeant([id, ...modules]))
    .map(({ id, pattern }) => ({ key: id, tree: scene.treeOf(id, pattern) }))
  const gates = scene.modules.flatMap(module => module.inputs.flatMap(({ gate, param, pattern, name }) => {
    const key = `${module.id}.${name}`
    const isOwn = gate && param !== null && module.kind !== 'note' && heard.all(null, ({ id }) => id === module.id).length > 0
    return isOwn && isMeant([...heard.behind(module.id)]) ? [{ key, tree: scene.treeOf(key, pattern) }] : []
  }))
  return [...polys, ...gates].flatMap(({ key, tree }) => tree ? [{ key, tree }] : [])
}

/** Strikes so many times as hard. Gives whether that changes anything: nothing is struck harder than hard. */
export function strike(scene: Scene, { key, tree }: Struck, factor: number): boolean {
  const events = Pattern.fromJSON(tree).query(0, SEEN)
  const isGate = key.includes('.')
  const velocities = events.map(({ value, attributes }) => attributes.velocity ?? (isGate && typeof value === 'number' ? value : STRUCK))
  if (events.length === 0 || (factor > 1 && Math.min(...velocities) >= FULL)) return false
  const said = events.some(({ attributes }) => attributes.velocity !== undefined)
  const numbers = !said && isGate && events.every(({ value }) => typeof value === 'number')
  const changed: Tree = numbers ? ['arithmetic', 'mul', ['pure', factor], tree]
    : ['attribute', 'velocity', said, ['pure', said ? factor : STRUCK * factor], tree]
  scene.play(key, JSON.stringify({ tree: changed }), changed, `its pattern, struck × ${round(factor)}`)
  return true
}
