/** The figures of the docs: `make bench`. Each is a median or a ratio of what was measured in this run, on this machine. */
import { execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { Master } from '../src/engine/master.ts'
import { Slot } from '../src/engine/slot.ts'
import { fileValues } from '../src/engine/version.ts'
import { Worker } from '../src/engine/worker.ts'
import { Instance } from '../src/kernel/instance.ts'
import { loadPatch } from '../src/patch/load.ts'
import { now } from '../src/slot/clock.ts'
import { snapshotOffset } from '../src/slot/messages.ts'
import { sharedFile } from '../src/slot/sharedfile.ts'
import { DEFAULT_PATCH, Run, freePort, pause } from '../test/live/run.ts'
import { LOADING, edits } from './edits.ts'
import { heading, median, ms, quantile, row } from './figures.ts'
import { osc } from './osc.ts'
import { residentMegabytes } from './processes.ts'
import { sights } from './sights.ts'

const RATE = 48_000
const BLOCK = 128
const BLOCK_MS = 1000 * BLOCK / RATE
const ROOT = fileURLToPath(new URL('..', import.meta.url))
/** Of /proc/<pid>/stat on Linux. */
const TICKS_PER_SECOND = Number(execFileSync('getconf', ['CLK_TCK']))
const folder = mkdtempSync(join(tmpdir(), 'chronus-bench-'))

try {
  await kernels()
  await roundTrip()
  masters()
  sights()
  await firstSound()
  await live()
  await osc()
  await edits()
} finally {
  rmSync(folder, { recursive: true, force: true })
}

/** A patch of n times sine → adsr → biquad, in a file of its own: each by itself, or as voices. */
function chains(n: number, inVoices: boolean): string {
  const file = join(folder, `chains${n}${inVoices}.ts`)
  writeFileSync(file, `import { adsr, biquad, patch, sine, voices } from 'music-chronus'
const one = (i: number, id = '') => {
  const tone = sine('sine' + id, { freq: 110 + 7.3 * i })
  const amp = adsr('adsr' + id, { in: tone, attack: 10, decay: 100, sustain: 0.7, release: 300, gate: 1 })
  return biquad('filter' + id, { in: amp, cutoff: 400 + 20 * i, q: 0.707 })
}
export default patch(() => ${inVoices ? `voices(${n}, i => one(i))`
  : `Array.from({ length: ${n} }, (_, i) => one(i, String(i))).reduce((sum, one) => sum.add(one))`}.mul(0.005))
`)
  return file
}

async function kernels(): Promise<void> {
  heading('Kernel: sine → adsr → biquad, rendered offline', 'load per block', 'ns per chain-sample', 'compile')
  for (const [n, inVoices] of [[1, false], [10, false], [100, false], [10, true], [100, true]] as const) {
    const file = chains(n, inVoices)
    const compile = Array.from({ length: 5 }, (): number =>
      JSON.parse(execFileSync(process.execPath, ['--import', 'tsx', LOADING, file, String(RATE)], { encoding: 'utf8' })).compile)
    const { kernel } = await loadPatch(file, RATE)
    const instance = new Instance(kernel)
    const times: number[] = []
    for (let block = 0; block < 20_000; block++) {
      const start = performance.now()
      instance.render(0, BLOCK)
      if (block > 5_000) times.push(performance.now() - start)
    }
    const time = median(times)
    row(inVoices ? `voices(${n})` : `${3 * n} modules`, `${(100 * time / BLOCK_MS).toFixed(2)} %`, (1e6 * time / BLOCK / n).toFixed(2),
      ms(median(compile)))
  }
}

/** From the engine's request to the block that lies in the ring, one at a time, with a pause as between blocks. */
async function roundTrip(): Promise<void> {
  const shared = sharedFile(snapshotOffset(0, BLOCK))
  const worker = new Worker(shared, () => {})
  await worker.ready
  const { kernel, settings, files } = await loadPatch(DEFAULT_PATCH, RATE)
  await worker.order({ do: 'prepare', kernel, block: BLOCK }, 10_000)
  const slot = new Slot(0, shared, BLOCK)
  const version = { number: 1, path: '', name: '', kernel, settings, files, values: fileValues(kernel), events: [],
    fault: 0, stopped: new Set<number>(), fingerprint: '', texts: [], origin: 1, parent: null, before: null }
  slot.attach(worker, version, 0, null, 0)
  const times: number[] = []
  for (let block = 0; block < 3000; block++) {
    const start = performance.now()
    slot.request(block + 1, 0)
    while (!slot.has(block)) slot.poll(0)
    if (block > 500) times.push(1000 * (performance.now() - start))
    await pause(1)
  }
  await worker.kill()
  heading('Engine → worker → engine, a block of 128 frames', 'p50', 'p99')
  row('round trip', `${median(times).toFixed(0)} µs`, `${quantile(times, 0.99).toFixed(0)} µs`)
}

/** The time that the master takes for a block, by how loud it is. */
function masters(): void {
  heading('Master, a block of 128 frames', 'p50', 'p99')
  for (const [what, level, turn] of [['-20 dBFS: nothing to interpolate', 0.1, 0.05], ['-3 dBFS of 800 Hz: nothing either', 0.7, 0.05],
    ['-3 dBFS of 8 kHz: true peaks looked for', 0.7, 0.5], ['+20 dBFS: limited', 10, 0.05]] as const) {
    const master = new Master(RATE)
    const pcm = new Float32Array(2 * BLOCK)
    const times: number[] = []
    for (let block = 0; block < 20_000; block++) {
      for (let i = 0; i < 2 * BLOCK; i++) pcm[i] = level * Math.sin(turn * (i + 256 * block))
      const start = performance.now()
      master.process(pcm, BLOCK)
      if (block > 5_000) times.push(1000 * (performance.now() - start))
    }
    row(what, `${median(times).toFixed(1)} µs`, `${quantile(times, 0.99).toFixed(1)} µs`)
  }
}

/** From the command to the first sample that is not silence in the WAV output, which is written as it is heard. */
async function firstSound(): Promise<void> {
  const direct: number[] = []
  const made: number[] = []
  for (let i = 0; i < 5; i++) {
    direct.push(await soundAfter('node', ['src/chronus.js']))
    made.push(await soundAfter('make', ['--silent', 'run']))
  }
  heading('From the command to the first sound, on an installed checkout', 'median', 'slowest')
  row('chronus', ms(median(direct)), ms(Math.max(...direct)))
  row('make run', ms(median(made)), ms(Math.max(...made)))
}

async function soundAfter(command: string, args: string[]): Promise<number> {
  const file = join(folder, 'first.wav')
  rmSync(file, { force: true })
  const options = ['--headless', '--osc-port', String(await freePort()), '--output', `wav:${file}`]
  const began = now()
  const child = spawn(command, command === 'make' ? [...args, `ARGS=${options.join(' ')}`] : [...args, ...options],
    { cwd: ROOT, stdio: ['ignore', 'ignore', 'inherit'], detached: true, env: { ...process.env, XDG_STATE_HOME: folder } })
  while (!(existsSync(file) && statSync(file).size > 1000 && readFileSync(file).subarray(100).some(byte => byte !== 0))) await pause(2)
  const took = now() - began
  process.kill(-child.pid!, 'SIGTERM')
  await once(child, 'exit')
  return took
}

async function live(): Promise<void> {
  const run = await Run.start(DEFAULT_PATCH, ['--output', 'null'])
  await run.redundant()
  await pause(3000)
  await run.status()
  await pause(5000)
  const { engine, spare, output, decks: [deck] } = await run.status()

  heading('Playing the default patch', 'resident', 'of a core')
  const processes: [string, number][] = [['main', run.child.pid!], ['engine', engine.pid],
    ...deck.slots.map((slot): [string, number] => [`slot ${slot.index} (${slot.role})`, slot.pid!]),
    ['spare', spare.pid!], ['output (null)', output.pid!]]
  const before = processes.map(([, pid]) => cpuSeconds(pid))
  await pause(5000)
  processes.forEach(([name, pid], i) => row(name, `${residentMegabytes(pid).toFixed(0)} MB`,
    `${(100 * (cpuSeconds(pid) - before[i]) / 5).toFixed(1)} %`))
  await run.stop()
  run.remove()
}

/** Processor time that a process has used so far. */
function cpuSeconds(pid: number): number {
  const times = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1].split(' ')
  return (Number(times[11]) + Number(times[12])) / TICKS_PER_SECOND
}

