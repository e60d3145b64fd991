/** A canvas of dots, two by four in a character, in braille. Its top left dot is 0, 0. */

/** Bits of the dots of a character, row by row (Unicode, Braille Patterns). */
const DOTS = [[0x01, 0x08], [0x02, 0x10], [0x04, 0x20], [0x40, 0x80]]
const BLANK = 0x2800

export class Canvas {
  /** In dots. */
  readonly width: number
  readonly height: number
  private readonly columns: number
  private readonly cells: Uint8Array

  /** @param columns @param rows in characters */
  constructor(columns: number, rows: number) {
    this.columns = columns
    this.width = 2 * columns
    this.height = 4 * rows
    this.cells = new Uint8Array(columns * rows)
  }

  /** A dot, if it is on the canvas. */
  dot(x: number, y: number): void {
    if (x < 0 || x >= this.width || y < 0 || y >= this.height) return
    this.cells[(y >> 2) * this.columns + (x >> 1)] |= DOTS[y & 3][x & 1]
  }

  /** All dots of a column from one row to another. */
  upright(x: number, from: number, to: number): void {
    for (let y = Math.max(0, Math.min(from, to)); y <= Math.min(this.height - 1, Math.max(from, to)); y++) this.dot(x, y)
  }

  /** A line of text for each row. */
  lines(): string[] {
    const { columns, cells } = this
    return Array.from({ length: cells.length / columns }, (_, row) =>
      Array.from(cells.subarray(row * columns, (row + 1) * columns), cell => cell === 0 ? ' ' : String.fromCharCode(BLANK + cell)).join(''))
  }
}
