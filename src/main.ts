/** The command line: reads it and hands over to the command. What a command needs is imported when it is called, so that the
 *  sound starts soon. */
import { readFileSync } from 'node:fs'
import type { CommandLine } from './cli/options.ts'
import { UsageError, readCommandLine } from './cli/options.ts'

type Run = (line: CommandLine, version: string) => Promise<number>

const RUN: Record<string, () => Promise<{ run: Run }>> = {
  play: () => import('./cli/play.ts'),
  render: () => import('./cli/render.ts'),
  replay: () => import('./cli/replay.ts'),
  check: () => import('./cli/check.ts'),
  status: () => import('./cli/remote.ts'),
  list: () => import('./cli/remote.ts'),
  send: () => import('./cli/remote.ts'),
  say: () => import('./cli/remote.ts'),
  attach: () => import('./cli/attach.ts'),
  tmux: () => import('./cli/tmux.ts'),
  devices: () => import('./cli/devices.ts'),
  pattern: () => import('./cli/pattern.ts'),
  analyse: () => import('./cli/analyse.ts'),
  monitor: () => import('./cli/monitor.ts'),
  new: () => import('./cli/new.ts'),
  completion: () => import('./cli/completion.ts'),
}

/** Runs a command line and resolves with the exit status: 0, 1 when it failed, 2 when the command line is wrong. */
export async function main(argv: string[]): Promise<number> {
  try {
    const line = readCommandLine(argv)
    const { version } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8'))
    if (line.version) return say(`${version}\n`)
    if (line.help) return say((await import('./cli/help.ts')).help(line.command))
    const { run } = await RUN[line.command]()
    return await run(line, version)
  } catch (error) {
    if (!(error instanceof Error)) throw error
    process.stderr.write(`chronus: ${error.message}\n`)
    return error instanceof UsageError ? 2 : 1
  }
}

function say(text: string): number {
  process.stdout.write(text)
  return 0
}
