/** The REPL: at a terminal, or reading lines from a pipe. */
import { mkdirSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { createInterface } from 'node:readline'
import { Recoverable } from 'node:repl'
import type { REPLEval, REPLServer } from 'node:repl'
import { PassThrough } from 'node:stream'
import type { News } from '../engine/command.ts'
import type { EngineReady } from '../engine/config.ts'
import type { Control } from '../io/control.ts'
import { stateFolder } from '../io/state.ts'
import { complete } from './complete.ts'
import { Mirror } from './mirror.ts'
import { Printer } from './printer.ts'
import { Session } from './session.ts'
import { HELP } from './words.ts'

const PROMPT = '♪ '
const HINT = 'The music plays on. quit() or Ctrl-D ends it; help() says what there is.'
/** Inputs that are worth turning first. */
const TELLING = ['freq', 'cutoff', 'q', 'gain', 'position']

/** Opens the REPL at the terminal; resolves when the player quits. What happens meanwhile is printed above the line being
 *  typed, or given to `log`. @param onText hands over what the engine's processes print. */
export async function openTerminal(
  control: Control, ready: EngineReady, onText: (print: (line: string) => void) => void, log?: (news: News) => void,
): Promise<void> {
  const color = process.stdout.hasColors() && !process.env.NO_COLOR
  const printer = new Printer(process.stdout, process.stdout, color)
  const mirror = await follow(control, printer)
  printer.print(greeting(ready, mirror))
  onText(line => printer.error(line))
  control.onNews(news => {
    if (news.event === 'set') return
    if (log) log(news)
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
  takeLines(session)
  completeWith(session)
  server.defineCommand('help', { help: 'what there is', action() {
    printer.print(HELP)
  } })
  await remember(server)
  await ended
  printer.prompting = null
}

/** Reads lines from standard input, each finished before the next; resolves at its end, or when one of them quits.
 *  @param prompt what is printed before a line is read: '' but for a terminal that can't do more than that. */
export async function readLines(control: Control, prompt = ''): Promise<void> {
  const printer = new Printer(process.stdout, process.stderr, false)
  let quitting = false
  const session = new Session(await follow(control, printer), printer, {
    input: new PassThrough(), output: new PassThrough().resume(), terminal: false, useColors: false, prompt: '',
  }, () => { quitting = true })
  const ask = (): boolean => process.stdout.write(prompt)
  let code = ''
  ask()
  for await (const line of createInterface({ input: process.stdin, crlfDelay: Infinity })) {
    code += `${line}\n`
    await new Promise<void>(done => session.evaluate(code, (incomplete, value) => {
      if (!incomplete) code = ''
      if (value !== undefined) printer.print(session.show(value))
      done()
    }))
    await session.mirror.settled()
    if (quitting) return
    ask()
  }
  if (code.trim()) printer.error('the last line is not finished')
}

/** The mirror of what plays, in step from now on. */
async function follow(control: Control, printer: Printer): Promise<Mirror> {
  const mirror = new Mirror(control, (text, isError) => isError ? printer.error(text) : printer.note(text))
  await mirror.refresh()
  return mirror
}

function takeLines(session: Session): void {
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
    else printer.note(HINT)
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
async function remember(server: REPLServer): Promise<void> {
  const file = process.env.NODE_REPL_HISTORY ?? join(stateFolder(), 'history')
  try {
    if (file) mkdirSync(dirname(file), { recursive: true })
  } catch { /* Node says that it can't keep a history */ }
  await new Promise<void>(done => server.setupHistory(file, () => done()))
}

function greeting({ oscHost, oscPort, patch }: EngineReady, mirror: Mirror): string {
  const heard = mirror.listing.modules.filter(({ kind }) => kind !== 'lfo')
  const inputs = heard.flatMap(({ id, inputs }) => inputs.map(input => ({ id, ...input })))
  const knobs = TELLING.flatMap(name => inputs.find(input => input.name === name && typeof input.value === 'number') ?? [])
  const lines = knobs.slice(0, 2).map(({ id, name, value, max }) =>
    `${id}.${name} = ${Math.min(max, Number(value) * 1.5 || max / 2)}`)
  return [
    `Music Chronus plays ${patch} and listens for OSC on ${oscHost}, port ${oscPort}.`,
    'Three things to try:',
    ...[...lines, `edit and save ${patch}: the change is heard without a gap`].map(line => `  ${line}`),
    'help() says what else there is; Tab completes; Ctrl-D ends.',
  ].join('\n')
}
