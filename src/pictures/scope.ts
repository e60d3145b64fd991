/** An oscilloscope: the wave of the last moments, standing still as far as it repeats. Both sides apart where they differ and there is
 *  room. */
import { Canvas } from './canvas.ts'
import { LEAST, type Picture, type Sound, tooSmall } from './picture.ts'
import { trigger } from './trigger.ts'

/** Columns for the numbers on the left, and one at the end of the axis. */
const MARGIN = 6
/** The time in which the trigger is looked for, s: a period of the lowest notes. */
const SEARCH = 0.04
/** Rows from which on both sides have room. */
const BOTH = 12
/** Sides that differ by more than this, of full scale, are two waves. */
const SAME = 1e-3
/** The softest wave that is still made as high as the picture. */
const SOFTEST = 2 ** -6
/** The scale stays as it is until the wave is lower than this share of the next one. */
const SHRINK = 0.8

/** @param ms time from left to right */
export function scope(ms = 20): Picture {
  let scale = SOFTEST
  return {
    draw(sound, room) {
      const { columns, rows, paint } = room
      if (columns < LEAST.columns || rows < LEAST.rows) return tooSmall(room)
      const { sides, mid } = waves(sound, Math.ceil(ms / 1000 * sound.rate))
      const peak = sides.reduce((most, side) => side.reduce((most, x) => Math.max(most, Math.abs(x)), most), 0)
      while (scale < 1 && peak > scale) scale *= 2
      while (scale > SOFTEST && peak < SHRINK * scale / 2) scale /= 2
      const both = sides.length === 2 && rows >= BOTH
      const panes = both ? sides : [mid]
      const height = Math.floor((rows - 1) / panes.length)
      const lines = panes.flatMap((wave, side) => {
        const drawn = trace(wave, columns - MARGIN, height, scale)
        const label = (row: number): string => row === 0 ? number(scale) : row === height - 1 ? number(-scale)
          : row === Math.floor(height / 2) ? both ? 'LR'[side] : '0' : ''
        return drawn.map((line, row) => `${paint.dim(label(row).padStart(MARGIN - 2))} ${paint.green(line)}`)
      })
      return [...lines, paint.dim(timeAxis(columns - MARGIN, ms))]
    },
  }
}

/** The waves of both sides, or the one that both have; all from the trigger on. */
function waves(sound: Sound, length: number): { sides: Float32Array[], mid: Float32Array } {
  const search = Math.ceil(SEARCH * sound.rate)
  const pcm = new Float32Array(2 * (2 * search + length))
  sound.latest(pcm)
  const side = (number: number): Float32Array => Float32Array.from({ length: pcm.length / 2 }, (_, i) => pcm[2 * i + number])
  const [left, right] = [side(0), side(1)]
  const mid = left.map((x, i) => (x + right[i]) / 2)
  const from = Math.min(trigger(mid, search), 2 * search)
  const cut = (wave: Float32Array): Float32Array => wave.subarray(from, from + length + 1)
  const same = left.every((x, i) => Math.abs(x - right[i]) < SAME)
  return { sides: (same ? [mid] : [left, right]).map(cut), mid: cut(mid) }
}

/** The wave in dots: in each column of dots all that it goes through there. */
function trace(wave: Float32Array, columns: number, rows: number, scale: number): string[] {
  const canvas = new Canvas(columns, rows)
  const { width, height } = canvas
  const step = (wave.length - 1) / width
  const at = (time: number): number => {
    const i = Math.floor(time)
    return wave[i] + (time - i) * ((wave[i + 1] ?? wave[i]) - wave[i])
  }
  const row = (value: number): number => Math.round((1 - value / scale) / 2 * (height - 1))
  for (let x = 0; x < width; x++) {
    let [low, high] = [at(x * step), at(x * step)]
    for (let i = Math.ceil(x * step); i <= (x + 1) * step; i++) {
      low = Math.min(low, wave[i])
      high = Math.max(high, wave[i])
    }
    const next = at((x + 1) * step)
    canvas.upright(x, row(Math.max(high, next)), row(Math.min(low, next)))
  }
  return canvas.lines()
}

/** Times below the wave, as many as there is room for. */
function timeAxis(columns: number, ms: number): string {
  const marks = Math.max(1, Math.min(5, Math.floor(columns / 10)))
  let line = ' '.repeat(MARGIN - 1)
  for (let mark = 0; mark <= marks; mark++) {
    const text = mark === marks ? `${short(ms)} ms` : short(ms * mark / marks)
    const at = MARGIN - 1 + Math.round(columns * mark / marks)
    line = mark === marks ? line.padEnd(MARGIN - 1 + columns - text.length) + text : line.padEnd(at) + text
  }
  return line
}

const short = (x: number): string => String(Number(x.toPrecision(3)))
/** 1, -0.5, .0625 in four characters at most. */
const number = (x: number): string => x.toFixed(3).replace(/\.?0+$/, '').replace(/^(-?)0\./, '$1.').slice(0, 4)
