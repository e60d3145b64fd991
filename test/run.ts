/** The test runner: every test file in its own process, two at a time; files that start real engines one at a time.
 *
 *      node --import tsx test/run.ts [--quick | --audio] [PART OF A NAME …]
 *
 *  uvu by itself passes a file that forgot `.run()`, whose hook threw, or that never ends. Here a file passes when it ended
 *  by itself, in time, and counts as many tests passed as it has. The last line is `N passed, N failed`, with `, N skipped`
 *  where there were any; a skipped test prints a line `skipped: …` that says what it takes to run it. */
import { spawn } from 'node:child_process'
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { tsEnvironment, tsFlags } from '../src/slot/node.ts'

const ROOT = fileURLToPath(new URL('..', import.meta.url))
/** Files that start real engines, or need the machine for themselves. */
const serial = (file: string): boolean =>
  /^test\/(live\/|device\.|engine\/(engine|edits|collapse|faults|gliding|lessons|probation|property|random|schedule|tempo)\.)/.test(file)
/** Files that take their time, and are left out when it should be quick. */
const SLOW = /accuracy|contract-|^test\/(dsp\/drums|kernel\/agreement|patches\/patches|say\/(property|heard)|docs|types|engine\/(dcblock|sparing|typecheck|watch)|slot\/worker|io\/(output|recorder))\./
const SELECTIONS: Record<string, (file: string) => boolean> = {
  '--quick': file => !serial(file) && !SLOW.test(file),
  '--audio': file => /\/accuracy[^/]*$/.test(file),
}
const AT_ONCE = 2
/** Outer time limits for a file, s. */
const TIME_LIMIT = 60
const SERIAL_TIME_LIMIT = 240

interface Result { passed: number, failed: number, skipped: number }

const running = new Set<number>()
const total: Result = { passed: 0, failed: 0, skipped: 0 }

const options = process.argv.slice(2).filter(argument => argument.startsWith('--'))
const names = process.argv.slice(2).filter(argument => !argument.startsWith('--'))
const unknown = options.find(option => !(option in SELECTIONS))
if (unknown !== undefined) {
  console.error(`unknown option ${unknown}; there are: ${Object.keys(SELECTIONS).join(', ')}`)
  process.exit(2)
}
const files = (readdirSync(join(ROOT, 'test'), { recursive: true }) as string[])
  .map(file => `test/${file}`)
  .filter(file => file.endsWith('.test.ts'))
  .filter(file => options.every(option => SELECTIONS[option](file)))
  .filter(file => names.length === 0 || names.some(name => file.includes(name)))
  .sort()
if (files.length === 0) {
  console.error(`there is no test file ${names.length > 0 ? `with ${names.join(' or ')} in its name` : 'there'}`)
  process.exit(1)
}

process.on('SIGINT', () => {
  for (const pid of running) kill(pid)
  process.exit(130)
})

const queue = files.filter(file => !serial(file))
await Promise.all(Array.from({ length: AT_ONCE }, async () => {
  for (let file = queue.shift(); file !== undefined; file = queue.shift()) await run(file, TIME_LIMIT)
}))
for (const file of files.filter(serial)) await run(file, SERIAL_TIME_LIMIT)

const { passed, failed, skipped } = total
console.log(`${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`)
process.exit(failed > 0 ? 1 : 0)

/** Runs a file, prints its line and adds it to the total. */
async function run(file: string, limit: number): Promise<void> {
  const begun = performance.now()
  const { output, how } = await outputOf(file, limit)
  const seconds = ((performance.now() - begun) / 1000).toFixed(1)
  const result = judge(output, how)
  for (const key of ['passed', 'failed', 'skipped'] as const) total[key] += result[key]
  const counts = [`${result.passed} passed`]
  if (result.failed > 0) counts.push(`${result.failed} failed`)
  if (result.skipped > 0) counts.push(`${result.skipped} skipped`)
  console.log(`${result.failed > 0 ? '✘' : '✓'} ${file}  ${counts.join(', ')}  ${seconds} s`)
  if (result.failed > 0) console.log(`${output}${how === '' ? '' : `${file} ${how}\n`}`)
  else for (const line of output.match(/skipped: .*$/gm) ?? []) console.log(`  ${line}`)
}

/** What a file counted. A file that went wrong as a whole counts as one failed test at the least. */
function judge(output: string, how: string): Result {
  const count = (name: string): number => Number(output.match(new RegExp(`^  ${name}: +(\\d+)`, 'm'))?.[1] ?? 0)
  const tests = count('Total'), passed = count('Passed'), skipped = count('Skipped')
  const wrong = how !== '' || tests + skipped === 0
  return { passed, skipped, failed: Math.max(tests - passed, wrong ? 1 : 0) }
}

/** Runs a file to its end, or to the limit (s). `how`: how it ended where it shouldn't have ended so. */
function outputOf(file: string, limit: number): Promise<{ output: string, how: string }> {
  return new Promise(resolve => {
    const child = spawn(process.execPath, [...tsFlags, file], {
      cwd: ROOT, stdio: ['ignore', 'pipe', 'pipe'], detached: true, env: { ...tsEnvironment, FORCE_COLOR: '0' },
    })
    const pid = child.pid ?? 0
    running.add(pid)
    let output = '', late = false
    const take = (text: string): void => { output += text }
    child.stdout.setEncoding('utf8').on('data', take)
    child.stderr.setEncoding('utf8').on('data', take)
    const timer = setTimeout(() => {
      late = true
      kill(pid)
    }, limit * 1000)
    child.on('error', error => take(error.message))
    child.on('close', (code, signal) => {
      clearTimeout(timer)
      // What a test left behind in its own session must not disturb the next.
      kill(pid)
      running.delete(pid)
      const ended = code === 0 ? '' : `ended with ${signal ?? `exit code ${code}`}`
      resolve({ output, how: late ? `didn't end within ${limit} s and was killed` : ended })
    })
  })
}

/** Ends a process and the group that it leads. */
function kill(pid: number): void {
  try {
    process.kill(-pid, 'SIGKILL')
  } catch {
    // They are gone already.
  }
}
