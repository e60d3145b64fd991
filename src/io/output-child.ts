/** The engine's hold on one run of the output process: starts it, hears from it, ends it. */
import { type ChildProcess, spawn, type SpawnOptions } from 'node:child_process'
import { tmpdir } from 'node:os'
import { fileURLToPath } from 'node:url'
import { tsEnvironment, tsFlags } from '../slot/node.ts'
import type { OutputJob, OutputMessage } from './output-process.ts'

const PROCESS = fileURLToPath(new URL('./output-process.ts', import.meta.url))
/** A device must be open by then (ms). */
const OPENING = 2800
/** Time (ms) that the process has to play or write the rest when it is asked to end. */
const CLOSING = 400
/** How much to keep (characters) of what the process and its sound driver print. */
const LAST_WORDS = 400

/** Starts an output process; see output-process.ts for its argument and its descriptors. */
export function startOutputProcess(argument: string, options: SpawnOptions): ChildProcess {
  // Not in the musician's directory: there naudiodon would leave a crash.log.
  return spawn(process.execPath, [...tsFlags, PROCESS, argument], { cwd: tmpdir(), env: tsEnvironment, ...options })
}

export interface Ending {
  /** For the musician. */
  reason: string
  /** True when the process gave up by itself and said why; false when it was killed, crashed or hung. */
  gaveUp: boolean
}

export class OutputChild {
  readonly job: OutputJob
  /** Whether it takes frames, and on which device. */
  ready = false
  device: string | null = null
  /** Resolves when the process is gone. */
  readonly ended: Promise<Ending>
  private readonly child: ChildProcess
  private readonly opening: NodeJS.Timeout
  private gone = false
  private reason = ''
  private gaveUp = false
  private lastWords = ''

  /** @param ring descriptor of the ring @param file descriptor of the WAV file, if there is one
   *  @param onReady called when the process takes frames */
  constructor(job: OutputJob, ring: number, file: number | null, onReady: () => void) {
    this.job = job
    this.child = startOutputProcess(JSON.stringify(job), { stdio: ['ignore', 'pipe', 'pipe', ring, file ?? 'ignore', 'ipc'] })
    this.opening = setTimeout(() => this.kill(`no sound device answered within ${OPENING / 1000} s`), OPENING)
    this.child.on('message', (message: OutputMessage) => {
      clearTimeout(this.opening)
      if ('failed' in message) {
        this.reason = message.failed
        this.gaveUp = true
      } else if ('ready' in message) {
        this.ready = true
        this.device = message.ready.device
        onReady()
      }
    })
    const listen = (text: string) => { this.lastWords = (this.lastWords + text).slice(-LAST_WORDS) }
    this.child.stdout?.setEncoding('utf8').on('data', listen)
    this.child.stderr?.setEncoding('utf8').on('data', listen)
    this.ended = new Promise(resolve => {
      const end = (how: string) => {
        clearTimeout(this.opening)
        this.ready = false
        this.gone = true
        resolve({ reason: this.reason || `the output process ended (${how})`, gaveUp: this.gaveUp })
      }
      this.child.once('error', error => end(error.message))
      this.child.once('exit', () => { this.gone = true })
      // Not 'exit': its last message may still be on its way then.
      this.child.once('close', (code, signal) => end(signal ?? (this.lastWords.trim().split('\n').at(-1) || `exit ${code}`)))
    })
  }

  /** Null when it is gone. */
  get pid(): number | null { return this.gone ? null : this.child.pid ?? null }

  /** Ends it at once. */
  kill(reason: string): void {
    this.reason ||= reason
    this.child.kill('SIGKILL')
  }

  /** Lets it play or write what is there, then end; ends it at once if that takes too long (ms). */
  async finish(patience = CLOSING): Promise<void> {
    if (this.gone) return
    const exited = new Promise(resolve => this.child.once('exit', resolve))
    const impatience = setTimeout(() => this.kill('it was closed'), patience)
    if (this.child.connected) this.child.disconnect()
    await exited
    clearTimeout(impatience)
  }
}
