/** The one who prints while a line may be being typed: what it prints appears above that line, which stays as it was. */
import { Console } from 'node:console'
import { clearScreenDown, cursorTo, moveCursor } from 'node:readline'
import { Writable } from 'node:stream'
import type { REPLServer } from 'node:repl'

const RED = 31
const DIM = 2

export class Printer {
  private readonly output: NodeJS.WritableStream
  private readonly errors: NodeJS.WritableStream
  private readonly color: boolean
  /** The REPL whose prompt is on the screen; null while none is. */
  prompting: REPLServer | null = null
  /** What is printed here by the player's code. */
  readonly console: Console

  /** @param errors where mistakes go: at a terminal, to the output as well. @param color with colours? */
  constructor(output: NodeJS.WritableStream, errors: NodeJS.WritableStream, color: boolean) {
    this.output = output
    this.errors = errors
    this.color = color
    const through = (to: NodeJS.WritableStream): Writable => new Writable({
      decodeStrings: false,
      write: (chunk, _, done) => {
        this.put(String(chunk), to)
        done()
      },
    })
    this.console = new Console({ stdout: through(output), stderr: through(errors), colorMode: color })
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

  private dyed(text: string, code: number): string {
    return this.color ? `\x1b[${code}m${text}\x1b[0m` : text
  }

  private put(text: string, to: NodeJS.WritableStream): void {
    const server = this.prompting
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
  }
}
