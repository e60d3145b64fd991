/** Kills and stops workers while it plays, and judges what was heard: `make failover`. The recording must be the offline render
 *  of the same patch, bit for bit. Exits with 1 when it isn't, or when a frame came too late to be played. */
import { now } from '../src/slot/clock.ts'
import { DEFAULT_PATCH, Run, framesThatDiffer, largestStep, offline, pause } from '../test/live/run.ts'
import { median, quantile } from './figures.ts'

const KILLS = 24
const HANGS = 12
/** The longest pause before a fault, ms; the moment itself is random. */
const MOMENT = 150

interface Fault { detected: number, redundant: number }

const run = await Run.start(DEFAULT_PATCH)
const killed: Fault[] = []
const hung: Fault[] = []
process.on('SIGINT', () => void run.stop().then(() => process.exit(130)))

console.log(`${KILLS} kills (SIGKILL) and ${HANGS} hangs (SIGSTOP) while ${DEFAULT_PATCH} plays`)
for (let i = 0; i < KILLS; i++) killed.push(await fault('SIGKILL', i))
for (let i = 0; i < HANGS; i++) hung.push(await fault('SIGSTOP', i))

const status = await run.status()
const { failovers, framesLost } = status.decks[0]
await run.stop()
const heard = run.heardSamples()
const expected = await offline(DEFAULT_PATCH, heard.length / 2, status.rate)
const differ = framesThatDiffer(heard, expected)

table('kills', killed)
table('hangs', hung)
console.log(`\nfailovers          ${failovers}`)
console.log(`recorded           ${(heard.length / 2 / status.rate).toFixed(1)} s, ${heard.length / 2} frames`)
console.log(`frames lost        ${framesLost}`)
console.log(`samples that differ from the offline render   ${differ}`)
console.log(`largest step       ${largestStep(heard).toFixed(6)} (offline render: ${largestStep(expected.subarray(0, heard.length)).toFixed(6)})`)
console.log(`underruns of the output, from any cause   ${status.output.underruns}`)
run.remove()
if (framesLost > 0 || differ > 0 || heard.length === 0) {
  console.log('\nFAILED: a failover must lose nothing and change nothing')
  process.exitCode = 1
}

/** Does it to the active worker and to the standby in turn. */
async function fault(signal: 'SIGKILL' | 'SIGSTOP', turn: number): Promise<Fault> {
  const deck = await run.redundant()
  await pause(Math.random() * MOMENT)
  const { pid } = deck.slots[turn % 2 === 0 ? deck.active : 1 - deck.active]
  const since = run.news.length
  const at = now()
  process.kill(pid!, signal)
  const noticed = await run.heard(news => ['failover', 'lost', 'late'].includes(news.event), since)
  const back = await run.heard(news => news.event === 'redundant', since)
  return { detected: noticed.at - at, redundant: back.at - at }
}

function table(name: string, faults: Fault[]): void {
  console.log(`\n${name.padEnd(18)} ${faults.length}`)
  for (const [what, pick] of [['time to detect', (fault: Fault) => fault.detected],
    ['two slots again', (fault: Fault) => fault.redundant]] as const) {
    const times = faults.map(pick)
    console.log(`${what.padEnd(18)} median ${median(times).toFixed(1)} ms, p95 ${quantile(times, 0.95).toFixed(1)} ms, ` +
      `longest ${Math.max(...times).toFixed(1)} ms`)
  }
}
