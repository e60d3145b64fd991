/** Draws a cycle of a pattern: a line for each value, time from left to right. */
import type { Hap, Value } from './hap.ts'
import { type Rational, compare, minus, rational, toNumber, whole } from './rational.ts'

/** Columns of a cycle: about so many, and at most. */
const WIDTH = 64
const WIDEST = 96
const LABEL = 16
/** Lines that are drawn at most. */
const MOST_LINES = 40

/** Marks: X is an accent, x an event, ─ its length; ◂ and ▸ where it was cut: it has begun before, or ends after. */
const REST = '·'
const [HELD, FROM_BEFORE, GOES_ON, CONTINUOUS] = ['─', '◂', '▸', '~']

/** The drawing of one cycle, without a line end at its end. */
export function grid(haps: readonly Hap[], cycle: number): string {
  const steps = stepsOf(haps)
  const cell = Math.max(1, Math.floor(WIDTH / (steps ?? WIDTH)))
  const width = steps === undefined ? WIDEST : steps * cell
  const column = (time: Rational): number => Math.round(toNumber(minus(time, whole(cycle))) * width)
  const rows = new Map<string, string[]>()
  for (const hap of haps) {
    const label = labelOf(hap.value)
    const row = rows.get(label) ?? blank(width, steps === undefined ? width / 8 : cell)
    rows.set(label, row)
    draw(row, hap, column)
  }
  const margin = Math.max(6, ...[...rows.keys()].map(label => label.length)) + 2
  const shown = [...rows].slice(0, MOST_LINES).map(([label, row]) => label.padEnd(margin) + row.join(''))
  const lines = [`cycle ${cycle}`.padEnd(margin) + ruler(width), ...shown]
  if (rows.size > MOST_LINES) lines.push(`… and ${rows.size - MOST_LINES} values more: --json has them all`)
  if (rows.size === 0) lines.push('silent'.padEnd(margin) + blank(width, width / 8).join(''))
  if (steps === undefined) lines.push(`(times are rounded to 1/${WIDEST} of a cycle: --json has them exactly)`)
  return lines.map(line => line.trimEnd()).join('\n')
}

/** The steps that a cycle has to be cut into for all events to begin and end on one; undefined where they are too many. */
function stepsOf(haps: readonly Hap[]): number | undefined {
  let steps = 4
  for (const { part } of haps) for (const { d } of [part.begin, part.end]) {
    steps = lowestCommon(steps, d)
    if (steps > WIDEST) return undefined
  }
  return steps
}

/** The least common multiple: steps/d in lowest terms is over d without what both have in common. */
const lowestCommon = (steps: number, d: number): number => steps * rational(steps, d).d

const blank = (width: number, cell: number): string[] => Array.from({ length: width }, (_, i) => i % cell < 1 ? REST : ' ')

function draw(row: string[], { whole, part, value, attributes }: Hap, column: (time: Rational) => number): void {
  const from = Math.min(column(part.begin), row.length - 1)
  const to = Math.max(from + 1, Math.min(column(part.end), row.length))
  row.fill(whole === null ? CONTINUOUS : HELD, from, to)
  if (whole === null) return
  if (compare(whole.end, part.end) > 0) row[to - 1] = GOES_ON
  const accent = value === 'X' || (attributes.velocity ?? 0) >= 1
  row[from] = compare(whole.begin, part.begin) < 0 ? FROM_BEFORE : accent ? 'X' : 'x'
}

/** Steps share a line, whatever their accents. */
function labelOf(value: Value): string {
  const text = value === 'X' ? 'x' : typeof value === 'number' ? String(Number(value.toPrecision(6))) : value
  return text.length > LABEL ? `${text.slice(0, LABEL - 1)}…` : text
}

/** Where the quarters of a cycle are. */
function ruler(width: number): string {
  return ['0', '1/4', '1/2', '3/4'].map((text, i) => `|${text}`.padEnd(Math.round((i + 1) * width / 4) - Math.round(i * width / 4)))
    .join('') + '|'
}
