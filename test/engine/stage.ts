/** An engine with real workers and an output double, for tests of what is heard, sample by sample. */
import { EventEmitter } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import * as assert from 'uvu/assert'
import type { News } from '../../src/engine/command.ts'
import { Engine } from '../../src/engine/engine.ts'
import type { Version } from '../../src/engine/version.ts'
import { Instance } from '../../src/kernel/instance.ts'
import { render } from '../../src/patch/render.ts'
import { OutputDouble } from './double.ts'

export const RATE = 48_000
export const BLOCK = 128
export const FADE = 20
/** Short: after an edit there are not two slots of one version before its end. */
const PROBATION = 0.3
export const PATCH = fileURLToPath(new URL('../../patches/default.ts', import.meta.url))

/** `telling` emits each news item, as `news`, when it is told. */
export interface Stage { engine: Engine, output: OutputDouble, news: News[], telling: EventEmitter, folder: string }

/** Runs a test with an engine that plays a patch, and ends every process afterwards. `cushion`: for one that keeps real time, how
 *  many frames its output has in hand; without it the output waits for every block. `probation`: in s. */
export async function stage(patch: string, use: (stage: Stage) => Promise<void>, rate = RATE, block = BLOCK,
  cushion?: number, probation = PROBATION): Promise<void> {
  const output = new OutputDouble(block, cushion, cushion === undefined ? Infinity : rate)
  const news: News[] = []
  const telling = new EventEmitter().on('news', item => news.push(item))
  const folder = mkdtempSync(join(tmpdir(), 'chronus-engine-'))
  const engine = new Engine({ rate, block, fade: FADE, probation, output: async () => output, tell: item => telling.emit('news', item) })
  try {
    await engine.open()
    await engine.play(patch, 'patch')
    engine.start()
    await redundant(engine)
    await use({ engine, output, news, telling, folder })
  } finally {
    await engine.close()
    rmSync(folder, { recursive: true, force: true })
  }
}

/** Plays on until both slots play and a spare is there. */
export async function redundant(engine: Engine): Promise<void> {
  const output = engine.output as OutputDouble
  while (!(engine.deck.redundant() && engine.supervisor.reserve.pid)) await output.playTo(output.frames + 1)
}

/** Plays on until a promise is settled, and gives what it gives. */
export async function playing<T>(engine: Engine, promise: Promise<T>): Promise<T> {
  const output = engine.output as OutputDouble
  let settled = false
  promise.finally(() => { settled = true }).catch(() => {})
  while (!settled) await output.playTo(output.frames + 1)
  return promise
}

/** Resolves when the player is told something, before anything else happens. */
export function told({ telling }: Stage, what: RegExp): Promise<void> {
  return new Promise(resolve => {
    telling.on('news', ({ text }) => { if (what.test(text)) resolve() })
  })
}

export async function until(holds: () => boolean): Promise<void> {
  while (!holds()) await new Promise(resolve => setTimeout(resolve, 2))
}

/** What a version plays offline up to a frame, with the events that it got live. `from`: the frame at which it began. */
export function offline(version: Version, frames: number, events = version.events, from = 0): Float32Array {
  const samples = new Float32Array(2 * frames)
  let at = 2 * from
  const instance = new Instance(version.kernel)
  instance.frame = from
  for (const block of render(instance, frames - from, BLOCK, events)) {
    samples.set(block, at)
    at += block.length
  }
  return samples
}

export function assertSame(heard: readonly number[], expected: Float32Array): void {
  assert.is(heard.length, expected.length)
  let first = -1
  for (let i = 0; i < heard.length && first < 0; i++) if (!Object.is(heard[i], expected[i])) first = i
  assert.is(first, -1, `differs from the offline render from sample ${first} on`)
  assert.ok(expected.some(sample => Math.abs(sample) > 0.01), 'there is something to hear')
}

export function largestStep(samples: readonly number[]): number {
  let largest = 0
  for (let i = 2; i < samples.length; i++) largest = Math.max(largest, Math.abs(samples[i] - samples[i - 2]))
  return largest
}

/** Frames of the longest stretch of digital silence after the first sound. */
export function longestSilence(samples: readonly number[]): number {
  let longest = 0
  let silence = 0
  for (let i = samples.findIndex(sample => sample !== 0); i < samples.length; i += 2) {
    silence = samples[i] === 0 ? silence + 1 : 0
    longest = Math.max(longest, silence)
  }
  return longest
}
