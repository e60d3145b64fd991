/** Writes the log of a take, in a process of its own: neither making lines nor a disk that is slow or full keeps the engine. Entries go
 *  there over Node's channel, all of a turn together, and no more than it takes: a log that can't keep up ends. */
import { type ChildProcess, spawn } from 'node:child_process'
import { tmpdir } from 'node:os'
import { fileURLToPath } from 'node:url'
import type { LogWriter, StatePlace } from '../engine/chronicle.ts'
import type { Entry } from '../engine/entry.ts'
import { tsEnvironment, tsFlags } from '../slot/node.ts'
import type { LogAnswer, LogMessage } from './log-process.ts'

const PROCESS = fileURLToPath(new URL('./log-process.ts', import.meta.url))
/** Entries that may be on their way: seconds of the worst flood. */
const MOST = 100_000
/** Time (ms) for the process to start, and to write what is left. */
const CLOSING = 5000

export class LogProcess implements LogWriter {
  failed = (_why: string): void => {}
  private readonly child: ChildProcess
  private readonly ended: Promise<void>
  private gathered: Entry[] = []
  private underWay = 0
  private over = false
  private why = ''
  /** Who waits to hear whether a state was there. */
  private readonly asking: ((isThere: boolean) => void)[] = []

  /** Starts the process; what it is to write waits for it. `file`: descriptor of the log, open for writing, which is left open;
   *  `shared`: the deck's shared file; `block`: frames of a block. */
  constructor(file: number, shared: number, block: number) {
    this.child = spawn(process.execPath, [...tsFlags, PROCESS, String(block)], {
      stdio: ['ignore', 'ignore', 'ignore', file, shared, 'ipc'], serialization: 'advanced', cwd: tmpdir(), env: tsEnvironment,
    })
    this.child.on('message', (answer: LogAnswer) => {
      if ('isThere' in answer) this.asking.shift()?.(answer.isThere)
      else this.why ||= answer.failed
    })
    this.ended = new Promise(ended => {
      const end = (how: string): void => {
        this.giveUp(`its process ended (${how})`)
        ended()
      }
      this.child.once('error', error => end(error.message))
      this.child.once('close', (code, signal) => end(signal ?? `exit ${code}`))
    })
  }

  write(entry: Entry): void {
    if (this.over) return
    if (this.gathered.length === 0) setImmediate(() => this.flush())
    this.gathered.push(entry)
    if (this.underWay + this.gathered.length > MOST) {
      this.child.kill('SIGKILL')
      this.giveUp('too much happens at once')
    }
  }

  writeState(entry: Entry, place: StatePlace, read: (isThere: boolean) => void): void {
    if (this.over) return
    this.flush()
    this.asking.push(read)
    this.send({ entries: [entry], place })
  }

  async close(): Promise<void> {
    if (this.over) return
    this.flush()
    this.over = true
    const impatience = setTimeout(() => this.child.kill('SIGKILL'), CLOSING)
    this.send({ entries: [], last: true })
    await this.ended
    clearTimeout(impatience)
    if (this.child.exitCode !== 0) throw new Error(this.why)
  }

  private flush(): void {
    const entries = this.gathered
    this.gathered = []
    if (entries.length > 0 && !this.over) this.send({ entries })
  }

  private send(message: LogMessage): void {
    this.underWay += message.entries.length
    if (this.child.connected) this.child.send(message, () => { this.underWay -= message.entries.length })
  }

  private giveUp(why: string): void {
    this.why ||= why
    if (this.over) return
    this.over = true
    this.gathered = []
    this.failed(this.why)
  }
}
