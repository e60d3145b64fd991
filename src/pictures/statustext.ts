/** The state of the engine in one line: patch, version, tempo, place, load, slots, failovers, level. Where there is less room, what
 *  matters least is left out. */
import { bare, type Paint } from './paint.ts'

export interface Vitals {
  patch: string
  version: number
  bpm: number
  /** Counted from 0; and how many make a bar. */
  beat: number
  metre: number
  /** Share of a block's time that the active slot takes. */
  load: number
  slots: readonly { active: boolean, running: boolean }[]
  failovers: number
  /** Highest sample lately, dBFS; null where it can't be heard. */
  level: number | null
  /** No answer comes: the engine is being started again. */
  stale: boolean
}

/** What a part of the line counts: the highest goes first where room is short. */
interface Part { text: string, spare: number }

/** Above this share of a block's time there is little in reserve. */
const BUSY = 0.5
/** Louder than this the limiter may be at work, dBFS. */
const HOT = -1

export function statusText(vitals: Vitals, columns: number, paint: Paint): string {
  const { patch, version, bpm, beat, metre, load, slots, failovers, level, stale } = vitals
  const bar = Math.floor(beat / metre)
  const parts: Part[] = [
    { text: paint.bold(name(patch)), spare: 1 },
    { text: `v${version}`, spare: 5 },
    { text: `${Number(bpm.toFixed(1))} bpm`, spare: 3 },
    { text: `${bar + 1}.${Math.floor(beat - bar * metre) + 1}`, spare: 2 },
    { text: (load > BUSY ? paint.red : same)(`load ${Math.round(100 * load)} %`), spare: 6 },
    { text: slots.map(slot => slotText(slot, paint)).join(''), spare: 0 },
    { text: failovers === 0 ? '' : paint.yellow(`${failovers} failover${failovers === 1 ? '' : 's'}`), spare: 7 },
    { text: level === null ? '' : levelText(level, paint), spare: 4 },
    { text: stale ? paint.red('no answer') : '', spare: 0 },
  ]
  const shown = parts.filter(({ text }) => text !== '')
  const line = (): string => shown.map(({ text }) => text).join(paint.dim(' │ '))
  while (shown.length > 1 && bare(line()).length > columns) {
    const least = shown.reduce((a, b) => b.spare > a.spare ? b : a)
    shown.splice(shown.indexOf(least), 1)
  }
  return bare(line()).length > columns ? bare(line()).slice(0, columns) : line()
}

function slotText({ active, running }: Vitals['slots'][number], paint: Paint): string {
  return (running ? paint.green : paint.yellow)(active ? '●' : running ? '○' : '◌')
}

function levelText(level: number, paint: Paint): string {
  if (!(level > -100)) return paint.dim('silence')
  return (level > HOT ? paint.red : same)(`${level.toFixed(0).padStart(3)} dBFS`)
}

/** A path's last part, without its ending. */
const name = (path: string): string => path.split('/').at(-1)!.replace(/\.[cm]?[jt]sx?$/, '')

const same = (text: string): string => text
