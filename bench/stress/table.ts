/** How the results are shown: a line a fault, under it what the player saw and what fell short; 120 columns at the most. */
import { median, quantile } from '../figures.ts'
import type { Trial } from './trial.ts'

const WIDTH = 120
const INDENT = '    '
const NAME = 68
const CELLS = [6, 8, 8, 16]
/** Lines of what the player saw. */
const SEEN_LINES = 2

export type Verdict = 'ok' | 'FAILED' | 'not run'

export const head = (): string => line('fault', ['tries', 'lost', 'differ', 'back p50/p95'], '')

/** A row's line and what belongs to it. `why`: what is missing, of one that was not run. */
export function shown(name: string, tries: number, trial: Trial, verdict: Verdict, why = ''): string {
  if (verdict === 'not run') return [line(name, ['-', '-', '-', '-'], verdict), ...wrapped(`not run: ${why}`)].join('\n')
  const { lost, differ, recoveries, shortfalls } = trial
  const cells = [String(tries), lost === null ? '-' : String(lost), differ === null ? '-' : String(differ), times(recoveries)]
  const seen = trial.seen()
  return [
    line(name, cells, verdict),
    ...wrapped(`player: ${seen.length > 0 ? seen.join(' · ') : '(nothing)'}`, SEEN_LINES),
    ...shortfalls.flatMap(shortfall => wrapped(`short: ${shortfall}`)),
  ].join('\n')
}

function line(name: string, cells: string[], verdict: string): string {
  return `${name.padEnd(NAME)}${cells.map((cell, i) => cell.padStart(CELLS[i])).join('')}  ${verdict}`.trimEnd()
}

function times(recoveries: number[]): string {
  if (recoveries.length === 0) return '-'
  return `${median(recoveries).toFixed(0)}/${quantile(recoveries, 0.95).toFixed(0)} ms`
}

/** Broken between words; what doesn't fit into so many lines is left out. */
function wrapped(text: string, lines = Infinity): string[] {
  const out = ['']
  for (const word of text.split(/\s+/)) {
    if (INDENT.length + out.at(-1)!.length + word.length + 1 > WIDTH) out.push('')
    out[out.length - 1] += out.at(-1) === '' ? word : ` ${word}`
  }
  if (out.length > lines) out[lines - 1] = `${out[lines - 1].slice(0, WIDTH - INDENT.length - 2)} …`
  return out.slice(0, lines).map(part => INDENT + part)
}
