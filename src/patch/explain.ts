/** What the player is told of an error in a patch: what it is in their words, where, and what to do. */
import { readFileSync } from 'node:fs'
import { isAbsolute } from 'node:path'
import { inspect } from 'node:util'
import { transformSync } from 'esbuild'
import * as modules from '../dsp/index.ts'
import { inputOf } from '../dsp/inputerror.ts'
import { CIRCLE } from '../dsp/module.ts'
import { nearest, suggest } from '../dsp/nearest.ts'
import { Signal } from '../dsp/signal.ts'
import { Circular } from '../kernel/cut.ts'
import { Refusal } from '../kernel/refusal.ts'
import { PatchError } from './error.ts'
import { imported } from './imported.ts'
import { PatternError } from '../pattern/index.ts'
import { locate } from './locate.ts'
import { BadPattern } from './patterns.ts'
import { type Place, lineAt, placeAt, propertyAt, thrownAt } from './place.ts'
import { DuplicateId } from './walk.ts'

/** An error of the player's file as a PatchError. */
export function explain(thrown: unknown, file: string): PatchError {
  if (thrown instanceof PatchError) return thrown
  if (!(thrown instanceof Error)) {
    return at({ file }, `The patch threw ${inspect(thrown)}.`, 'An error knows its line: throw new Error(…)')
  }
  if (thrown instanceof Refusal) return at(locate(thrown), thrown.message, thrown.hint)
  if (thrown instanceof DuplicateId) {
    const [first, second] = thrown.nodes.map(node => thrownAt(node.where))
    const where = first?.file === second?.file ? `line ${first?.line}` : `${first?.file}, line ${first?.line}`
    const how = thrown.nodes.some(node => node.spec.passes) ? 'a name of its own: poly(\'lead\', 8, …).' : 'another name.'
    return at(second, thrown.message, `The first is in ${where}. Give one of them ${how}`)
  }
  if (thrown instanceof BadPattern) {
    const { node, input, message, cause } = thrown
    const place = thrownAt(node.where)
    const what = input === null ? `The notes of '${node.id}'` : `${node.id}.${input}`
    const hint = cause instanceof PatternError ? cause.hint : undefined
    return at(place && input !== null ? propertyAt(place, input) : place, `${what} can't play this pattern: ${message}`, hint)
  }
  if (thrown.name === 'PatternError') return notation(thrown as PatternError, file)
  if (thrown instanceof Circular) {
    const place = thrownAt(thrown.node.where)
    return at(place && thrown.input !== undefined ? propertyAt(place, thrown.input) : place, thrown.message)
  }
  return syntax(thrown) ?? json(thrown) ?? missing(thrown, file) ?? mistaken(thrown, file)
}

/** What is wrong with a notation, shown in it. */
function notation(thrown: PatternError, file: string): PatchError {
  const [message, ...rest] = thrown.report.split('\n')
  return at(thrownAt(thrown) ?? { file }, message, rest.map(line => line.replace(/^ {2}/, '')).join('\n  ') || undefined)
}

/** What JavaScript says of a mistake, in other words. */
function mistaken(thrown: Error, file: string): PatchError {
  const place = thrownAt(thrown) ?? { file }
  const { message } = thrown
  const input = inputOf(thrown)
  if (input !== undefined) return at('line' in place ? propertyAt(place, input) : place, message)
  const early = /^Cannot access '(.+)' before initialization$/.exec(message)?.[1]
  if (early !== undefined) {
    return at(named(place, early), `'${early}' is used before it is made.`, `Make '${early}' in a line above. ${CIRCLE}`)
  }
  const unknown = /^(\S+) is not defined$/.exec(message)?.[1]
  if (unknown !== undefined) {
    const names = ['patch', ...Object.keys(modules)]
    const hint = names.includes(unknown) ? `Import it: import { ${unknown} } from 'music-chronus'` : suggest(unknown, names)
    return at(named(place, unknown), `There is no '${unknown}' here.`, hint)
  }
  const method = /\.(\w+) is not a function$/.exec(message)?.[1]
  if (method !== undefined && isNear(method)) return at(place, `There is no .${method}().`, suggest(method, METHODS))
  const [, nothing, property] = /^Cannot read properties of (undefined|null) \(reading '(.+)'\)$/.exec(message) ?? []
  if (property !== undefined) return at(place, `What should have a .${property} here is ${nothing}.`)
  return unreadable(thrown, place) ?? at(place, message)
}

/** What the system says of a file that a patch reads: `ENOENT: no such file or directory, open './kick.wav'`. */
function unreadable({ code, syscall, path }: NodeJS.ErrnoException, place: Partial<Place>): PatchError | undefined {
  if (code === 'EISDIR') return at(place, `${path ?? 'What is read here'} is a folder.`, 'Name a file in it.')
  if (path === undefined) return undefined
  if (code === 'EACCES' || code === 'EPERM') {
    return at(place, `${path} may not be opened.`, `Its permissions don't allow it. See them: ls -ld ${path}`)
  }
  if (code !== 'ENOENT') return undefined
  const hint = `It was looked for in ${process.cwd()}. From the folder of the patch: new URL('${path}', import.meta.url)`
  return at(place, `There is no ${syscall === 'scandir' ? 'folder' : 'file'} ${path}.`, isAbsolute(path) ? undefined : hint)
}

/** The place of a name from a place on in its line: what is thrown may name the beginning of the statement. */
function named(place: Partial<Place>, name: string): Partial<Place> {
  const text = place.column === undefined ? undefined : lineAt(place as Place)
  const index = text?.slice(place.column! - 1).search(new RegExp(`(?<![\\w$])${name.replaceAll('$', '\\$')}(?![\\w$])`)) ?? -1
  return index < 0 ? place : { ...place, column: place.column! + index }
}

/** What signals can do. */
const METHODS = Object.getOwnPropertyNames(Signal.prototype).filter(name => name !== 'constructor')
const isNear = (name: string): boolean => nearest(name, METHODS) !== undefined

function at(place: Partial<Place> | undefined, message: string, hint?: string): PatchError {
  const text = place?.line === undefined ? undefined : lineAt(place as Place)
  return new PatchError({ message, ...place, text, hint })
}

/** What esbuild says: `/path/file.ts:3:5: ERROR: Expected ")" but found "}"`. Its columns count bytes, from 0. */
function syntax({ message }: Error): PatchError | undefined {
  const match = /^(.+):(\d+):(\d+): (?:ERROR|error): (.+)$/m.exec(message)
  if (match === null) return undefined
  const [, file, line, bytes, text] = match
  const place = { file, line: Number(line), column: 1 }
  const before = Buffer.from(lineAt(place) ?? '').subarray(0, Number(bytes)).toString()
  return at({ ...place, column: before.length + 1 }, `${text}.`)
}

/** A JSON file that is imported, as JavaScript says it: `/path/file.json: Unexpected end`, without a line. esbuild knows the line. */
function json(thrown: Error): PatchError | undefined {
  const [, file, text] = /^(.+\.json): (.+)$/.exec(thrown.message) ?? []
  if (file === undefined || !(thrown instanceof SyntaxError)) return undefined
  try {
    transformSync(readFileSync(file, 'utf8'), { loader: 'json', sourcefile: file })
  } catch (error) {
    return syntax(error as Error)
  }
  return at({ file }, text)
}

/** Imports of what isn't there. */
function missing(error: Error, file: string): PatchError | undefined {
  const name = /does not provide an export named '(\w+)'/.exec(error.message)?.[1]
    ?? /import_music_chronus\w*\.(\w+)\) is not a function/.exec(error.message)?.[1]
  if (name !== undefined) {
    const where = imported(file).map(path => mention(path, new RegExp(`\\b${name}\\b`))).find(place => 'line' in place)
    return at(where ?? { file }, `There is no '${name}' to import.`, suggest(name, ['patch', ...Object.keys(modules)]))
  }
  const path = /Cannot find (?:module|package) '([^']+)'/.exec(error.message)?.[1]
  if (path === undefined) return undefined
  const last = path.split('/').at(-1)!.replace(/[^\w.-]/g, '').replaceAll('.', '\\.')
  const place = mention(file, new RegExp(`['"][^'"]*${last}['"]`))
  return at(place, `There is no ${path} to import.`, 'Write the path of a file: ./name.ts')
}

/** The first place in a file that matches. */
function mention(file: string, pattern: RegExp): Place | { file: string } {
  const text = readFileSync(file, 'utf8')
  const position = text.search(pattern)
  return position < 0 ? { file } : placeAt(file, text, position)
}
