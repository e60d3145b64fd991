/** Lines that are read from standard input and run, each finished before the next. */
import { createInterface } from 'node:readline'
import { PassThrough } from 'node:stream'
import type { Mirror } from './mirror.ts'
import type { Printer } from './printer.ts'
import { Session } from './session.ts'

/** What is said of code that ends in the middle. */
export const UNFINISHED = 'the last line is not finished'

/** A line that has run, or the last one of several that belong together. `number`: from 1; `value`: undefined where there is none. */
export interface Ran { session: Session, number: number, value: unknown }

export interface Reader {
  /** Called before a line is read. */
  next(): void
  /** Called when a line has run and all that it has sent is answered. */
  ran(line: Ran): void
}

/** Runs the lines. Resolves at the end of them, or when one of them quits; false: the last one isn't finished. */
export async function runLines(mirror: Mirror, printer: Printer, { next, ran }: Reader): Promise<boolean> {
  let quitting = false
  const session = new Session(mirror, printer, {
    input: new PassThrough(), output: new PassThrough().resume(), terminal: false, useColors: false, prompt: '',
  }, () => { quitting = true })
  let code = ''
  let number = 0
  next()
  for await (const line of createInterface({ input: process.stdin, crlfDelay: Infinity })) {
    code += `${line}\n`
    number++
    // What news have it ask for is there before it is read.
    await mirror.settled()
    const { incomplete, value } = await new Promise<{ incomplete: unknown, value?: unknown }>(done =>
      session.evaluate(code, (incomplete, value) => done({ incomplete, value })))
    if (!incomplete) code = ''
    await mirror.settled()
    if (!incomplete) ran({ session, number, value })
    if (quitting) return true
    next()
  }
  return code.trim() === ''
}
