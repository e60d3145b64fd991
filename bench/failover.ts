/** Kills and stops workers while it plays, and judges what was heard: `make failover`, the short form of `make stress`. The
 *  recording must be the offline render of the same patch, bit for bit. Exits with 1 when it isn't, or when a frame came too
 *  late to be played. */
import { DEFAULT_PATCH, Run, framesThatDiffer, largestStep, offline } from '../test/live/run.ts'
import { median, quantile } from './figures.ts'
import { type Recovery, hang, kill, strike } from './stress/faults.ts'

const KILLS = 24
const HANGS = 12
/** In turn: the worker that is heard, and the other one. */
const ROLES = ['active', 'standby'] as const

const run = await Run.start(DEFAULT_PATCH)
const killed: Recovery[] = []
const hung: Recovery[] = []
process.on('SIGINT', () => void run.stop().then(() => process.exit(130)))

console.log(`${KILLS} kills (SIGKILL) and ${HANGS} hangs (SIGSTOP) while ${DEFAULT_PATCH} plays`)
for (let i = 0; i < KILLS; i++) killed.push(await strike(run, kill, ROLES[i % 2]))
for (let i = 0; i < HANGS; i++) hung.push(await strike(run, hang, ROLES[i % 2]))

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

function table(name: string, faults: Recovery[]): void {
  console.log(`\n${name.padEnd(18)} ${faults.length}`)
  for (const [what, pick] of [['time to detect', (fault: Recovery) => fault.detected],
    ['two slots again', (fault: Recovery) => fault.redundant]] as const) {
    const times = faults.map(pick)
    console.log(`${what.padEnd(18)} median ${median(times).toFixed(1)} ms, p95 ${quantile(times, 0.95).toFixed(1)} ms, ` +
      `longest ${Math.max(...times).toFixed(1)} ms`)
  }
}
