/** The whole terminal, for a while: the alternate screen, drawn row by row where it has changed, and all keys. However the program ends,
 *  the terminal is given back as it was. */
import type { ReadStream, WriteStream } from 'node:tty'

/** The alternate screen, no cursor, nothing wraps; and back. Codes of xterm, which tmux and all others know. */
const ENTER = '\x1b[?1049h\x1b[?25l\x1b[?7l\x1b[r\x1b[2J'
const LEAVE = '\x1b[?7h\x1b[?25h\x1b[?1049l'
/** Between these a terminal that can (DEC mode 2026) shows nothing by halves. */
const [BEGIN, END] = ['\x1b[?2026h', '\x1b[?2026l']

export class Screen {
  private readonly output: WriteStream
  private readonly input: ReadStream
  private rows: string[] = []
  private listeners: Function[] = []
  private wasRaw = false
  private wasPaused = false
  private isOpen = false
  private onKey: (key: string) => void = () => {}
  private readonly take = (data: Buffer | string): void => this.onKey(String(data))
  private readonly clear = (): void => {
    this.rows = []
    this.output.write('\x1b[2J')
  }

  constructor(output: WriteStream = process.stdout, input: ReadStream = process.stdin) {
    this.output = output
    this.input = input
  }

  get columns(): number { return this.output.columns || 80 }
  get height(): number { return this.output.rows || 24 }

  /** Whether the terminal still has to show what it was sent: then the next picture would only come later. */
  get isBusy(): boolean { return this.output.writableNeedDrain }

  /** Takes it over. @param onKey is given what the keys send, Ctrl-C too */
  open(onKey: (key: string) => void): void {
    const { input, output } = this
    this.isOpen = true
    this.onKey = onKey
    // Whoever listened before, a REPL, hears nothing of it.
    this.listeners = input.rawListeners('data')
    this.wasRaw = input.isRaw
    this.wasPaused = input.isPaused()
    input.removeAllListeners('data')
    input.setRawMode(true)
    input.on('data', this.take)
    input.resume()
    output.write(ENTER)
    output.on('resize', this.clear)
    process.on('exit', this.giveBack)
  }

  /** Shows these lines, the first ones that there is room for. */
  draw(lines: readonly string[]): void {
    let text = ''
    const count = Math.min(this.height, Math.max(lines.length, this.rows.length))
    for (let row = 0; row < count; row++) {
      const line = lines[row] ?? ''
      if (this.rows[row] !== line) text += `\x1b[${row + 1};1H\x1b[2K${line}`
    }
    this.rows = lines.slice(0, this.height)
    if (text !== '') this.output.write(`${BEGIN}${text}${END}`)
  }

  close(): void {
    if (!this.isOpen) return
    this.giveBack()
    const { input, output } = this
    process.off('exit', this.giveBack)
    output.off('resize', this.clear)
    input.off('data', this.take)
    for (const listener of this.listeners) input.on('data', listener as () => void)
    if (this.wasPaused) input.pause()
  }

  private readonly giveBack = (): void => {
    this.isOpen = false
    this.output.write(LEAVE)
    this.input.setRawMode(this.wasRaw)
  }
}
