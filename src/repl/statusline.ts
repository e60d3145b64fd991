/** The status line: the last row of the terminal, kept out of all that scrolls. Between the rows above it readline and what is printed
 *  go on as ever; what they clear beneath the prompt is drawn again at once. However the program ends, the terminal is given back. */
import type { REPLServer } from 'node:repl'
import type { WriteStream } from 'node:tty'
import type { Paint } from '../pictures/paint.ts'
import { statusText } from '../pictures/statustext.ts'
import type { VitalSigns } from './vitals.ts'

/** How often it is drawn, ms. */
const DRAW_EVERY = 125
/** Less than this is no room for it. */
const LEAST = { columns: 20, rows: 6 }
/** The cursor is kept, and put back: DECSC and DECRC. */
const [KEEP, BACK] = ['\x1b7', '\x1b8']

export class StatusLine {
  private readonly output: WriteStream
  private readonly vitals: VitalSigns
  private readonly paint: Paint
  private prompt = (): void => {}
  private timer: NodeJS.Timeout | null = null
  /** The row that it has; 0 while it has none. */
  private row = 0
  private wanted = false
  private readonly resized = (): void => {
    if (!this.wanted) return
    this.letGo()
    this.take()
    this.prompt()
  }

  constructor(output: WriteStream, vitals: VitalSigns, paint: Paint) {
    this.output = output
    this.vitals = vitals
    this.paint = paint
  }

  /** Stands below a REPL from now on. @param isPrompting whether a line is being typed there */
  attach(server: REPLServer, isPrompting: () => boolean): void {
    this.prompt = () => { if (isPrompting()) server.prompt(true) }
    // What readline draws for a key may have cleared it.
    process.stdin.on('keypress', () => { if (this.row > 0) setImmediate(() => this.draw()) })
    this.output.on('resize', this.resized)
    process.on('exit', () => this.hide())
    server.on('SIGTSTP', () => this.suspend())
  }

  get isShown(): boolean {
    return this.wanted
  }

  show(): void {
    if (this.wanted) return
    this.wanted = true
    this.vitals.start()
    this.take()
    this.timer = setInterval(() => this.draw(), DRAW_EVERY).unref()
  }

  hide(): void {
    if (!this.wanted) return
    this.wanted = false
    if (this.timer) clearInterval(this.timer)
    this.vitals.stop()
    this.letGo()
  }

  draw(): void {
    const { row, output, vitals } = this
    if (row === 0 || output.writableNeedDrain) return
    const { now } = vitals
    const text = now ? statusText(now, output.columns - 1, this.paint) : ''
    output.write(`${KEEP}\x1b[${row};1H\x1b[0m\x1b[2K${text}${BACK}`)
  }

  /** Takes the last row. All above it scrolls by itself (DECSTBM), and the cursor goes there if it was below (IND, CUU). */
  private take(): void {
    const { columns, rows } = this.output
    if (columns < LEAST.columns || rows < LEAST.rows) return
    this.row = rows
    this.output.write(`\x1bD\x1b[A${KEEP}\x1b[1;${rows - 1}r${BACK}`)
    this.draw()
  }

  private letGo(): void {
    if (this.row === 0) return
    // After a change of size what was the last row may be anywhere below the cursor.
    this.output.write(`${KEEP}\x1b[r${BACK}${KEEP}\x1b[B\x1b[G\x1b[J${BACK}`)
    this.row = 0
  }

  /** Ctrl-Z, as readline does it, but with the terminal given back. */
  private suspend(): void {
    const shown = this.wanted
    this.hide()
    process.once('SIGCONT', () => {
      process.stdin.setRawMode(true)
      if (shown) this.show()
      this.prompt()
    })
    process.stdin.setRawMode(false)
    process.kill(process.pid, 'SIGTSTP')
  }
}
