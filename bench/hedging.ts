/** What two slots gain over one: how often a block that is due is not there, at 1, 2 and 3 blocks of lead, while other programs
 *  take the processor, with and without raised priority. `make hedging`, about 10 minutes; SECONDS=5 make hedging for a glance.
 *
 *  This process does what the engine does each tick, on the real Slot and the real Worker, with a patch that takes a third of the
 *  time there is. A block counts as not there when no slot has it a lead's time after it was asked for: what the output has in
 *  hand on top of that is left out. The clock is served first in all cases, so that it is the workers that are measured. */
import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { cpus, tmpdir } from 'node:os'
import { join } from 'node:path'
import { Slot } from '../src/engine/slot.ts'
import { fileValues } from '../src/engine/version.ts'
import { Worker } from '../src/engine/worker.ts'
import { Instance } from '../src/kernel/instance.ts'
import { loadPatch } from '../src/patch/load.ts'
import { prove } from '../src/patch/proof.ts'
import { snapshotOffset } from '../src/slot/messages.ts'
import { comeFirst } from '../src/slot/priority.ts'
import { sharedFile } from '../src/slot/sharedfile.ts'
import { pause } from '../test/live/run.ts'

const RATE = 48_000
const BLOCK = 128
const BLOCK_MS = 1000 * BLOCK / RATE
const TICK = 1
/** Hogs for each processor. */
const HOGS = 2
const SECONDS = Number(process.env.SECONDS ?? 20)
const START_PATIENCE = 10_000

interface Condition { name: string, hogs: { nice: number } | null, priority: 'plain' | 'nice' | 'chrt' }

const conditions: Condition[] = [
  { name: 'nothing else runs', hogs: null, priority: 'plain' },
  { name: 'hogs, with nice 19', hogs: { nice: 19 }, priority: 'plain' },
  { name: 'hogs', hogs: { nice: 0 }, priority: 'plain' },
  { name: 'hogs; ours: nice', hogs: { nice: 0 }, priority: 'nice' },
  { name: 'hogs; ours: chrt', hogs: { nice: 0 }, priority: 'chrt' },
]

const shared = sharedFile(snapshotOffset(0, BLOCK))
const folder = mkdtempSync(join(tmpdir(), 'chronus-hedging-'))
const file = join(folder, 'busy.ts')
writeFileSync(file, `import { audio, module, patch, sine } from 'music-chronus'
const busy = module({
  name: 'busy', inputs: { in: audio('what passes') }, state: { y: 0 },
  tick: (s, { in: x }) => {
    for (let i = 0; i < 3000; i++) s.y = s.y * 0.5 + x * 0.001
    return x
  },
})
export default patch(() => busy('busy', { in: sine('tone', { freq: 300, gain: 0.3 }) }))
`)
const { kernel, settings, files } = await loadPatch(file, RATE)
rmSync(folder, { recursive: true })
const { load } = prove(new Instance(kernel), BLOCK, 1)
const version = {
  number: 1, path: '', name: '', kernel, settings, files, values: fileValues(kernel), events: [], fault: 0, stopped: new Set<number>(),
  fingerprint: '', texts: [], origin: 1, parent: null, before: null,
}

comeFirst()
const hogCount = HOGS * cpus().length
console.log(`underruns a minute: blocks of ${BLOCK} frames that were due and not there; the patch takes ${Math.round(100 * load)} % ` +
  `of the time there is; ${hogCount} hogs where there are any; ${SECONDS} s each`)
console.log(''.padEnd(20) + [1, 2, 3].flatMap(lead => [`lead ${lead}: 1 slot`, '2 slots']).map(cell => cell.padStart(16)).join(''))
for (const condition of conditions) {
  const { hogs, name } = condition
  const children = hogs ? Array.from({ length: hogCount }, () => hog(hogs.nice)) : []
  const cells: string[] = []
  for (const lead of [1, 2, 3]) for (const slots of [1, 2]) cells.push((await underruns(lead, slots, condition)).toFixed(0))
  for (const child of children) child.kill('SIGKILL')
  console.log(name.padEnd(20) + cells.map(cell => cell.padStart(16)).join(''))
}
process.exit(0)

function hog(nice: number): ChildProcess {
  return spawn('nice', ['-n', String(nice), process.execPath, '-e', 'for (;;);'], { stdio: 'ignore' })
}

/** Raises a worker. */
function raise(pid: number, priority: Condition['priority']): void {
  comeFirst(pid, priority === 'nice')
  const { status } = priority === 'chrt' ? spawnSync('chrt', ['--rr', '--pid', '5', String(pid)]) : { status: 0 }
  if (status !== 0) console.log('chrt is not allowed here: the next figure is without it')
}

/** Underruns a minute. */
async function underruns(lead: number, count: number, { priority }: Condition): Promise<number> {
  const workers = Array.from({ length: count }, () => new Worker(shared, () => {}))
  const slots = await Promise.all(workers.map(async (worker, index) => {
    await worker.ready
    await worker.order({ do: 'prepare', kernel, block: BLOCK }, START_PATIENCE)
    const slot = new Slot(index, shared, BLOCK)
    slot.attach(worker, version, 0, null, performance.now())
    raise(worker.pid, priority)
    return slot
  }))
  await pause(200)
  let missed = 0
  let position = 0
  const asked: number[] = []
  const began = performance.now()
  for (let now = began; now - began < SECONDS * 1000; await pause(TICK), now = performance.now()) {
    for (const slot of slots) slot.poll(now)
    for (; position < asked.length && now - asked[position] >= lead * BLOCK_MS; position++) {
      if (!slots.some(slot => slot.has(position))) missed++
    }
    while (asked.length < (now - began) / BLOCK_MS + lead) asked.push(now)
    for (const slot of slots) slot.request(asked.length, now)
  }
  await Promise.all(workers.map(worker => worker.kill()))
  return missed / (position * BLOCK_MS / 60_000)
}
