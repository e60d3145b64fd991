/** Edits, as `make bench` measures them: from the write of a file to the first sample that is changed, and what takes the time. */
import { execFileSync } from 'node:child_process'
import { closeSync, fstatSync, mkdtempSync, openSync, readSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { Worker } from '../src/engine/worker.ts'
import { carry } from '../src/kernel/carry.ts'
import { Instance } from '../src/kernel/instance.ts'
import { loadPatch } from '../src/patch/load.ts'
import { now } from '../src/slot/clock.ts'
import { snapshotOffset } from '../src/slot/messages.ts'
import { sharedFile } from '../src/slot/sharedfile.ts'
import { Run, pause } from '../test/live/run.ts'
import { heading, median, ms, quantile, row } from './figures.ts'
import { residentMegabytes } from './processes.ts'

export const LOADING = fileURLToPath(new URL('loading.ts', import.meta.url))
const RATE = 48_000
const BLOCK = 128
const SAVES = 15
/** Time from one save to the next at the least, ms: nobody types faster. */
const BETWEEN_SAVES = 1000
const TRIES = 15
/** Time after which a spare is ready to load, ms. */
const WARM = 600
/** Levels of the tone before and after a save, and what it is heard by: more than the one, less than the other. */
const SOFT = 0.1, LOUD = 0.6, BETWEEN = 0.15
const PATCHES = [['3 modules', 0], ['200 modules', 66]] as const

/** A patch of a tone of that level, its gain and its envelope, and of so many more voices of three modules, which nobody hears. */
function patch(voices: number, level: number): string {
  return `import { adsr, biquad, gain, patch, sine } from 'music-chronus'
const voice = (i: number) => {
  const tone = sine('sine' + i, { freq: 110 + 7.3 * i })
  const amp = adsr('adsr' + i, { in: tone, attack: 10, decay: 100, sustain: 0.7, release: 300, gate: 1 })
  return biquad('filter' + i, { in: amp, cutoff: 400 + 20 * i, q: 0.707 })
}
export default patch(() => {
  const tone = gain('level', { in: sine('tone', { freq: 997 }), gain: ${level} })
  return Array.from({ length: ${voices} }, (_, i) => voice(i)).reduce((sum, one) => sum.add(one.mul(1e-6)), tone)
})
`
}

/** Prints all of it. */
export async function edits(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'chronus-bench-'))
  try {
    heading('From the write to the first changed sample', 'median', 'p95')
    const memory: [string, Record<string, number>][] = []
    for (const [what, voices] of PATCHES) memory.push([what, await saves(what, voices, join(folder, 'edited.ts'))])
    heading('what takes the time, each by itself', ...PATCHES.map(([what]) => what))
    await parts(folder)
    heading('Memory while it plays', ...PATCHES.map(([what]) => what))
    for (const name of Object.keys(memory[0][1])) row(name, ...memory.map(([, of]) => `${of[name].toFixed(0)} MB`))
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

/** Saves a patch again and again while it plays into a file, and looks for the change there. Gives the memory of each process, MB. */
async function saves(what: string, voices: number, file: string): Promise<Record<string, number>> {
  writeFileSync(file, patch(voices, SOFT))
  const run = await Run.start(file, ['--probation', '0.3'])
  const sound = openSync(run.recording, 'r')
  const times: number[] = []
  try {
    await run.redundant()
    for (let i = 0; i < SAVES; i++) {
      const loud = heard(sound)
      const saved = now()
      writeFileSync(file, patch(voices, LOUD))
      while (!loud()) await pause(1)
      times.push(now() - saved)
      const since = run.news.length
      writeFileSync(file, patch(voices, SOFT))
      await run.heard(({ event }) => event === 'switchover', since)
      await run.redundant()
      await pause(BETWEEN_SAVES)
    }
    row(what, ms(median(times)), ms(quantile(times, 0.95)))
    const { engine, spare, output, decks: [deck] } = await run.status()
    const processes = { main: run.child.pid!, engine: engine.pid, active: deck.slots[deck.active].pid!,
      standby: deck.slots[1 - deck.active].pid!, spare: spare.pid!, output: output.pid! }
    return Object.fromEntries(Object.entries(processes).map(([name, pid]) => [name, residentMegabytes(pid)]))
  } finally {
    closeSync(sound)
    await run.stop()
    run.remove()
  }
}

/** Gives a function that says whether what is written into the WAV file from now on was louder than before. */
function heard(file: number): () => boolean {
  let at = fstatSync(file).size
  const bytes = Buffer.alloc(2 ** 16)
  return () => {
    const read = readSync(file, bytes, 0, bytes.length, at)
    const whole = read - read % Float32Array.BYTES_PER_ELEMENT
    at += whole
    for (let i = 0; i < whole; i += Float32Array.BYTES_PER_ELEMENT) if (Math.abs(bytes.readFloatLE(i)) > BETWEEN) return true
    return false
  }
}

/** What a worker takes to load and to prove a patch, and what there is to do around it, each by itself. */
async function parts(folder: string): Promise<void> {
  const times: Record<string, number[]>[] = []
  for (const [, voices] of PATCHES) {
    const file = join(folder, `${voices}.ts`)
    writeFileSync(file, patch(voices, SOFT))
    const of: Record<string, number[]> = {}
    const add = (name: string, took: number): unknown => (of[name] ??= []).push(took)
    const { kernel } = await loadPatch(file, RATE)
    const otherFile = join(folder, `other${voices}.ts`)
    writeFileSync(otherFile, patch(voices, SOFT).replace("sine('tone'", "sine('other'"))
    const shared = sharedFile(snapshotOffset(0, BLOCK))
    const { kernel: other } = await loadPatch(otherFile, RATE)
    for (let i = 0; i < TRIES; i++) {
      const worker = new Worker(shared, () => {})
      await worker.ready
      await pause(WARM)
      let began = now()
      await worker.order({ do: 'load', path: file, rate: RATE }, 10_000)
      add('load, in a spare that is ready for it', now() - began)
      const loading = JSON.parse(execFileSync(process.execPath, ['--import', 'tsx', LOADING, file, String(RATE)], { encoding: 'utf8' }))
      for (const part of ['import', 'build', 'compile']) add(`    ${part}`, loading[part])
      began = now()
      await worker.order({ do: 'prove', frames: BLOCK, from: null }, 10_000)
      add('proof: half a second, unheard', now() - began)
      await worker.kill()

      const [instance, next, renamed] = [kernel, kernel, other].map(kernel => new Instance(kernel))
      instance.render(0, BLOCK)
      began = now()
      const state = instance.state.slice()
      add('snapshot: the state, copied', now() - began)
      began = now()
      carry(structuredClone(kernel.layout), state, next)
      add('carry-over: one number has changed', now() - began)
      began = now()
      carry(kernel.layout, state, renamed)
      add('carry-over: a module was renamed', now() - began)
    }
    times.push(of)
  }
  for (const name of Object.keys(times[0])) row(name, ...times.map(of => `${median(of[name]).toFixed(2)} ms`))
}
