/** Lines that come from a program: each is answered with one line of JSON, and what happens meanwhile is told in such lines as well. */
import { Writable } from 'node:stream'
import { inspect } from 'node:util'
import type { Control } from '../io/control.ts'
import { UNFINISHED, runLines } from './lines.ts'
import { Printer } from './printer.ts'
import { follow } from './repl.ts'
import type { Session } from './session.ts'

const write = (line: object): void => { process.stdout.write(`${JSON.stringify(line)}\n`) }

/** What goes wrong while a line runs belongs to its answer. */
class Teller extends Printer {
  /** What went wrong in the line that runs; null while none does. */
  wrong: string[] | null = null

  override note(text: string): void {
    write({ note: text })
  }

  override error(text: string): void {
    if (this.wrong) this.wrong.push(text)
    else write({ error: text })
  }

  /** The end of a line: { line, ok: true, value } or { line, ok: false, error }. */
  answer(line: number, value: unknown): void {
    const wrong = this.wrong?.join('\n') ?? ''
    this.wrong = null
    write(wrong === '' ? { line, ok: true, value } : { line, ok: false, error: wrong })
  }
}

/** Reads and answers until standard input ends, or a line quits. */
export async function answerLines(control: Control): Promise<void> {
  const printed = new Writable({
    decodeStrings: false,
    write(text, _, done) {
      write({ printed: String(text).trimEnd() })
      done()
    },
  })
  const teller = new Teller(printed, printed, false)
  const mirror = await follow(control, teller)
  control.onNews(news => { if (!news.own) write({ news }) })
  let last = 0
  const finished = await runLines(mirror, teller, {
    next: () => { teller.wrong ??= [] },
    ran: ({ session, number, value }) => {
      last = number
      teller.answer(number, plain(session, value))
    },
  })
  if (finished) return
  teller.wrong = [UNFINISHED]
  teller.answer(last + 1, undefined)
}

/** A value as JSON has it; one that it hasn't as the text that shows it. */
function plain(session: Session, value: unknown): unknown {
  try {
    const isText = typeof value === 'object' && value !== null && inspect.custom in value && Object.keys(value).length === 0
    if (!isText && JSON.stringify(value) !== undefined) return value
  } catch { /* it has a circle in it, or fails when it is looked at */ }
  return value === undefined ? undefined : session.show(value)
}
