/** The REPL: at a terminal, or reading lines from a pipe. */
import { mkdirSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { Recoverable } from 'node:repl'
import type { REPLEval, REPLServer } from 'node:repl'
import type { News } from '../engine/command.ts'
import type { Control } from '../io/control.ts'
import { stateFolder } from '../io/state.ts'
import { paint } from '../pictures/paint.ts'
import { complete } from './complete.ts'
import { UNFINISHED, runLines } from './lines.ts'
import { Mirror } from './mirror.ts'
import { Others } from './others.ts'
import { takePastes } from './paste.ts'
import { Printer } from './printer.ts'
import { Session } from './session.ts'
import { StatusLine } from './statusline.ts'
import { VitalSigns } from './vitals.ts'
import { HELP } from './words.ts'

const PROMPT = '♪ '

/** What is said by a REPL at the terminal, and to it. */
export interface Occasion {
  /** What is printed first. */
  greeting: (mirror: Mirror) => string
  /** What is said when Ctrl-C ends nothing. */
  hint: string
  /** Name of the file that keeps what was typed. */
  history: string
  /** Whether there is a status line, until the player says otherwise. */
  status: boolean
  /** Hands over what the engine's processes print. */
  onText?: (print: (line: string) => void) => void
  /** Lets what happens be heard, in place of the link's own. */
  onNews?: (hear: (news: News) => void) => void
  /** Takes what happens, in place of it being printed. */
  log?: (news: News) => void
}

/** Opens the REPL at the terminal; resolves when the player quits. What happens meanwhile is printed above the line being
 *  typed. */
export async function openTerminal(control: Control, occasion: Occasion): Promise<void> {
  const { greeting, hint, history, status, onText, onNews = hear => control.onNews(hear), log } = occasion
  const color = process.stdout.hasColors() && !process.env.NO_COLOR
  const printer = new Printer(process.stdout, process.stdout, color)
  const mirror = await follow(control, printer)
  printer.print(greeting(mirror))
  onText?.(line => printer.error(line))
  const others = new Others(text => printer.note(text))
  onNews(news => {
    if (log) {
      if (news.event !== 'set') log(news)
    } else if (news.event === 'set' || news.event === 'said') others.add(news)
    else if (news.level === 'info') printer.note(news.text)
    else printer.error(news.text)
  })
  // What is said next is not about the line being typed.
  control.onClose(() => {
    if (printer.prompting) process.stdout.write('\n')
    printer.prompting = null
  })
  const session = new Session(mirror, printer, {
    input: process.stdin, output: process.stdout, terminal: true, useColors: color, prompt: PROMPT,
  }, () => session.server.close())
  const { server } = session
  const ended = new Promise<void>(resolve => server.once('exit', resolve))
  printer.prompting = server
  takeLines(session, hint)
  completeWith(session)
  takePastes(server, process.stdout)
  server.defineCommand('help', { help: 'what there is', action() {
    printer.print(HELP)
  } })
  await remember(server, history)
  const line = printer.footer = new StatusLine(process.stdout, new VitalSigns(control), paint(color))
  line.attach(server, () => printer.prompting !== null)
  if (status) line.show()
  await ended
  line.hide()
  printer.prompting = null
}

/** Reads lines from standard input, each finished before the next; resolves at its end, or when one of them quits.
 *  @param prompt what is printed before a line is read: '' but for a terminal that can't do more than that. */
export async function readLines(control: Control, prompt = ''): Promise<void> {
  const printer = new Printer(process.stdout, process.stderr, false)
  const mirror = await follow(control, printer)
  const finished = await runLines(mirror, printer, {
    next: () => process.stdout.write(prompt),
    ran: ({ session, value }) => { if (value !== undefined) printer.print(session.show(value)) },
  })
  if (!finished) printer.error(UNFINISHED)
}

/** The mirror of what plays, in step from now on. */
export async function follow(control: Control, printer: Printer): Promise<Mirror> {
  const mirror = new Mirror(control, (text, isError) => isError ? printer.error(text) : printer.note(text))
  await mirror.refresh()
  return mirror
}

function takeLines(session: Session, hint: string): void {
  const { server, printer } = session
  const evaluate: REPLEval = (code, _context, _file, done) => {
    printer.prompting = null
    session.evaluate(code, (incomplete, value) => {
      done(incomplete && new Recoverable(incomplete), value)
      printer.prompting = server
    })
  }
  Object.assign(server, { eval: evaluate })
  // Node's second Ctrl-C ends the program; on stage that is too easily pressed.
  const byNode = server.listeners('SIGINT')
  server.removeAllListeners('SIGINT')
  server.on('SIGINT', () => {
    if (session.running || session.unfinished || server.line) byNode.forEach(listener => listener.call(server))
    else printer.note(hint)
  })
}

function completeWith({ server, mirror, words }: Session): void {
  const byNode = server.completer
  Object.assign(server, {
    completer: (line: string, done: (error: Error | null, found?: unknown) => void) => {
      const found = complete(line, mirror, words)
      if (found) done(null, found)
      else (byNode as (line: string, done: unknown) => void)(line, done)
    },
  })
}

/** Keeps what was typed for the next time, as NODE_REPL_HISTORY says or in the user's own place. */
async function remember(server: REPLServer, name: string): Promise<void> {
  const file = process.env.NODE_REPL_HISTORY ?? join(stateFolder(), name)
  try {
    if (file) mkdirSync(dirname(file), { recursive: true })
  } catch { /* Node says that it can't keep a history */ }
  await new Promise<void>(done => server.setupHistory(file, () => done()))
}
