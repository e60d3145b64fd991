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
export function lineAt({ file, line }: Place): string | undefined {
  try {
    return readFileSync(file, 'utf8').split(/\r?\n/)[line - 1]
  } catch {
    return undefined
  }
}

/** The place of a position, counted in characters, in a file's text. */
export function placeAt(file: string, text: string, position: number): Place {
  const before = text.slice(0, position).split('\n')
  return { file, line: before.length, column: before.at(-1)!.length + 1 }
}

function places({ stack = '' }: Error): Place[] {
  return stack.split('\n').flatMap(frame => {
    const match = /^\s+at (?:.*? \()??(file:\/\/.+|\/.+|[A-Z]:.+):(\d+):(\d+)\)?$/.exec(frame)
    if (match === null) return []
    const [path] = (match[1].startsWith('file:') ? fileURLToPath(match[1]) : match[1]).split('?')
    return path.includes('/node_modules/') ? [] : [{ file: path, line: Number(match[2]), column: Number(match[3]) }]
  })
}
