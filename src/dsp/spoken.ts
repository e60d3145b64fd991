/** Numbers as people write them, with their units: what they are in the unit of an input. For hints only: a patch says numbers. */

/** Factors from what is written to the unit of an input. */
const FACTORS: Record<string, Record<string, number>> = {
  'Hz': { hz: 1, khz: 1000 },
  'ms': { ms: 1, s: 1000, sec: 1000 },
  'dB': { db: 1 },
  'amount': { '%': 0.01 },
  'semitones': { st: 1, semitones: 1, ct: 0.01, cents: 0.01 },
  'octaves': { oct: 1, octaves: 1 },
}
/** Semitones of the notes above C. */
const NOTES: Record<string, number> = { c: 0, d: 2, e: 4, f: 5, g: 7, a: 9, b: 11 }
const [A4, A4_HZ] = [69, 440]

/** The number that a text like '10 ms', '2 kHz', 'A4', '-6 dB' or '50 %' is in this unit; undefined where it is none. */
export function spoken(text: string, unit: string): number | undefined {
  const [, number, written] = /^\s*([+-]?\d+(?:\.\d+)?)\s*([a-z%]*)\s*$/i.exec(text) ?? []
  if (number !== undefined) {
    const factor = written === '' ? 1 : FACTORS[unit]?.[written.toLowerCase()]
    if (factor !== undefined) return round(Number(number) * factor)
    return unit === 'amount' && written.toLowerCase() === 'db' ? round(10 ** (Number(number) / 20)) : undefined
  }
  const [, note, sign, octave] = /^([a-g])([#b]?)(-?\d)$/i.exec(text.trim()) ?? []
  if (note === undefined || unit !== 'Hz') return undefined
  const key = 12 * (Number(octave) + 1) + NOTES[note.toLowerCase()] + (sign === '#' ? 1 : sign === 'b' ? -1 : 0)
  return round(A4_HZ * 2 ** ((key - A4) / 12))
}

/** As many digits as anybody wants to read. */
function round(value: number): number {
  return Number(value.toPrecision(5))
}
