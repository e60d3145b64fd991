/** A real run of the real command, for tests and benches: started as a player would start it, in a folder of its own, with its
 *  sound going to a WAV file. */
import { type ChildProcess, spawn } from 'node:child_process'
import { createSocket } from 'node:dgram'
import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { News } from '../../src/engine/command.ts'
import { type Control, connectControl, controlPath } from '../../src/io/control.ts'
import { readWav } from '../wav.ts'

export const CHRONUS = fileURLToPath(new URL('../../src/chronus.js', import.meta.url))
export const DEFAULT_PATCH = fileURLToPath(new URL('../../patches/default.ts', import.meta.url))

/** Time for the engine to be there, and for an event to happen, before a run is given up; ms. Far above what it takes. */
const PATIENCE = 20_000

/** What a shell's limit of the size of files counts in, by POSIX; bytes. */
const LIMIT_BYTES = 512

export interface SlotStatus { index: number, role: string, state: string, pid: number | null, version: number | null }
export interface DeckStatus {
  version: number, active: number, slots: SlotStatus[], failovers: number, switchovers: number, framesLost: number
}
export interface Status {
  engine: { pid: number, load: number }, frame: number, rate: number, decks: DeckStatus[], spare: { pid: number | null }
  output: { kind: string, pid: number | null, device: string | null, underruns: number }
  osc: { received: number, rejected: number, dropped: number, late: number }
}

export class Run {
  readonly folder = mkdtempSync(join(tmpdir(), 'chronus-run-'))
  readonly recording = join(this.folder, 'run.wav')
  readonly news: News[] = []
  /** What it wrote to the terminal. */
  log = ''
  port = 0
  /** The engine's process, whose number its group has too. */
  engine = 0
  child!: ChildProcess
  private control: Control | null = null
  private listeners: (() => void)[] = []

  /** Starts `chronus PATCH --headless`; `options`: more options, in place of the WAV output where they name one. `begun`: is
   *  handed the run before there is anything to wait for, so that whoever has to can end it. `largest`: see commandLine. `state`: where it
   *  keeps what outlives it. */
  static async start(
    patch: string, options: string[] = [], { env = process.env, largest = 0, state = '', begun = (_: Run): void => {} } = {}
  ): Promise<Run> {
    const run = new Run()
    begun(run)
    run.port = await freePort()
    const output = options.includes('--output') ? [] : ['--output', `wav:${run.recording}`]
    const [file, ...args] = commandLine([patch, '--headless', '--osc-port', String(run.port), ...output, ...options], largest)
    run.child = spawn(file, args, { stdio: ['ignore', 'ignore', 'pipe'], cwd: run.folder, env: { ...env, XDG_STATE_HOME: state || run.folder } })
    run.child.stderr!.setEncoding('utf8').on('data', text => { run.log += text })
    try {
      await run.connect()
    } catch (error) {
      await run.stop()
      throw error
    }
    return run
  }

  /** Waits until an engine answers, the first one or one that was started after it, and listens to its news. */
  async connect(): Promise<void> {
    this.control = await this.reach()
    await this.status()
  }

  async send(address: string, ...args: (string | number)[]): Promise<unknown[]> {
    const replies = await this.control!.send(address, ...args)
    return replies[0]?.args ?? []
  }

  async status(): Promise<Status> {
    const [text] = await this.send('/status')
    const status = JSON.parse(String(text)) as Status
    this.engine = status.engine.pid
    return status
  }

  async deck(): Promise<DeckStatus> {
    return (await this.status()).decks[0]
  }

  /** Resolves once there are two running slots of the same version and a spare. */
  async redundant(): Promise<DeckStatus> {
    for (const began = Date.now(); Date.now() - began < PATIENCE; await pause(5)) {
      const { decks: [deck], spare } = await this.status()
      if (deck.slots.every(slot => slot.state === 'running' && slot.version === deck.version) && spare.pid) return deck
    }
    throw new Error('two slots and a spare: never reached')
  }

  /** Resolves with the next news for which `is` holds, from the `since`th one on. */
  async heard(is: (news: News) => boolean, since = this.news.length, patience = PATIENCE): Promise<News> {
    const limit = setTimeout(() => { for (const listener of this.listeners.splice(0)) listener() }, patience)
    const end = Date.now() + patience
    try {
      for (;;) {
        const found = this.news.slice(since).find(is)
        if (found) return found
        if (Date.now() >= end) throw new Error(`never heard; heard: ${this.news.slice(since).map(news => news.text).join(' | ')}`)
        await new Promise<void>(listener => this.listeners.push(listener))
      }
    } finally {
      clearTimeout(limit)
    }
  }

  /** Ends it with SIGTERM, and by force if it doesn't end; resolves with its exit code. */
  async stop(): Promise<number | null> {
    this.control?.close()
    if (this.child.exitCode === null && this.child.signalCode === null) {
      const patience = setTimeout(() => this.kill(), PATIENCE)
      this.child.kill('SIGTERM')
      await once(this.child, 'exit')
      clearTimeout(patience)
    }
    return this.child.exitCode
  }

  /** Ends all of it at once, whatever state it is in. */
  kill(): void {
    for (const pid of [this.child?.pid, this.engine && -this.engine]) {
      try {
        if (pid) process.kill(pid, 'SIGKILL')
      } catch {
        // Gone already.
      }
    }
  }

  /** What was heard, interleaved stereo. After `stop`. */
  heardSamples(): Float32Array {
    return readWav(this.recording).data
  }

  remove(): void {
    rmSync(this.folder, { recursive: true, force: true })
  }

  private hear(news: News): void {
    this.news.push(news)
    for (const listener of this.listeners.splice(0)) listener()
  }

  /** Connects to the engine once it answers, and hears all that it has told. */
  private async reach(): Promise<Control> {
    for (const began = Date.now(); Date.now() - began < PATIENCE; await pause(10)) {
      if (this.child.exitCode !== null) throw new Error(`chronus ended with ${this.child.exitCode}: ${this.log}`)
      try {
        const control = await connectControl(controlPath(this.port))
        // What was told before comes with the connection; if that doesn't last, it comes again with the next one.
        const early: News[] = []
        let hear = (news: News): unknown => early.push(news)
        control.onNews(news => hear(news))
        await control.send('/status')
        hear = news => this.hear(news)
        early.forEach(hear)
        return control
      } catch {
        // Not there yet, or not quite gone.
      }
    }
    throw new Error('the engine never answered')
  }
}

/** What is to be started for `chronus ARGS`. `largest`: size that its files may have, bytes; 0 for any. */
export function commandLine(args: string[], largest: number): string[] {
  const line = [process.execPath, CHRONUS, ...args]
  return largest > 0 ? ['/bin/sh', '-c', `ulimit -f ${largest / LIMIT_BYTES}; exec "$@"`, 'sh', ...line] : line
}

/** The offline render of a patch by the real command, interleaved stereo of at least `frames` frames. */
export async function offline(patch: string, frames: number, rate: number, events: object[] = []): Promise<Float32Array> {
  const folder = mkdtempSync(join(tmpdir(), 'chronus-offline-'))
  try {
    const file = join(folder, 'offline.wav')
    const eventsFile = join(folder, 'events.json')
    writeFileSync(eventsFile, JSON.stringify(events))
    const child = spawn(process.execPath, [CHRONUS, 'render', patch, '--seconds', String(Math.ceil(frames / rate) + 1),
      '--rate', String(rate), '--out', file, '--events', eventsFile], { stdio: ['ignore', 'ignore', 'inherit'] })
    const [code] = await once(child, 'exit')
    if (code !== 0) throw new Error(`chronus render ended with ${code}`)
    return readWav(file).data
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

/** Frames of `heard` that differ from `expected`, both interleaved stereo; `heard` may be shorter. */
export function framesThatDiffer(heard: Float32Array, expected: Float32Array): number {
  let count = 0
  for (let i = 0; i < heard.length; i += 2) {
    if (!Object.is(heard[i], expected[i]) || !Object.is(heard[i + 1], expected[i + 1])) count++
  }
  return count
}

/** The largest difference between neighbouring samples of one channel. */
export function largestStep(samples: Float32Array): number {
  let largest = 0
  for (let i = 2; i < samples.length; i++) largest = Math.max(largest, Math.abs(samples[i] - samples[i - 2]))
  return largest
}

export const pause = (ms: number): Promise<void> => new Promise(resolve => setTimeout(resolve, ms))

/** A UDP port that is free now. */
export async function freePort(): Promise<number> {
  const socket = createSocket('udp4').bind(0, '127.0.0.1')
  await once(socket, 'listening')
  const { port } = socket.address()
  socket.close()
  await once(socket, 'close')
  return port
}
