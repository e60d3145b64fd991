/** Places in files: where an error was thrown, where a line of a patch made something. */
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

/** A place in a file; line and column count from 1. */
export interface Place { file: string, line: number, column: number }

const source = fileURLToPath(new URL('..', import.meta.url))
const contract = fileURLToPath(new URL('../dsp/module.ts', import.meta.url))

/** The innermost place in a player's file that an error's stack names. */
export const thrownAt = (error: Error): Place | undefined => places(error).find(({ file }) => !file.startsWith(source))

/** Where module({ … }) was called, from the stack that it kept. */
export const definedAt = (error: Error): Place | undefined => places(error).find(({ file }) => file !== contract)

/** The text of a line, or undefined where the file can't be read. */
export const lineAt = ({ file, line }: Place): string | undefined => textOf(file)?.split(/\r?\n/)[line - 1]

function textOf(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    return undefined
  }
}

/** The place of a position, counted in characters, in a file's text. */
export function placeAt(file: string, text: string, position: number): Place {
  const before = text.slice(0, position).split('\n')
  return { file, line: before.length, column: before.at(-1)!.length + 1 }
}

/** Where a property is named in the object that the call at a place is given; the call itself where it isn't named there. */
export function propertyAt(call: Place, name: string): Place {
  const text = textOf(call.file) ?? ''
  const start = [...text.split('\n').slice(0, call.line - 1), ''].join('\n').length + call.column - 1
  let open = ''
  let before = ''
  for (const { 0: token, index } of text.slice(start).matchAll(TOKEN)) {
    if (token.startsWith('//') || token.startsWith('/*')) continue
    const isName = open === '({' && (before === '{' || before === ',')
    if (isName && token.replaceAll(/['"]/g, '') === name) return placeAt(call.file, text, start + index)
    if ('([{'.includes(token)) open += token
    else if (')]}'.includes(token)) open = open.slice(0, -1)
    if (token === ')' && open === '') break
    before = token
  }
  return call
}

/** Comments, texts, words, and any other character by itself. */
const TOKEN = /\/\/.*|\/\*[^]*?\*\/|(['"`])(?:\\[^]|(?!\1)[^\\])*\1|[\w$]+|\S/g

function places({ stack = '' }: Error): Place[] {
  return stack.split('\n').flatMap(frame => {
    const match = /^\s+at (?:.*? \()??(file:\/\/.+|\/.+|[A-Z]:.+):(\d+):(\d+)\)?$/.exec(frame)
    if (match === null) return []
    const [path] = (match[1].startsWith('file:') ? fileURLToPath(match[1]) : match[1]).split('?')
    return path.includes('/node_modules/') ? [] : [{ file: path, line: Number(match[2]), column: Number(match[3]) }]
  })
}
