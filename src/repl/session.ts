/** A session: Node's REPL with the player's names in it, made to understand TypeScript and to be brief about mistakes. */
import { create as createDomain } from 'node:domain'
import { start } from 'node:repl'
import type { REPLServer, ReplOptions } from 'node:repl'
import { inspect, types } from 'node:util'
import { runInContext } from 'node:vm'
import { nearest } from '../dsp/nearest.ts'
import { grid } from '../pattern/grid.ts'
import { Pattern } from '../pattern/index.ts'
import { BREATH, Breath, breathing } from './breath.ts'
import { TO, gliding } from './glides.ts'
import { guardedProcess } from './guarded.ts'
import { IMPORT, importFrom, importing } from './imports.ts'
import { MAKERS } from './makers.ts'
import { PlayerError } from './mirror.ts'
import type { Mirror } from './mirror.ts'
import { gliderOf, moduleObject, modulesObject } from './modules.ts'
import type { Printer } from './printer.ts'
import { asCode } from './say.ts'
import { sights } from './sights.ts'
import { BadSyntax, Incomplete, toJavaScript } from './typescript.ts'
import { isAwaited } from './word.ts'
import { BARE, words } from './words.ts'

/** The name by which the promise of a word is awaited. */
const PENDING = '$pending'

/** What setTimeout and setInterval give: an object of many inner fields. */
const TIMER = setTimeout(() => {}).unref().constructor

/** A module's id that can stand in a line as it is. */
const IDENTIFIER = /^[a-z_$][\w$]*$/i

/** Characters that are shown of a value. */
const MOST_SHOWN = 50_000

/** A glide, as it is written. */
const GLIDE = "filter.cutoff.to(200, '4 bars')"

export class Session {
  readonly server: REPLServer
  readonly mirror: Mirror
  readonly printer: Printer
  /** The names of the words: gate, load … */
  readonly words: string[]
  /** Has a line begun that more are to follow? */
  unfinished = false
  private readonly evaluateByNode: (code: string, callback: (error: Error | null, value?: unknown) => void) => void
  private readonly ownNames = new Set<string>()
  /** The modules that have a name of their own in the player's scope. */
  private readonly modules = new Map<string, object>()
  /** Those whose name the player has given to something else. */
  private readonly hidden = new Set<string>()
  /** Takes what goes wrong in the code that runs; null while none does. */
  private failed: ((error: unknown) => void) | null = null
  private readonly breath = new Breath()
  private readonly process = guardedProcess()
  private lines = 0
  /** The promise of a word that a line waits for. */
  private pending: unknown = undefined

  /** @param mirror one that has been refreshed. @param quit ends the session. */
  constructor(mirror: Mirror, printer: Printer, options: ReplOptions, quit: () => void) {
    this.printer = printer
    this.mirror = mirror
    // Node hands what a line throws, and what its timers throw later, to the domain. (An `eval` of one's own would get the
    // former, but Node then leaves Ctrl-C and await to it.)
    const domain = createDomain()
    const ours = { domain, breakEvalOnSigint: true, ignoreUndefined: true, preview: false, writer: this.show.bind(this) }
    this.server = start({ ...options, ...ours } as ReplOptions)
    domain.removeAllListeners('error')
    domain.on('error', (error: unknown) => {
      // Within its domain Node tells of the line itself; outside of it of timers and promises that nobody waits for.
      if (this.failed && (process as { domain?: unknown }).domain === domain) this.failed(error)
      else printer.error(this.explain(error))
    })
    const evaluate = this.server.eval
    this.evaluateByNode = (code, callback) => evaluate.call(this.server, code, this.server.context, 'line', callback)
    const functions = words(mirror, quit, sights(mirror, printer, options.terminal === true))
    this.words = Object.keys(functions)
    this.defineNames(functions)
    mirror.onChange = () => this.defineNames(functions)
    this.server.on('reset', () => this.defineNames(functions))
    // A promise that nobody waited for.
    process.on('unhandledRejection', error => printer.error(this.explain(error)))
    process.on('uncaughtException', error => printer.error(this.explain(error)))
  }

  /** Does a line run? */
  get running(): boolean {
    return this.failed !== null
  }

  /** Runs a line of TypeScript and prints what goes wrong. Then calls `done`: with Incomplete when more lines are to come,
   *  or with the line's value, awaited if it is the promise of a word. */
  evaluate(code: string, done: (incomplete: Incomplete | null, value?: unknown) => void): void {
    const finish = (value?: unknown): void => {
      this.failed = null
      this.printer.flush()
      // What a line deletes is there again in the next one.
      if ([...this.ownNames].some(name => !Object.hasOwn(this.server.context, name))) this.mirror.onChange()
      this.noteHidden()
      done(null, value)
    }
    const line = ++this.lines
    const fail = (error: unknown): void => {
      if (isInterruption(error)) this.breath.stop(line)
      this.printer.flush()
      this.printer.error(this.explain(error))
      finish()
    }
    const step = (script: string): void => this.evaluateByNode(script, (error, value) => {
      if (error) return fail(error)
      if (!isAwaited(value)) return finish(value)
      // Awaited by Node, which holds back what is typed meanwhile and heeds Ctrl-C.
      this.pending = value
      step(`await ${PENDING}`)
    })
    this.unfinished = false
    this.failed = fail
    try {
      const bare = code.trim().replace(/;$/, '')
      const script = toJavaScript(asCode(code) ?? (BARE.includes(bare) ? `${bare}()` : code))
      const heeded = breathing(gliding(importing(script)), line)
      withoutListeners(['SIGTERM', 'SIGHUP'], () => step(heeded))
    } catch (error) {
      if (!(error instanceof Incomplete)) return fail(error)
      this.failed = null
      this.unfinished = true
      done(error)
    }
  }

  /** A value as a line shows it, one that objects to being shown as well. */
  show(value: unknown): string {
    try {
      if (types.isPromise(value)) return 'a promise: await it'
      if (value instanceof Pattern) return `\n${grid(value.query(0, 1), 0)}`
      if (value instanceof TIMER) return 'a timer; clearTimeout stops it'
      const text = inspect(value, { colors: this.server.useColors, depth: 4, maxStringLength: MOST_SHOWN })
      return text.length > MOST_SHOWN ? `${text.slice(0, MOST_SHOWN)}… and ${text.length - MOST_SHOWN} more characters` : text
    } catch {
      return 'a value that fails when it is shown'
    }
  }

  /** What went wrong, in a line or two. */
  explain(error: unknown): string {
    if (!types.isNativeError(error)) return `thrown: ${this.show(error)}`
    if (error instanceof PlayerError || error instanceof BadSyntax) return error.message
    if (isInterruption(error)) return 'interrupted'
    const [, unknown] = /^(\S+) is not defined$/.exec(error.message) ?? []
    if (/\.to is not a function$/.test(error.message)) return `${error.message}: inputs glide by their names, ${GLIDE}`
    const meant = unknown && nearest(unknown, [...this.words, ...this.mirror.listing.modules.map(({ id }) => id)])
    const frames = error.stack?.split('\n').filter(frame => /^\s+at .*\/.*:\d+:\d+/.test(frame)) ?? []
    const place = frames.find(frame => !frame.includes('node:') && !frame.includes(import.meta.dirname))
    const addition = meant ? `. Did you mean '${meant}'?` : place && !unknown ? `\n${place}` : ''
    return `${error.name}: ${error.message}${addition}`
  }

  /** Tells, once, of a module that can't be seen any more behind a variable of the same name. */
  private noteHidden(): void {
    for (const [id, module] of this.modules) {
      if (this.hidden.has(id) || !this.isHidden(id, module)) continue
      this.hidden.add(id)
      this.printer.note(`${id} is now your variable; the module is modules.${id}`)
    }
  }

  private isHidden(id: string, module: object): boolean {
    try {
      return runInContext(id, this.server.context) !== module
    } catch {
      return false // a word of the language, such as new: no name of anything
    }
  }

  /** Puts the words and the modules into the player's scope. A module whose id is taken by a word or by the language is in
   *  `modules` only. */
  private defineNames(ours: Record<string, unknown>): void {
    const { context } = this.server
    for (const name of this.ownNames) delete context[name]
    this.ownNames.clear()
    this.modules.clear()
    const define = (name: string, value: unknown, what: string): void => {
      this.ownNames.add(name)
      Object.defineProperty(context, name, {
        get: () => value, set: () => { throw new PlayerError(`${name} is ${what}`) }, configurable: true, enumerable: true,
      })
    }
    for (const [name, word] of Object.entries(ours)) define(name, word, 'a word of the REPL: choose another name')
    for (const [name, maker] of Object.entries(MAKERS)) {
      // A module of that name is meant more often.
      if (!this.mirror.listing.modules.some(({ id }) => id === name)) define(name, maker, 'what makes patterns: choose another name')
    }
    define('modules', modulesObject(this.mirror), 'the list of what plays: choose another name')
    const breath = (line: number, value: unknown): Promise<unknown> => this.breath.take(line, value)
    Object.defineProperty(context, BREATH, { value: breath, configurable: true })
    Object.defineProperty(context, 'process', { value: this.process, configurable: true, writable: true })
    Object.defineProperty(context, IMPORT, { value: importFrom, configurable: true })
    Object.defineProperty(context, TO, { value: gliderOf(this.mirror), configurable: true })
    Object.defineProperty(context, PENDING, { get: () => this.pending, configurable: true })
    Object.defineProperty(context, 'console', { value: this.printer.console, configurable: true, writable: true })
    for (const { id } of this.mirror.listing.modules) {
      if (id in ours || id === 'modules' || id in globalThis) continue
      const module = moduleObject(this.mirror, id)
      define(id, module, `a module: set one of its inputs, ${id}.… = …`)
      if (IDENTIFIER.test(id)) this.modules.set(id, module)
    }
  }
}

function isInterruption(error: unknown): boolean {
  return (error as NodeJS.ErrnoException | null)?.code === 'ERR_SCRIPT_EXECUTION_INTERRUPTED'
}

/** Runs code that may never return. Meanwhile a signal that ends the program does so without asking it. */
function withoutListeners(signals: NodeJS.Signals[], run: () => void): void {
  const listeners = signals.map(name => process.listeners(name))
  signals.forEach(name => process.removeAllListeners(name))
  try {
    run()
  } finally {
    signals.forEach((name, index) => listeners[index].forEach(listener => process.on(name, listener)))
  }
}
