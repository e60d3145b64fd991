/** The one who prints while a line may be being typed: what it prints appears above that line, which stays as it was. */
import { Console } from 'node:console'
import { EventEmitter } from 'node:events'
import { clearScreenDown, cursorTo, moveCursor } from 'node:readline'
import type { REPLServer } from 'node:repl'

const RED = 31
const DIM = 2
/** Characters that a line may print before anything else gets its turn: a loop without end prints no more. */
const MOST = 200_000
/** Of what waits for the screen so many are kept, the newest. */
const MOST_HELD = 500

/** What stands below all that is printed: the status line. */
export interface Footer {
  readonly isShown: boolean
  show(): void
  hide(): void
  draw(): void
}

export class Printer {
  private readonly output: NodeJS.WritableStream
  private readonly errors: NodeJS.WritableStream
  readonly color: boolean
  /** The REPL whose prompt is on the screen; null while none is. */
  prompting: REPLServer | null = null
  footer: Footer | null = null
  private footerWaits = false
  /** What waits while something else has the screen; null while nothing has. */
  private held: [text: string, to: NodeJS.WritableStream][] | null = null
  /** What code has printed since the last flush: its length, and of how many times nothing is kept. */
  private kept: { text: string, to: NodeJS.WritableStream }[] = []
  private size = 0
  private dropped = 0
  /** What is printed here by the player's code. */
  readonly console: Console

  /** @param errors where mistakes go: at a terminal, to the output as well. @param color with colours? */
  constructor(output: NodeJS.WritableStream, errors: NodeJS.WritableStream, color: boolean) {
    this.output = output
    this.errors = errors
    this.color = color
    // A Ctrl-C may end a loop anywhere, and a stream in the middle of a write would be stuck for good: so what code prints waits here.
    const through = (to: NodeJS.WritableStream): NodeJS.WritableStream =>
      Object.assign(new EventEmitter().setMaxListeners(0), { write: (text: string) => this.keep(text, to) }) as any
    this.console = new Console({ stdout: through(output), stderr: through(errors), colorMode: color })
  }

  /** Prints what code has printed until now. */
  flush(): void {
    const { kept, dropped } = this
    this.kept = []
    this.size = this.dropped = 0
    for (const { text, to } of kept) this.put(text, to)
    if (dropped > 0) this.put(`… and ${dropped} more\n`, this.errors)
  }

  private keep(text: string, to: NodeJS.WritableStream): boolean {
    if (this.kept.length === 0) setImmediate(() => this.flush())
    this.size += text.length
    if (this.size > MOST) this.dropped++
    else if (this.kept.at(-1)?.to === to) this.kept.at(-1)!.text += text
    else this.kept.push({ text, to })
    return true
  }

  /** A result. */
  print(text: string): void {
    this.put(`${text}\n`, this.output)
  }

  /** Something beside the matter. */
  note(text: string): void {
    this.put(`${this.dyed(text, DIM)}\n`, this.errors)
  }

  error(text: string): void {
    this.put(`${this.dyed(text, RED)}\n`, this.errors)
  }

  /** From now on what is printed waits until `release`. */
  hold(): void {
    this.held ??= []
    this.footerWaits = this.footer?.isShown ?? false
    this.footer?.hide()
  }

  release(): void {
    const held = this.held ?? []
    this.held = null
    if (this.footerWaits) this.footer?.show()
    for (const [text, to] of held) this.put(text, to)
  }

  private dyed(text: string, code: number): string {
    return this.color ? `\x1b[${code}m${text}\x1b[0m` : text
  }

  private put(text: string, to: NodeJS.WritableStream): void {
    const server = this.prompting
    if (this.held) {
      this.held.push([text, to])
      if (this.held.length > MOST_HELD) this.held.shift()
      return
    }
    if (!server) {
      to.write(text)
      return
    }
    moveCursor(this.output, 0, -server.getCursorPos().rows)
    cursorTo(this.output, 0)
    clearScreenDown(this.output)
    to.write(text.endsWith('\n') ? text : `${text}\n`)
    // readline goes up by the rows that it drew last; those are gone.
    Object.assign(server, { prevRows: 0 })
    server.prompt(true)
    this.footer?.draw()
  }
}
