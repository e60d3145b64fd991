/** `import { up } from './scale.ts'` in a line, and `await import('./scale.ts')`: files are found from where the player is, packages as
 *  well, and those that Music Chronus has anyway; a file that was saved since is read anew. A line is no module, so of every import
 *  an `await $import(…)` is made. */
import { statSync } from 'node:fs'
import { createRequire } from 'node:module'
import { resolve } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { parse } from 'acorn'
import { suggest } from '../dsp/nearest.ts'
import { type Node, visit } from './breath.ts'
import { PlayerError } from './mirror.ts'

/** The name by which a line's code imports. */
export const IMPORT = '$import'
/** What a line's code hands on, so that packages are looked for from where the player is. */
const FROM_HERE = 's => import(s)'

type Imported = Record<string, unknown>
type Importer = (specifier: string) => Promise<Imported>
const { cache } = createRequire(import.meta.url)

/** The code with its imports made calls. Code that can't be read is left as it is. */
export function importing(code: string): string {
  if (!/\bimport\b/.test(code)) return code
  const edits: { from: number, to: number, text: string }[] = []
  try {
    visit(readable(code), node => {
      if (node.type === 'ImportDeclaration') edits.push({ from: node.start, to: node.end, text: declared(node) })
      if (node.type === 'ImportExpression') {
        edits.push({ from: node.start, to: node.source.start, text: `${IMPORT}(${FROM_HERE}, ` })
        edits.push({ from: node.source.end, to: node.end, text: ')' })
      }
    })
  } catch {
    return code
  }
  edits.sort((a, b) => b.from - a.from)
  return edits.reduce((code, { from, to, text }) => code.slice(0, from) + text + code.slice(to), code)
}

/** A line with import declarations is a module's, and strict; any other is not. */
function readable(code: string): unknown {
  const options = { ecmaVersion: 'latest', allowAwaitOutsideFunction: true, allowReturnOutsideFunction: true } as const
  try {
    return parse(code, { ...options, sourceType: 'script' })
  } catch {
    return parse(code, { ...options, sourceType: 'module' })
  }
}

/** An import declaration as a statement. With var: what is imported again may have been there before. */
function declared({ specifiers, source }: Node): string {
  const named = specifiers.filter(({ type }: Node) => type !== 'ImportNamespaceSpecifier')
    .map(({ type, imported, local }: Node) => [type === 'ImportDefaultSpecifier' ? 'default' : imported.name ?? imported.value, local.name])
  const all = specifiers.find(({ type }: Node) => type === 'ImportNamespaceSpecifier')
  const names = named.length > 0 ? `, ${JSON.stringify(named.map(([name]: string[]) => name))}` : ''
  const call = `await ${IMPORT}(${FROM_HERE}, ${source.raw}${names})`
  const pattern = `{ ${named.map(([name, local]: string[]) => `${JSON.stringify(name)}: ${local}`).join(', ')} }`
  if (all) return `var ${all.local.name} = ${call};${named.length > 0 ? ` var ${pattern} = ${all.local.name};` : ''}`
  return named.length > 0 ? `var ${pattern} = ${call};` : `void ${call};`
}

/** Imports a module; with `names` it must have them. `fromHere`: imports from where the player is. Errors: rejects with PlayerError where a
 *  name or the module isn't there, or with what the module throws. */
export async function importFrom(fromHere: Importer, specifier: unknown, names: readonly string[] = []): Promise<Imported> {
  const name = String(specifier)
  const module = opened(await (/^(\.{0,2}\/|file:)/.test(name) ? readFile(name) : readPackage(fromHere, name)))
  const missing = names.find(name => !(name in module))
  if (missing !== undefined) throw new PlayerError(`${name} has no '${missing}'. ${suggest(missing, Object.keys(module))}`)
  return module
}

/** A file as it is now: what was imported is known by the time of its last change. */
async function readFile(name: string): Promise<Imported> {
  const path = name.startsWith('file:') ? fileURLToPath(name) : resolve(name)
  const found = statSync(path, { throwIfNoEntry: false })
  if (!found) throw new PlayerError(`there is no file ${name}${/\.\w+$/.test(name) ? '' : `: write its ending too, ${name}.ts`}`)
  const url = `${pathToFileURL(path).href}?${found.mtimeMs}`
  if (!read.has(url)) for (const file of Object.keys(cache)) if (file.split('?')[0] === path) delete cache[file]
  read.add(url)
  return import(url)
}

/** Files that were imported, each as it was then. */
const read = new Set<string>()

async function readPackage(fromHere: Importer, name: string): Promise<Imported> {
  try {
    return await fromHere(name)
  } catch (error) {
    const isMissing = (error as NodeJS.ErrnoException).code === 'ERR_MODULE_NOT_FOUND'
    return import(name).catch(() => { throw isMissing ? new PlayerError(`there is no package ${name} here: npm install ${name}`) : error })
  }
}

/** What a file that is loaded as CommonJS exports may be one level deeper. */
function opened(module: Imported): Imported {
  const inner = module.default as Imported | undefined
  return typeof inner === 'object' && inner !== null && '__esModule' in inner ? inner : module
}
