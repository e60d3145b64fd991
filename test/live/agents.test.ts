/** docs/agents.md: the session in it is typed, command by command, and prints what the page says. */
import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process'
import { chmodSync, mkdtempSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { until } from './chronus.ts'
import { CHRONUS } from './run.ts'

const page = readFileSync(fileURLToPath(new URL('../../docs/agents.md', import.meta.url)), 'utf8')
const lines = [...page.matchAll(/^```console\n([^]*?)^```$/gm)].flatMap(([, block]) => block.trimEnd().split('\n'))
/** What is typed, and what follows it. */
const steps: { typed: string, prints: string[] }[] = []
for (const line of lines) {
  if (/^[$>] /.test(line)) steps.push({ typed: line, prints: [] })
  else steps.at(-1)!.prints.push(line)
}

const folder = mkdtempSync(join(tmpdir(), 'chronus-agents-'))
const bin = join(folder, 'bin')
const place = join(folder, 'place')
for (const path of [bin, place]) mkdirSync(path)
writeFileSync(join(bin, 'chronus'), `#!/bin/sh\nexec '${process.execPath}' '${CHRONUS}' "$@"\n`)
chmodSync(join(bin, 'chronus'), 0o755)
// Of its own: so the engine of the page is the only one there.
const env = { ...process.env, PATH: `${bin}:${process.env.PATH}`, XDG_RUNTIME_DIR: folder, XDG_STATE_HOME: folder }

/** A shell that runs commands one by one, and what it has printed that nobody has read yet. */
const shell = spawn('sh', { cwd: place, env, stdio: 'pipe', detached: true })
let attached: ChildProcessWithoutNullStreams | null = null
let printed: string[] = []
test.after(() => {
  attached?.kill()
  process.kill(-shell.pid!, 'SIGTERM')
  rmSync(folder, { recursive: true, force: true, maxRetries: 5 })
})

function listen({ stdout, stderr }: ChildProcessWithoutNullStreams): void {
  for (const stream of [stdout, stderr]) {
    let rest = ''
    stream.setEncoding('utf8').on('data', (text: string) => {
      const parts = (rest + text).split('\n')
      rest = parts.pop()!
      printed.push(...parts)
    })
  }
}

/** Types a command to the shell and waits until it has run. */
async function run(command: string): Promise<void> {
  const end = `end ${Math.random()}`
  shell.stdin.write(`{ ${command}${command.endsWith('&') ? '' : ';'} } 2>&1\necho '${end}'\n`)
  await until(() => `${command} has run: ${printed.join('\n')}`, () => printed.includes(end))
  printed = printed.filter(line => line !== end)
}

const source = (line: string): string => line.split('…').map(part => part.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&')).join('.*')
const isNews = (line: string): boolean => line.startsWith('{"news"')

/** Waits for what the page says, in its order; only news may come in any, and others than those. A line of nothing but … is any
 *  number of lines. */
async function prints(expected: readonly string[]): Promise<void> {
  const news = expected.filter(isNews)
  const others = expected.filter(line => !isNews(line))
  await until(() => `it prints\n${expected.join('\n')}\nnot\n${printed.join('\n')}`, () => {
    const said = printed.filter(line => !isNews(line))
    const whole = new RegExp(`^${others.map(line => line === '…' ? '(.*\\n)*' : `${source(line)}\\n`).join('')}$`)
    const isTold = (line: string): boolean => printed.some(told => new RegExp(`^${source(line)}$`).test(told))
    return whole.test(said.map(line => `${line}\n`).join('')) && news.every(isTold)
  })
  printed = []
}

listen(shell)
let isBroken = false

test('the page has its session', () => assert.ok(steps.length > 25))

for (const { typed, prints: expected } of steps) {
  test(typed, async () => {
    if (isBroken) throw new Error('a step before this one went wrong')
    isBroken = true
    const text = typed.slice(2)
    if (typed.startsWith('> ')) {
      attached!.stdin.write(`${text}\n`)
    } else if (text.startsWith('chronus attach')) {
      attached = spawn('sh', ['-c', `exec ${text}`], { cwd: place, env, stdio: 'pipe' })
      listen(attached)
    } else {
      await run(text)
    }
    await prints(expected)
    isBroken = false
  })
}

test.run()
