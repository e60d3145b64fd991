/** A picture of what is heard, in lines of text: the same live at a terminal and as one still. */
import type { Paint } from './paint.ts'

export interface Picture {
  /** Takes every frame that is heard, interleaved stereo: for what counts over time. */
  take?(pcm: Float32Array, frames: number): void
  /** The lines of the picture, none longer or more than there is room for; at 0, nothing. */
  draw(sound: Sound, room: Room): string[]
}

/** What can be heard of the sound: a tap, as a picture needs it. */
export interface Sound {
  /** Sample rate in Hz. */
  rate: number
  /** Copies the newest frames into `pcm`, interleaved stereo, those of `ago` frames ago. */
  latest(pcm: Float32Array, ago?: number): void
}

/** Columns and rows, and how to colour what is drawn there. */
export interface Room { columns: number, rows: number, paint: Paint }

/** Less than this is no room for a picture. */
export const LEAST = { columns: 24, rows: 5 }

/** What is shown where there is too little room: as much of it as goes there. */
export function tooSmall({ columns, rows }: Room): string[] {
  const lines = ['too little room', 'for a picture:', `it takes ${LEAST.columns} × ${LEAST.rows}`]
  return lines.slice(0, rows).map(line => line.slice(0, columns))
}
