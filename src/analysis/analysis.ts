/** What a sound is like, in the figures of `chronus analyse`: taken as it comes, in any pieces, of any length. */
import { Centroid } from './centroid.ts'
import { decibels, Levels } from './levels.ts'
import { Loudness } from './loudness.ts'
import { Onsets } from './onsets.ts'
import { Pitch } from './pitch.ts'
import { type Stretch, Windows } from './windows.ts'

export interface Analysis {
  seconds: number
  /** Highest sample, and root mean square of all channels, dBFS: 0 and -3 for the loudest sine. -120 for silence, and what is softer. */
  peak: number
  rms: number
  /** LUFS, by BS.1770; -70 for silence, and what is softer. */
  loudness: number
  /** Spectral centroid, Hz; 0 for silence. */
  centroid: number
  /** The note that it has most of the time, Hz; null where it has none most of the time. */
  pitch: number | null
  /** A second. */
  onsets: number
  /** Samples at full scale. */
  clipped: number
  /** Whether no sample is above -70 dBFS. */
  silent: boolean
}

/** What stands for silence, dBFS and LUFS. JSON has no -Infinity. */
const [NOTHING, INAUDIBLE] = [-120, -70]
/** How often a pitch is looked for, s. */
const PITCH_EVERY = 0.1
/** Share of what sounds that must have a pitch for it to be one. */
const MOST = 0.5
/** Softer than this, of the loudest, a stretch has no say in the pitch. */
const SOFT = 0.01

export class Analyser {
  private readonly rate: number
  private readonly levels: Levels
  private readonly loudness: Loudness
  private readonly centroid: Centroid
  private readonly onsets: Onsets
  private readonly pitch: Pitch
  private readonly windows: Windows[]
  /** Of each stretch that sounds: its amplitude and its pitch, 0 where it has none. */
  private readonly notes: [level: number, pitch: number][] = []
  private frames = 0

  /** @param full the highest value that a sample can have @param begun whether it sounded before: then its beginning is no onset */
  constructor(rate: number, channels: number, { full = 1, begun = false } = {}) {
    this.rate = rate
    this.levels = new Levels(full)
    this.loudness = new Loudness(rate, channels)
    const centroid = this.centroid = new Centroid(rate)
    const onsets = this.onsets = new Onsets(rate)
    const pitch = this.pitch = new Pitch(rate)
    const beginnings = new Windows(channels, onsets.size, onsets.hop, stretch => onsets.take(stretch, begun))
    if (!begun) beginnings.lead(onsets.size - onsets.hop)
    this.windows = [
      beginnings,
      new Windows(channels, centroid.size, centroid.size / 2, stretch => centroid.take(stretch)),
      new Windows(channels, pitch.size, Math.round(PITCH_EVERY * rate), stretch => this.note(stretch)),
    ]
  }

  /** Takes the next frames, interleaved. */
  take(pcm: Float32Array, frames: number): void {
    this.levels.take(pcm, frames * this.windows[0].count)
    this.loudness.take(pcm, frames)
    for (const windows of this.windows) windows.take(pcm, frames)
    this.frames += frames
  }

  /** The figures of all that was taken. To be asked for once, at the end. */
  result(): Analysis {
    for (const windows of this.windows) windows.end()
    const { rate, frames, levels, loudness, centroid } = this
    const seconds = frames / rate
    return {
      seconds: rounded(seconds, 3),
      peak: rounded(Math.max(NOTHING, decibels(levels.peak)), 2),
      rms: rounded(Math.max(NOTHING, decibels(levels.rms)), 2),
      loudness: rounded(Math.max(INAUDIBLE, loudness.integrated), 2),
      centroid: rounded(centroid.value, 1),
      pitch: this.median(),
      onsets: rounded(this.onsets.times.length / seconds, 2),
      clipped: levels.clipped,
      silent: decibels(levels.peak) <= INAUDIBLE,
    }
  }

  /** The pitch is that of the louder side. */
  private note(stretch: Stretch): void {
    const levels = stretch.map(samples => samples.reduce((most, x) => Math.max(most, Math.abs(x)), 0))
    const level = Math.max(...levels)
    if (decibels(level) > INAUDIBLE) this.notes.push([level, this.pitch.of(stretch[levels.indexOf(level)]) ?? 0])
  }

  private median(): number | null {
    const loudest = this.notes.reduce((most, [level]) => Math.max(most, level), 0)
    const heard = this.notes.filter(([level]) => level >= SOFT * loudest)
    const pitched = heard.flatMap(([, pitch]) => pitch || []).sort((a, b) => a - b)
    return pitched.length > 0 && pitched.length >= MOST * heard.length ? rounded(pitched[pitched.length >> 1], 2) : null
  }
}

const rounded = (x: number, digits: number): number => Number(x.toFixed(digits))
