/** What a patch can import, and what the sources say of it. */
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

/** An exported name: the file that it comes from, from the root of the project; its docstring; how it is called, where that is
 *  written as a function and fits a line. */
export interface Exported { name: string, file: string, docstring: string, calls: string[] }

const ROOT = new URL('..', import.meta.url)
const textOf = (file: string) => readFileSync(fileURLToPath(new URL(file, ROOT)), 'utf8')

/** All names that a file hands out of others, in its order. */
export function exported(index: string): Exported[] {
  const statements = [...textOf(index).matchAll(/^export (?:\*|\{([^}]*)\}) from '(.+)'$/gm)]
  return statements.flatMap(([, names, path]) => {
    const file = new URL(path, new URL(index, ROOT)).href.slice(ROOT.href.length)
    if (names === undefined) return exported(file)
    return names.split(',').map(name => name.trim()).filter(Boolean).map(name => described(name, origin(name, file)))
  })
}

/** The file that declares what a file hands out. */
function origin(name: string, file: string): string {
  const from = [...textOf(file).matchAll(/^export \{([^}]*)\} from '(.+)'$/gm)]
    .find(([, names]) => names.split(',').some(each => each.trim() === name))
  return from === undefined ? file : origin(name, new URL(from[2], new URL(file, ROOT)).href.slice(ROOT.href.length))
}

function described(name: string, file: string): Exported {
  const text = textOf(file)
  const docstring = new RegExp(`/\\*\\*((?:(?!\\*/)[^])*)\\*/\\s*export (?:abstract )?\\w+ ${name}\\b`).exec(text)?.[1] ?? ''
  const signatures = [...text.matchAll(new RegExp(`^export function ${name}\\(.*\\).*$`, 'gm'))].map(([line]) => line)
  const overloads = signatures.filter(line => !line.endsWith('{'))
  const calls = (overloads.length > 0 ? overloads : signatures).map(line => line.replace(/^export function | \{$/g, ''))
  return { name, file, docstring: docstring.trim(), calls }
}

/** The methods of a class in a file, each with its docstring of one line. */
export function methods(file: string): { call: string, docstring: string }[] {
  return [...textOf(file).matchAll(/^ {2}\/\*\* (.+) \*\/\n {2}(\w+\(.*\)): \w+ \{/gm)].map(([, docstring, call]) => ({ call, docstring }))
}
