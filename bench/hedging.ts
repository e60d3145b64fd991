/** What two slots gain over one: how often a block that is due is not there, at 1, 2 and 3 blocks of lead, while other programs
 *  take the processor, with and without raised priority. `make hedging`, about 10 minutes; SECONDS=5 make hedging for a glance.
 *
 *  This process does what the engine does each tick, on the real Slot and the real Worker. A block counts as not there when no
 *  slot has it a lead's time after it was asked for: what the output has in hand on top of that is left out. */
import { type ChildProcess, spawn } from 'node:child_process'
import { cpus } from 'node:os'
import { Slot } from '../src/engine/slot.ts'
import { fileValues } from '../src/engine/version.ts'
import { Worker } from '../src/engine/worker.ts'
import { loadPatch } from '../src/patch/load.ts'
import { snapshotOffset } from '../src/slot/messages.ts'
import { comeFirst, meetDeadlines } from '../src/slot/priority.ts'
import { sharedFile } from '../src/slot/sharedfile.ts'
import { DEFAULT_PATCH, pause } from '../test/live/run.ts'

const RATE = 48_000
const BLOCK = 128
const BLOCK_MS = 1000 * BLOCK / RATE
const TICK = 2
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
const { kernel, settings, files } = await loadPatch(DEFAULT_PATCH, RATE)
const version = { number: 1, path: '', name: '', kernel, settings, files, values: fileValues(kernel), events: [], fault: 0, fingerprint: '', before: null }

console.log(`underruns a minute: blocks of ${BLOCK} frames that were due and not there; ${cpus().length} hogs where there are any; ${SECONDS} s each`)
console.log(['', ...[1, 2, 3].flatMap(lead => [`lead ${lead}: 1 slot`, '2 slots'])].map((cell, i) => i === 0 ? cell.padEnd(20) : cell.padStart(16)).join(''))
for (const condition of conditions) {
  const hogs = condition.hogs ? cpus().map(() => hog(condition.hogs!.nice)) : []
  const allowed = raise(condition.priority)
  const cells: string[] = []
  for (const lead of [1, 2, 3]) for (const slots of [1, 2]) cells.push((await underruns(lead, slots, condition)).toFixed(0))
  raise('plain')
  for (const child of hogs) child.kill('SIGKILL')
  console.log(condition.name.padEnd(20) + cells.map(cell => cell.padStart(16)).join('') + (allowed ? '' : '   (not allowed here)'))
}
process.exit(0)

function hog(nice: number): ChildProcess {
  return spawn('nice', ['-n', String(nice), process.execPath, '-e', 'for (;;);'], { stdio: 'ignore' })
}

/** Raises this process, as the engine. False when the system doesn't let it. */
function raise(priority: Condition['priority']): boolean {
  comeFirst(0, priority === 'nice')
  return meetDeadlines(priority === 'chrt') || priority !== 'chrt'
}

/** Underruns a minute. */
async function underruns(lead: number, count: number, { priority }: Condition): Promise<number> {
  const workers = Array.from({ length: count }, () => new Worker(shared, () => {}))
  const slots = await Promise.all(workers.map(async (worker, index) => {
    await worker.ready
    await worker.order({ do: 'prepare', kernel, block: BLOCK }, START_PATIENCE)
    const slot = new Slot(index, shared, BLOCK)
    slot.attach(worker, version, 0, null, performance.now())
    comeFirst(worker.pid, priority === 'nice')
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
