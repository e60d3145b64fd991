/** A level meter: of each side the power over 300 ms as a bar, the highest sample as a mark that falls back, and as one that stays for two
 *  seconds; loudness of the last 400 ms and 3 s; and how alike both sides are.
 *  Sources: EBU Tech 3341 (momentary and short-term loudness); IEC 60268-18 (peak meters: they fall 20 dB in 1.7 s). */
import { correlation } from '../analysis/correlation.ts'
import { decibels } from '../analysis/levels.ts'
import { Loudness } from '../analysis/loudness.ts'
import { bar } from './bars.ts'
import { type Paint, bare } from './paint.ts'
import { LEAST, type Picture, tooSmall } from './picture.ts'

/** From left to right, dBFS; from here on it is loud, and here it may clip. */
const [FLOOR, LOUD, HOT] = [-60, -12, -3]
/** Length over which the power and the correlation are taken, s. */
const LENGTH = 0.3
/** How fast a peak falls, dB a second; and for how long the highest one stays, s. */
const FALL = 20 / 1.7
const HOLD = 2
/** Columns before and after a bar. */
const [BEFORE, AFTER] = [3, 16]
const SCALE = [-60, -50, -40, -30, -20, -10, 0]

interface Side { peak: number, held: number, since: number }

export function meter(rate: number): Picture {
  const loudness = new Loudness(rate)
  const sides: Side[] = [0, 1].map(() => ({ peak: -Infinity, held: -Infinity, since: 0 }))
  return {
    take(pcm, frames) {
      loudness.take(pcm, frames)
      sides.forEach((side, number) => {
        let most = 0
        for (let i = 0; i < frames; i++) most = Math.max(most, Math.abs(pcm[2 * i + number]))
        const seconds = frames / rate
        side.peak = Math.max(decibels(most), side.peak - FALL * seconds)
        side.since += seconds
        if (side.peak < side.held && side.since < HOLD) return
        side.held = side.peak
        side.since = 0
      })
    },
    draw(sound, room) {
      const { columns, rows, paint } = room
      if (columns < LEAST.columns || rows < LEAST.rows) return tooSmall(room)
      const pcm = new Float32Array(2 * Math.ceil(LENGTH * rate))
      sound.latest(pcm)
      const width = columns - BEFORE - (columns < 2 * LEAST.columns ? 0 : AFTER)
      const lines = sides.map((side, number) => {
        const power = pcm.reduce((sum, x, i) => i % 2 === number ? sum + x * x : sum, 0) / (pcm.length / 2)
        const numbers = `${level(10 * Math.log10(power))} ${level(side.held)}`
        return ` ${'LR'[number]} ${levelBar(10 * Math.log10(power), side, width, paint)}${width + BEFORE < columns ? `  ${numbers}` : ''}`
      })
      const alike = correlation(pcm)
      return [
        paint.dim(`${' '.repeat(BEFORE + width)}${width + BEFORE < columns ? '     rms   peak' : ''}`),
        ...lines,
        paint.dim(scale(width)),
        phase(alike, width, paint),
        `   ${level(loudness.momentary)} LUFS  ${paint.dim('momentary')}   ${level(loudness.shortTerm)} LUFS  ${paint.dim('3 s')}`,
      ].slice(0, rows).map(line => columns < 2 * LEAST.columns ? clipped(line, columns) : line)
    },
  }
}

const place = (db: number, width: number): number => Math.round((db - FLOOR) / -FLOOR * (width - 1))

/** The bar of the power, dark where there is none, with the marks of the peak. */
function levelBar(rms: number, { peak, held }: Side, width: number, paint: Paint): string {
  const cells = [...bar((rms - FLOOR) / -FLOOR, width)]
  for (const [db, mark] of [[peak, '▕'], [held, '┃']] as const) if (db > FLOOR) cells[Math.min(width - 1, place(db, width))] = mark
  const [loud, hot] = [place(LOUD, width), place(HOT, width)]
  const part = (from: number, to: number): string => cells.slice(from, to).map(cell => cell === ' ' ? '·' : cell).join('')
  return `${paint.green(part(0, loud))}${paint.yellow(part(loud, hot))}${paint.red(part(hot, width))}`
}

function scale(width: number): string {
  let line = ''
  for (const db of SCALE) {
    const text = String(db)
    const at = Math.max(0, Math.min(BEFORE + width - text.length, BEFORE + place(db, width) - text.length + 1))
    if (at > line.length || line === '') line = line.padEnd(at) + text
  }
  return `${line} dBFS`.slice(0, Math.max(line.length, BEFORE + width + AFTER))
}

/** From -1, where both sides cancel, to 1, where they are the same. */
function phase(alike: number, width: number, paint: Paint): string {
  if (Number.isNaN(alike)) return `   ${paint.dim('no phase: silence on a side')}`
  const length = Math.max(5, Math.min(width - 6, 31)) | 1
  const cells = Array.from({ length }, (_, i) => String(i === (length - 1) / 2 ? '┼' : '─'))
  cells[Math.round((alike + 1) / 2 * (length - 1))] = '●'
  const drawn = cells.join('')
  return `   ${paint.dim('-1')} ${alike < 0 ? paint.red(drawn) : drawn} ${paint.dim('+1')}  ${paint.dim('phase')}`
}

const level = (db: number): string => (db > -100 ? db.toFixed(1) : '-∞').padStart(6)

/** No longer than there is room for, without colours, which must not be cut. */
const clipped = (line: string, columns: number): string => bare(line).slice(0, columns)
