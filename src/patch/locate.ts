/** The line that the player wrote, behind a refusal. The compiler reads a function as it is in memory, without types and
 *  line breaks; so the file is read again, the module is found in it, and its function is translated once more, to be
 *  refused at a place that can be mapped back to the file. */
import { readFileSync } from 'node:fs'
import { SourceMap } from 'node:module'
import { parse } from 'acorn'
import type { AnyNode, Property } from 'acorn'
import { transformSync } from 'esbuild'
import { translate } from '../kernel/program.ts'
import { Refusal } from '../kernel/refusal.ts'
import { isFunction } from '../kernel/source.ts'
import type { FunctionNode } from '../kernel/source.ts'
import { definedAt } from './place.ts'
import type { Place } from './place.ts'

/** Where a refused piece of module code is; the place of the definition when the code isn't written there. */
export function locate(refusal: Refusal): Place | undefined {
  const { spec } = refusal
  const definition = spec && definedAt(spec.where)
  if (spec === undefined || definition === undefined) return undefined
  const { file } = definition
  const { code, map } = transformSync(readFileSync(file, 'utf8'), { loader: 'ts', sourcemap: 'external', target: 'es2022' })
  const program = parse(code, { ecmaVersion: 'latest', sourceType: 'module', locations: true })
  try {
    translate(spec, routine => {
      const node = find(program, spec.name, routine)
      if (node === undefined) throw new Elsewhere()
      return node
    })
  } catch (again) {
    if (!(again instanceof Refusal)) return definition
    const before = code.slice(0, again.position).split('\n')
    const entry = new SourceMap(JSON.parse(map)).findEntry(before.length - 1, before.at(-1)!.length)
    if ('originalLine' in entry) return { file, line: entry.originalLine + 1, column: entry.originalColumn + 1 }
  }
  return definition
}

/** The function isn't written in this file. */
class Elsewhere extends Error {}

/** A module's function: the property of the object that has its name, or a helper of that name declared in the file. */
function find(program: AnyNode, module: string, routine: string): FunctionNode | undefined {
  const nodes = [...walk(program)]
  const definition = nodes.find(node => node.type === 'ObjectExpression' && node.properties.some(property =>
    named(property, 'name') && (property as Property).value.type === 'Literal'
      && ((property as Property).value as { value: unknown }).value === module))
  const inside = definition === undefined ? [] : [...walk(definition)]
  // An input may have the name of a function.
  const property = inside.find(node => named(node, routine) && isFunction((node as Property).value)) as Property | undefined
  if (property !== undefined) return property.value as FunctionNode
  for (const node of nodes) {
    if (node.type === 'FunctionDeclaration' && node.id?.name === routine) {
      return { ...node, type: 'FunctionExpression' } as FunctionNode
    }
    if (node.type !== 'VariableDeclarator' || node.id.type !== 'Identifier' || node.id.name !== routine) continue
    if (node.init && isFunction(node.init)) return node.init
  }
  return undefined
}

const named = (node: AnyNode, name: string) =>
  node.type === 'Property' && node.key.type === 'Identifier' && node.key.name === name

/** A tree's nodes, each before its parts. */
function* walk(node: AnyNode): Generator<AnyNode> {
  yield node
  for (const value of Object.values(node)) {
    for (const child of Array.isArray(value) ? value : [value]) {
      if (typeof child === 'object' && child !== null && typeof child.type === 'string') yield* walk(child)
    }
  }
}
