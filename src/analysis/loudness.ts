/** Loudness as people hear it, in LUFS: the mean power after K-weighting, of all channels together, over blocks of 400 ms, without
 *  those that are silent or more than 10 dB softer than the rest.
 *  Source: ITU-R BS.1770-4, annex 1.
 *  Measured (test/analysis/loudness.test.ts): within 0.1 LU of what EBU Tech 3341 asks for, at 22.05 to 192 kHz. */
import { KWeighting } from './kweighting.ts'

/** Blocks of 400 ms, each beginning 100 ms after the one before. */
const STEP = 0.1
const STEPS = 4
/** What a meter calls short-term is over 3 s. */
const SHORT = 30
/** Blocks softer than this count for nothing; then those that are softer than the rest by so much, LU. */
const [SILENT, RELATIVE] = [-70, -10]

export class Loudness {
  private readonly filters: KWeighting[]
  private readonly step: number
  /** Powers of the newest steps, one after the other. */
  private readonly steps = new Float64Array(SHORT)
  private count = 0
  /** Of each channel by itself, so that the pieces in which it comes change no bit. */
  private readonly sums: Float64Array
  private filled = 0
  /** Powers of all blocks that aren't silent. */
  private readonly loud: number[] = []

  constructor(rate: number, channels = 2) {
    this.filters = Array.from({ length: channels }, () => new KWeighting(rate))
    this.sums = new Float64Array(channels)
    this.step = Math.round(STEP * rate)
  }

  /** Takes the next frames, interleaved. */
  take(pcm: Float32Array, frames: number): void {
    const { filters, sums, step } = this
    const count = filters.length
    for (let done = 0; done < frames;) {
      const run = Math.min(frames - done, step - this.filled)
      for (let c = 0; c < count; c++) {
        const filter = filters[c]
        for (let i = done; i < done + run; i++) {
          const y = filter.process(pcm[count * i + c])
          sums[c] += y * y
        }
      }
      done += run
      this.filled += run
      if (this.filled === step) this.close()
    }
  }

  /** Of the last 400 ms, and of the last 3 s, in LUFS; -Infinity for silence. */
  get momentary(): number { return lufs(this.mean(STEPS)) }
  get shortTerm(): number { return lufs(this.mean(SHORT)) }

  /** Of all of it, in LUFS: -Infinity where all is silent. Of what is shorter than a block, the loudness of what there is. */
  get integrated(): number {
    if (this.count < STEPS) return lufs((this.mean(STEPS) * this.count * this.step + this.sum()) / (this.count * this.step + this.filled))
    const threshold = lufs(mean(this.loud)) + RELATIVE
    return lufs(mean(this.loud.filter(power => lufs(power) > threshold)))
  }

  private close(): void {
    this.steps[this.count++ % SHORT] = this.sum() / this.step
    this.sums.fill(0)
    this.filled = 0
    if (this.count < STEPS) return
    const power = this.mean(STEPS)
    if (lufs(power) > SILENT) this.loud.push(power)
  }

  private sum(): number {
    return this.sums.reduce((all, sum) => all + sum, 0)
  }

  /** Mean power of the newest steps, of so many at most. */
  private mean(most: number): number {
    const steps = Math.min(most, this.count)
    let sum = 0
    for (let i = 1; i <= steps; i++) sum += this.steps[(this.count - i) % SHORT]
    return steps === 0 ? 0 : sum / steps
  }
}

/** Integrated loudness of interleaved stereo, LUFS; -Infinity where there is silence. */
export function loudness(pcm: Float32Array, rate: number): number {
  const meter = new Loudness(rate)
  meter.take(pcm, pcm.length / 2)
  return meter.integrated
}

const lufs = (power: number): number => -0.691 + 10 * Math.log10(power)

const mean = (all: readonly number[]): number => all.length === 0 ? 0 : all.reduce((sum, power) => sum + power, 0) / all.length
