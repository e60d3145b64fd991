/** The monitor: the status in one line, levels, the wave, and what has happened lately. Side by side where that is wide enough. */
import { meter } from './meter.ts'
import { bare } from './paint.ts'
import { type Picture, LEAST, tooSmall } from './picture.ts'
import { scope } from './scope.ts'
import { type Vitals, statusText } from './statustext.ts'

/** A line of what has happened. */
export interface Told { text: string, level: 'info' | 'warn' | 'error' }

/** Columns from which on the wave stands beside the rest. */
const WIDE = 110
/** Rows of the meter, with its loudness and without; and of what is told, of so many rows in all one. */
const [METER, LEVELS] = [6, 3]
const SHARE = 3
/** Rows below which there is no wave. */
const LOW = 9

/** @param vitals how the engine is doing, null while that isn't known @param told what has happened, the newest last */
export function monitor(rate: number, vitals: () => Vitals | null, told: readonly Told[]): Picture {
  const levels = meter(rate)
  const wave = scope()
  return {
    take: (pcm, frames) => levels.take!(pcm, frames),
    draw(sound, room) {
      const { columns, rows, paint } = room
      if (columns < LEAST.columns || rows < LEAST.rows) return tooSmall(room)
      const now = vitals()
      const head = now ? statusText(now, columns, paint) : ''
      const log = (width: number, count: number): string[] => lines(told, width, count)
        .map(({ text, level }) => (level === 'info' ? paint.dim : level === 'warn' ? paint.yellow : paint.red)(text))
      const below = rows - 1
      if (columns >= WIDE) {
        const width = Math.floor(columns / 2)
        const left = [...levels.draw(sound, { columns: width - 2, rows: Math.max(LEAST.rows, Math.min(METER, below)), paint }), '']
        const right = wave.draw(sound, { columns: columns - width, rows: Math.max(LEAST.rows, below), paint })
        return [head, ...beside([...left, ...log(width - 2, below - left.length)], right, width, below)].slice(0, rows)
      }
      const logged = log(columns, Math.max(1, Math.floor(below / SHARE)))
      const free = below - logged.length
      const metered = levels.draw(sound, { columns, rows: METER, paint }).slice(0, free >= LOW + METER ? METER : LEVELS)
      const waved = free - metered.length < LEAST.rows ? [] : wave.draw(sound, { columns, rows: free - metered.length, paint })
      return [head, ...metered, ...waved, ...logged].slice(0, rows)
    },
  }
}

/** The newest of what was told, in so many rows, each in as many as it takes. */
function lines(told: readonly Told[], columns: number, count: number): Told[] {
  if (count <= 0) return []
  const row = new RegExp(`.{1,${columns}}`, 'g')
  const rows = (text: string): string[] => text.split('\n').flatMap(line => line.replace(/[\x00-\x1f\x7f]/g, ' ').trimEnd().match(row) ?? [])
  return told.slice(-count).flatMap(({ text, level }) => rows(text).map(text => ({ text, level }))).slice(-count)
}

/** Two pictures side by side, in so many rows. @param width columns of the left one */
function beside(left: readonly string[], right: readonly string[], width: number, rows: number): string[] {
  return Array.from({ length: rows }, (_, row) => {
    const text = left[row] ?? ''
    return `${text}${' '.repeat(Math.max(0, width - bare(text).length))}${right[row] ?? ''}`
  })
}
