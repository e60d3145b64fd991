/** A spectrum analyser: how loud each frequency is, in dB below a sine of full scale, from 20 Hz to 20 kHz, each octave as wide as the
 *  others; with the notes C1 … C10 below. Rises at once, falls slowly. */
import { nearestSize, Spectrum } from '../analysis/spectrum.ts'
import { pitchName } from '../analysis/pitchname.ts'
import { blocks } from './bars.ts'
import { LEAST, type Picture, type Sound, tooSmall } from './picture.ts'

/** Length of the sound that is looked at, s: bass notes a semitone apart are told apart from 65 Hz on. */
const LENGTH = 0.17
const [LOWEST, HIGHEST] = [20, 20_000]
/** The softest that is drawn, dB, and how fast a column falls, dB a second. */
const FLOOR = -90
const FALL = 40
/** Columns for the levels on the left, rows for the frequencies, the notes and the highest peak. */
const MARGIN = 5
const AXES = 3
/** What is written at the axes. */
const LEVELS = [-80, -60, -40, -20, 0]
const MARKS: readonly [freq: number, text: string][] = [20, 50, 100, 200, 500, 1000, 2000, 5000, 10_000, 20_000]
  .map(freq => [freq, freq < 1000 ? String(freq) : `${freq / 1000}k`])
/** C4, Hz. */
const MIDDLE_C = 440 * 2 ** (-9 / 12)

export function spectrum(now: () => number = () => performance.now()): Picture {
  let analyser: Spectrum | null = null
  let shown: number[] = []
  let drawn = -Infinity
  return {
    draw(sound, room) {
      const { columns, rows, paint } = room
      if (columns < LEAST.columns || rows < LEAST.rows + AXES - 1) return tooSmall(room)
      analyser ??= new Spectrum(nearestSize(LENGTH * sound.rate))
      const powers = powersOf(analyser, sound)
      const width = columns - MARGIN
      const time = now()
      const fallen = FALL * Math.min(1, (time - drawn) / 1000)
      drawn = time
      const before = shown.length === width ? shown : []
      shown = levels(powers, sound.rate / analyser.size, width).map((level, x) => Math.max(level, (before[x] ?? -Infinity) - fallen))
      const height = rows - AXES
      const lines = blocks(shown.map(level => 1 - level / FLOOR), height)
      const labels = new Map(LEVELS.map(db => [Math.round(height * db / FLOOR), String(db)]))
      return [
        ...lines.map((line, row) => `${paint.dim((labels.get(row) ?? '').padStart(MARGIN - 1))} ${paint.cyan(line)}`),
        paint.dim(axis(MARKS, width, 'Hz')),
        paint.dim(axis(Array.from({ length: 10 }, (_, n) => [MIDDLE_C * 2 ** (n - 3), `C${n + 1}`]), width, '')),
        peakOf(powers, sound.rate / analyser.size).slice(0, columns),
      ]
    },
  }
}

/** Mean power of both sides. */
function powersOf(analyser: Spectrum, sound: Sound): Float64Array {
  const pcm = new Float32Array(2 * analyser.size)
  sound.latest(pcm)
  const side = (number: number): Float64Array => analyser.of(Float64Array.from({ length: analyser.size }, (_, i) => pcm[2 * i + number]))
  const left = side(0).slice()
  return side(1).map((power, k) => (power + left[k]) / 2)
}

/** The frequency at a column. */
const freqAt = (x: number, width: number): number => LOWEST * (HIGHEST / LOWEST) ** (x / width)

/** Levels in dB of each column: the highest line in it, or what lies between two. */
function levels(powers: Float64Array, step: number, width: number): number[] {
  const last = powers.length - 1
  const at = (k: number): number => {
    const below = Math.min(last, Math.floor(k))
    return powers[below] + (k - below) * ((powers[below + 1] ?? 0) - powers[below])
  }
  return Array.from({ length: width }, (_, x) => {
    const [from, to] = [freqAt(x, width) / step, freqAt(x + 1, width) / step]
    if (from > last) return FLOOR
    let most = Math.max(at(from), at(Math.min(last, to)))
    for (let k = Math.ceil(from); k <= Math.min(last, to); k++) most = Math.max(most, powers[k])
    return Math.max(FLOOR, 10 * Math.log10(most))
  })
}

/** Names at their frequencies, those that would touch left out. */
function axis(marks: readonly [freq: number, text: string][], width: number, unit: string): string {
  let line = unit.padEnd(MARGIN)
  for (const [freq, text] of marks) {
    const x = MARGIN + width * Math.log(freq / LOWEST) / Math.log(HIGHEST / LOWEST)
    const at = Math.max(0, Math.min(MARGIN + width - text.length, Math.round(x - (text.length - 1) / 2)))
    if (at > line.trimEnd().length || line.trim() === '') line = line.trimEnd().padEnd(at) + text
  }
  return line
}

/** The strongest frequency: between two lines by a parabola through their logarithms. */
function peakOf(powers: Float64Array, step: number): string {
  let top = 1
  for (let k = 2; k < powers.length - 1; k++) if (powers[k] > powers[top]) top = k
  const level = 10 * Math.log10(powers[top])
  if (!(level > FLOOR)) return ' '.repeat(MARGIN) + 'silence'
  const [a, b, c] = [powers[top - 1], powers[top], powers[top + 1]].map(Math.log)
  const bend = a - 2 * b + c
  const freq = step * (top + (Number.isFinite(bend) && bend < 0 ? (a - c) / (2 * bend) : 0))
  return `${' '.repeat(MARGIN)}strongest: ${freq.toFixed(1)} Hz, ${pitchName(freq)}, ${level.toFixed(1)} dB`
}
