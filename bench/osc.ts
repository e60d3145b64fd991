/** What comes by UDP at its worst, while the default patch plays: what is lost, what it costs, what is heard of it. */
import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { type Sent, burst, flood, fuzz } from '../test/live/flood.ts'
import { DEFAULT_PATCH, Run, framesThatDiffer, offline, pause } from '../test/live/run.ts'

/** Longer than the engine takes to look what the system has dropped; ms. */
const SETTLE = 2500
/** Of /proc/<pid>/stat on Linux. */
const TICKS_PER_SECOND = Number(execFileSync('getconf', ['CLK_TCK']))

const WIDTHS = [28, 9, 9, 9, 9, 8, 12, 12, 9]

row('while the default patch plays', 'sent', 'received', 'rejected', 'dropped', 'engine', 'memory MB', 'frames lost', 'differ')
await disturbed('50,000 messages/s for 10 s', run => flood(run.port, 50_000, 10), true)
await disturbed('1,000 messages in a burst', run => burst(run.port, 1000), true)
await disturbed('100,000 datagrams of fuzz', run => fuzz(run.port, 100_000, 1), true)
await disturbed('50,000 gate moves/s for 10 s', run => flood(run.port, 50_000, 10, 'gates'), false)

/** Does it to a run of its own and prints what came of it. `unheard`: nothing of it may be heard. */
async function disturbed(name: string, disturb: (run: Run) => Promise<Sent>, unheard: boolean): Promise<void> {
  const run = await Run.start(DEFAULT_PATCH)
  try {
    await run.redundant()
    await pause(1000)
    const before = await run.status()
    const { pid } = before.engine
    const [memory, cpu] = [residentMegabytes(pid), cpuSeconds(pid)]
    const { sent, seconds } = await disturb(run)
    const load = (cpuSeconds(pid) - cpu) / seconds
    await pause(SETTLE)
    const { osc, decks: [deck], frame, rate } = await run.status()
    const after = residentMegabytes(pid)
    await run.send('/mod/sine/freq', 333)
    const [value] = await run.send('/mod/sine/freq')
    if (value !== 333) throw new Error(`a valid command didn't work afterwards: ${value}`)
    await run.stop()
    const heard = run.heardSamples().subarray(0, 2 * frame)
    const differ = unheard ? framesThatDiffer(heard, await offline(DEFAULT_PATCH, frame, rate)) : 'n/a'
    row(name, sent, osc.received, osc.rejected, osc.dropped, `${(100 * load).toFixed(0)} %`, `${memory.toFixed(0)} → ${after.toFixed(0)}`,
      deck.framesLost - before.decks[0].framesLost, differ)
  } finally {
    await run.stop()
    run.remove()
  }
}

function row(first: string, ...cells: (string | number)[]): void {
  console.log(first.padEnd(WIDTHS[0]) + cells.map((cell, i) => String(cell).padStart(WIDTHS[i + 1])).join(''))
}

function residentMegabytes(pid: number): number {
  return Number(execFileSync('ps', ['-o', 'rss=', '-p', String(pid)])) / 1024
}

/** Processor time that a process has used so far. */
function cpuSeconds(pid: number): number {
  const times = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1].split(' ')
  return (Number(times[11]) + Number(times[12])) / TICKS_PER_SECOND
}
