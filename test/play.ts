/** Plays a patch that a test writes in place, and says what came out. */
import { compile } from '../src/kernel/compile.ts'
import type { Graph } from '../src/kernel/graph.ts'
import { Instance } from '../src/kernel/instance.ts'
import type { Kernel } from '../src/kernel/kernel.ts'
import { change } from '../src/kernel/parameters.ts'
import { render } from '../src/patch/render.ts'
import { gatherNow } from '../src/patch/samples/gather.ts'
import { walk } from '../src/patch/walk.ts'

export const RATE = 48_000

export type Cue = [frame: number, address: string, value: number | string]

/** The graph of a patch, with what its samplers play. */
export const graphOf = (build: () => unknown, rate = RATE): Graph => gatherNow(walk(build()), rate, process.cwd()).graph

export const kernelOf = (build: () => unknown, rate = RATE): Kernel => compile(graphOf(build, rate), rate)

/** `frames` frames of interleaved stereo, in blocks of `block`. */
export function play(build: (() => unknown) | Kernel, frames: number, cues: readonly Cue[] = [], block = 128): Float32Array {
  const kernel = typeof build === 'function' ? kernelOf(build) : build
  const events = cues.map(([frame, address, value]) => ({ ...change(kernel.layout, address, [value]), frame }))
  const pcm = new Float32Array(2 * frames)
  let position = 0
  for (const part of render(new Instance(kernel), frames, block, events)) {
    pcm.set(part, position)
    position += part.length
  }
  return pcm
}

export const left = (pcm: Float32Array): Float32Array => pcm.filter((_, index) => index % 2 === 0)
export const right = (pcm: Float32Array): Float32Array => pcm.filter((_, index) => index % 2 === 1)

/** Left channel of a patch. */
export const listen = (build: () => unknown, frames: number, cues: readonly Cue[] = []): Float32Array =>
  left(play(build, frames, cues))

/** The frequency that an oscillator has whose phase is an integer of 2⁻³² turns: the nearest multiple of the sample rate / 2³². */
export const tuned = (freq: number, rate = RATE): number => Math.round(freq * 2 ** 32 / rate) * rate / 2 ** 32

export const decibels = (ratio: number): number => 20 * Math.log10(ratio)
export const rms = (samples: Float32Array): number => Math.sqrt(samples.reduce((sum, x) => sum + x * x, 0) / samples.length)
export const peak = (samples: Float32Array): number => samples.reduce((most, x) => Math.max(most, Math.abs(x)), 0)

/** The largest step from one sample to the next. */
export function steepest(samples: Float32Array): number {
  let most = 0
  for (let i = 1; i < samples.length; i++) most = Math.max(most, Math.abs(samples[i] - samples[i - 1]))
  return most
}

/** Frequency of a sine near `guess`, from how far its phase moves between the two halves (each under a Hann window). */
export function pitch(samples: Float32Array, guess: number): number {
  const half = samples.length >> 1
  const phase = (from: number) => {
    let [re, im] = [0, 0]
    for (let i = 0; i < half; i++) {
      const angle = 2 * Math.PI * guess * (from + i) / RATE
      const weight = samples[from + i] * (1 - Math.cos(2 * Math.PI * (i + 0.5) / half))
      re += weight * Math.cos(angle)
      im -= weight * Math.sin(angle)
    }
    return Math.atan2(im, re)
  }
  const turns = (phase(half) - phase(0)) / (2 * Math.PI)
  return guess + (turns - Math.round(turns)) * RATE / half
}

/** Everything in the samples but the sine at `freq` (fitted by least squares), over that sine: THD+N as a ratio. */
export function impurity(samples: Float32Array, freq: number): number {
  let [ss, sc, cc, ys, yc] = [0, 0, 0, 0, 0]
  const basis = (i: number) => [Math.sin(2 * Math.PI * freq * i / RATE), Math.cos(2 * Math.PI * freq * i / RATE)]
  samples.forEach((y, i) => {
    const [s, c] = basis(i)
    ss += s * s
    sc += s * c
    cc += c * c
    ys += y * s
    yc += y * c
  })
  const determinant = ss * cc - sc * sc
  const a = (ys * cc - yc * sc) / determinant
  const b = (yc * ss - ys * sc) / determinant
  let rest = 0
  samples.forEach((y, i) => {
    const [s, c] = basis(i)
    rest += (y - a * s - b * c) ** 2
  })
  return Math.sqrt(rest / samples.length / ((a * a + b * b) / 2))
}

/** Magnitude of the samples' spectrum at a frequency: of an impulse response, the gain there. */
export function gainAt(response: Float32Array, freq: number): number {
  const k = 2 * Math.cos(2 * Math.PI * freq / RATE)
  let [a, b] = [0, 0]
  for (const x of response) [a, b] = [x + k * a - b, a]
  return Math.sqrt(a * a + b * b - k * a * b)
}
