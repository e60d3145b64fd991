/** The whole table of faults, done for real to the real command: `make stress`. Each row starts runs of its own.
 *
 *      node --import tsx bench/stress.ts [--list] [--tries N] [PART OF A NAME …]
 *
 *  `--tries N`: each worker fault N times instead of 100, the others in proportion, once at the least. Exits with 1 when any
 *  figure falls short. What can't be run on this machine is named in the last line. */
import { setTimeout as sleep } from 'node:timers/promises'
import { bombs } from './stress/bombs.ts'
import { both } from './stress/both.ts'
import { control } from './stress/control.ts'
import { disk } from './stress/disk.ts'
import { ends } from './stress/ends.ts'
import { load } from './stress/load.ts'
import { osc } from './stress/osc.ts'
import { output } from './stress/output.ts'
import { patches } from './stress/patches.ts'
import { probation } from './stress/probation.ts'
import { sound } from './stress/sound.ts'
import { storm } from './stress/storm.ts'
import { type Verdict, head, shown } from './stress/table.ts'
import { time } from './stress/time.ts'
import { NotRun, type Row, Trial, WORKER_TRIES } from './stress/trial.ts'
import { workers } from './stress/workers.ts'
import { STANDSTILL, standstill } from './witness.ts'

const ROWS: Row[] = [
  ...workers, ...both, ...load, ...patches, ...sound, ...probation, ...bombs, ...storm, ...output, ...ends, ...disk, ...time, ...osc,
  ...control,
]
/** Time after which a row is given up: for itself, and for each try; s. */
const ROW_PATIENCE = 120
const TRY_PATIENCE = 15

const args = process.argv.slice(2)
const tries = Number(option('--tries', WORKER_TRIES))
const list = args.includes('--list')
const words = args.filter(word => word !== '--list')
const wrong = words.find(word => word.startsWith('-'))
const rows = ROWS.filter(({ name }) => words.length === 0 || words.some(word => name.includes(word)))
if (wrong !== undefined || !(tries >= 1)) fail("make stress ARGS='[--list] [--tries N] [PART OF A NAME …]'")
if (rows.length === 0) fail(`there is no fault with ${words.join(' or ')} in its name; make stress ARGS=--list lists them`)
if (list) {
  for (const row of rows) console.log(`${row.name.padEnd(80)}${String(scaled(row)).padStart(4)}`)
  process.exit()
}

let current: Trial | null = null
process.on('exit', () => current?.end())
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => process.exit(130))

const count: Record<Verdict, string[]> = { 'ok': [], 'FAILED': [], 'not run': [] }
const began = performance.now()
console.log(head())
for (const row of rows) {
  const { verdict, text } = await tried(row)
  count[verdict].push(row.name)
  progress('')
  console.log(text)
}
const minutes = ((performance.now() - began) / 60_000).toFixed(1)
const unrun = count['not run'].length > 0 ? `, ${count['not run'].length} NOT RUN (${count['not run'].join('; ')})` : ''
console.log(`\n${count.ok.length} held, ${count.FAILED.length} FAILED${unrun}, in ${minutes} min`)
process.exit(count.FAILED.length > 0 ? 1 : 0)

async function tried(row: Row): Promise<{ verdict: Verdict, text: string }> {
  const wanted = scaled(row)
  const trial = new Trial(wanted, done => progress(`${row.name}: ${done + 1} of ${wanted}`))
  current = trial
  progress(row.name)
  let why = row.lacks?.() ?? ''
  let verdict: Verdict = why ? 'not run' : 'ok'
  standstill()
  try {
    if (!why) await inTime(row.run(trial), ROW_PATIENCE + TRY_PATIENCE * wanted)
  } catch (error) {
    if (error instanceof NotRun) {
      verdict = 'not run'
      why = error.message
    } else {
      trial.expect(false, error instanceof Error ? error.message : String(error))
    }
  }
  if (trial.shortfalls.length > 0) verdict = 'FAILED'
  const stood = standstill()
  if (verdict === 'FAILED' && stood > STANDSTILL) {
    trial.expect(false, `perhaps by the machine's own fault: it let nothing work for ${stood.toFixed(0)} ms`)
  }
  const text = shown(row.name, wanted, trial, verdict, why)
  trial.end()
  current = null
  return { verdict, text }
}

async function inTime(run: Promise<void>, seconds: number): Promise<void> {
  const ended = new AbortController()
  const late = sleep(1000 * seconds, true, { signal: ended.signal }).catch(() => false)
  if (await Promise.race([run, late])) throw new Error(`not over after ${seconds} s`)
  ended.abort()
}

function scaled(row: Row): number {
  return Math.max(1, Math.round(row.tries * tries / WORKER_TRIES))
}

/** On a terminal: the line that says what is being done, until the next one. */
function progress(text: string): void {
  if (process.stderr.isTTY) process.stderr.write(`\r\x1b[K${text}`)
}

/** The value of an option, which is taken out of the arguments. */
function option(name: string, otherwise: number): string | number {
  const at = args.indexOf(name)
  return at < 0 ? otherwise : args.splice(at, 2)[1] ?? NaN
}

function fail(text: string): never {
  console.error(text)
  process.exit(2)
}
