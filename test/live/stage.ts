/** The real command with a patch of its own, for tests that kill what it has started. */
import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { connectControl, controlPath } from '../../src/io/control.ts'
import { Command, playing, status, until } from './chronus.ts'
import { freePort } from './run.ts'

const folder = mkdtempSync(join(tmpdir(), 'chronus-restart-'))
process.on('exit', () => rmSync(folder, { recursive: true }))

export const tone = (freq: number): string =>
  `import { patch, sine } from 'music-chronus'\nexport default patch(() => sine('tone', { freq: ${freq}, gain: 0.5 }))\n`
export const ENDLESS = 'for (;;) {}\n'

export interface Stage { port: number, command: Command, file: string, wav: string }

let scenes = 0

/** Runs a test with the real command and a patch of its own. `largest`: size that its files may have, in bytes. */
export async function stage(
  use: (stage: Stage) => Promise<void>, { text = tone(400), args = ['--headless'], input = '' as string | null, largest = 0 } = {},
): Promise<void> {
  const port = await freePort()
  const file = join(folder, `${++scenes}.ts`)
  const wav = join(folder, `${scenes}.wav`)
  writeFileSync(file, text)
  const command = new Command([file, '--osc-port', String(port), '--output', `wav:${wav}`, ...args], { cwd: folder, input, largest })
  try {
    await playing(port)
    await use({ port, command, file, wav })
  } finally {
    await command.stop('SIGTERM')
  }
}

export async function send(port: number, address: string, ...args: (string | number)[]): Promise<unknown[]> {
  const control = await connectControl(controlPath(port))
  try {
    const replies = await control.send(address, ...args)
    return replies[0]?.args ?? []
  } finally {
    control.close()
  }
}

/** Kills the engine and waits until another one plays in both slots. */
export async function killEngine(port: number): Promise<any> {
  const { engine: { pid } } = await status(port)
  process.kill(pid, 'SIGKILL')
  await restarted(port, pid)
  await ended([pid])
  return playing(port)
}

export function restarted(port: number, pid: number): Promise<void> {
  return until('another engine answers', async () => (await status(port).catch(() => null))?.engine.pid > 0
    && (await status(port)).engine.pid !== pid)
}

/** The processes below some others, and those; what has ended and waits to be noticed is none. */
export function family(pids: number[]): number[] {
  const { stdout } = spawnSync('ps', ['-A', '-o', 'pid=,ppid=,pgid=,stat='], { encoding: 'utf8' })
  const all = stdout.trim().split('\n').map(line => line.trim().split(/\s+/)).filter(([, , , state]) => !state.startsWith('Z'))
  const found = new Set(pids)
  for (let size = -1; size !== found.size;) {
    size = found.size
    for (const [pid, ppid, pgid] of all) if (found.has(Number(ppid)) || found.has(Number(pgid))) found.add(Number(pid))
  }
  return [...found].filter(pid => all.some(([other]) => Number(other) === pid))
}

/** Waits until none of these processes, nor one that they started, is left. */
export function ended(pids: number[]): Promise<void> {
  return until(() => `nothing is left: ${family(pids)}`, () => family(pids).length === 0)
}
