/** The real command, run to its end, or in the hands of a test. */
import { spawn } from 'node:child_process'
import type { ChildProcessWithoutNullStreams } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { connectControl, controlPath } from '../../src/io/control.ts'
import { commandLine, pause } from './run.ts'

export interface Outcome { status: number | null, out: string, err: string }

/** Time for something to happen that takes far less, in ms. */
const PATIENCE = 20_000

/** Where the commands keep what outlives them, each for itself: not where the player's own do. */
const states = mkdtempSync(join(tmpdir(), 'chronus-states-'))
process.on('exit', () => rmSync(states, { recursive: true, force: true }))

/** A command that runs: what it has said so far, and its end. */
export class Command {
  readonly child: ChildProcessWithoutNullStreams
  out = ''
  err = ''
  private readonly exit: Promise<unknown>

  /** @param input what it reads on standard input; null leaves that open. @param largest size that its files may have (bytes). */
  constructor(args: string[], { input = '', cwd, largest = 0 }: { input?: string | null, cwd?: string, largest?: number } = {}) {
    const [file, ...rest] = commandLine(args, largest)
    const env = { ...process.env, XDG_STATE_HOME: mkdtempSync(join(states, 'state-')) }
    this.child = spawn(file, rest, { cwd, env })
    this.child.stdout.on('data', chunk => { this.out += chunk })
    this.child.stderr.on('data', chunk => { this.err += chunk })
    this.child.stdin.on('error', () => { /* it has ended before it read this */ })
    if (input !== null) this.child.stdin.end(input)
    this.exit = once(this.child, 'close')
  }

  async ended(): Promise<Outcome> {
    await this.exit
    return { status: this.child.exitCode, out: this.out, err: this.err }
  }

  async stop(signal: NodeJS.Signals): Promise<Outcome> {
    this.child.kill(signal)
    return this.ended()
  }
}

/** Runs a command to its end. */
export function chronus(args: string[], options?: { input?: string, cwd?: string }): Promise<Outcome> {
  return new Command(args, options).ended()
}

/** Waits until something is so, for so many ms. What is told if it never is can be found out then. */
export async function until(what: string | (() => string), is: () => boolean | Promise<boolean>, patience = PATIENCE): Promise<void> {
  for (const began = Date.now(); Date.now() - began < patience; await pause(20)) if (await is()) return
  throw new Error(`never so: ${typeof what === 'string' ? what : what()}`)
}

/** The state of the engine on that port. */
export async function status(port: number): Promise<any> {
  const control = await connectControl(controlPath(port))
  const [reply] = await control.send('/status')
  control.close()
  return JSON.parse(String(reply.args[0]))
}

/** Waits until the engine on that port has two slots in step. */
export async function playing(port: number): Promise<any> {
  let found: any = null
  await until('two slots in step', async () => {
    found = await status(port).catch(() => null)
    return found?.decks[0].slots.every((slot: any) => slot.state === 'running') ?? false
  })
  return found
}

/** Waits until no process of an engine is left: they are of one group, which has the number of the engine's process. */
export function nothingLeft(pid: number): Promise<void> {
  return until('no process is left', () => {
    try {
      process.kill(-pid, 0)
      return false
    } catch {
      return true
    }
  })
}
