/** Bars of blocks, an eighth of a character exact. */
const UP = ' ▁▂▃▄▅▆▇█'
const ALONG = ' ▏▎▍▌▋▊▉█'

/** Upright bars, a column each. @param heights 0 … 1 @param rows in all */
export function blocks(heights: readonly number[], rows: number): string[] {
  const eighths = heights.map(height => Math.round(8 * rows * Math.max(0, Math.min(1, height))))
  return Array.from({ length: rows }, (_, row) => eighths.map(full => UP[Math.max(0, Math.min(8, full - 8 * (rows - 1 - row)))]).join(''))
}

/** A bar from left to right. @param length 0 … 1 @param columns in all */
export function bar(length: number, columns: number): string {
  const full = Math.round(8 * columns * Math.max(0, Math.min(1, length)))
  return Array.from({ length: columns }, (_, column) => ALONG[Math.max(0, Math.min(8, full - 8 * column))]).join('')
}
