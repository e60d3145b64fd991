/** The engine's hold on one worker process: orders by IPC until it is attached, render messages by pipe afterwards. */
import { type ChildProcess, spawn } from 'node:child_process'
import { writeSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import type { Answer, Order } from '../slot/messages.ts'
import { comeFirst } from '../slot/priority.ts'
import { COLLECTING } from '../slot/garbage.ts'
import { tsEnvironment, tsFlags } from '../slot/node.ts'
import { processorTime, residentBytes } from './usage.ts'

const WORKER = fileURLToPath(new URL('../slot/worker.ts', import.meta.url))
/** What a patch may print before it is cut off, in characters for a process. */
const PRINT_LIMIT = 10_000
/** What a worker may have in memory, bytes, and how often that is looked at, ms. */
const MEMORY_LIMIT = 2 ** 29
const LOOK_EVERY = 50
/** For so long a full pipe is left alone, ms: every try is an exception. */
const FULL_PAUSE = 10

export class Worker {
  readonly pid: number
  /** Resolves with how it ended ('SIGKILL', 'exit 1') once the process is gone. */
  readonly exited: Promise<string>
  /** Resolves when it has started and takes orders. */
  readonly ready: Promise<Answer>
  private readonly child: ChildProcess
  private pipe: number
  private fullUntil = 0
  /** What the pipe had no room for of a message that it took in part. */
  private rest = new Uint8Array(0)
  private patience: NodeJS.Timeout | null = null
  private awaited: { resolve: (answer: Answer) => void, reject: (error: Error) => void } | null = null

  /** `shared`: descriptor of the deck's shared file. `print`: takes what the patch prints; `first`: whether the
   *  music waits for it. */
  constructor(shared: number, print: (text: string) => void, first = false) {
    this.child = spawn(process.execPath, [COLLECTING, ...tsFlags, WORKER], {
      stdio: ['ignore', 'pipe', 'pipe', 'pipe', shared, 'ipc'],
      serialization: 'advanced',
      env: tsEnvironment,
    })
    this.pid = this.child.pid ?? 0
    if (this.pid) comeFirst(this.pid, first)
    let tooLarge = false
    const look = setInterval(() => {
      if (tooLarge || !(residentBytes(this.pid) > MEMORY_LIMIT)) return
      tooLarge = true
      this.child.kill('SIGKILL')
    }, LOOK_EVERY).unref()
    this.exited = new Promise(resolve => {
      const ended = (cause: string): void => {
        clearInterval(look)
        const how = tooLarge ? `more than ${MEMORY_LIMIT / 2 ** 20} MB of memory` : cause
        this.awaited?.reject(new Error(`the worker ended (${how})`))
        this.awaited = null
        resolve(how)
      }
      this.child.once('exit', (code, signal) => ended(signal ?? `exit ${code}`))
      this.child.on('error', error => ended(error.message))
    })
    // Without descriptors to spare for it a child has no stdio at all.
    const pipe = this.child.stdio?.[3]
    this.pipe = descriptor(pipe)
    pipe?.on('error', () => {}).on('close', () => { this.pipe = -1 })
    this.ready = this.answer()
    this.ready.catch(() => {})
    this.child.on('message', (answer: Answer) => {
      if (answer.is === 'busy') return void this.patience?.refresh()
      this.awaited?.resolve(answer)
      this.awaited = null
    })
    let printed = 0
    const limited = (text: string): void => {
      if (printed > PRINT_LIMIT) return
      printed += text.length
      print(printed > PRINT_LIMIT ? '… (the patch prints more than can be shown)' : text.trimEnd())
    }
    this.child.stdout?.setEncoding('utf8').on('data', limited)
    this.child.stderr?.setEncoding('utf8').on('data', limited)
  }

  /** Gives an order and waits for its answer. Rejects when the worker ends, or says nothing for `ms` milliseconds, not even that it
   *  is busy. */
  async order(order: Order, ms: number): Promise<Answer> {
    const answer = this.answer()
    this.child.send(order, error => { if (error) this.awaited?.reject(error) })
    const patience = this.patience = setTimeout(() => this.awaited?.reject(new Error(`no answer within ${ms / 1000} s`)), ms)
    try {
      return await answer
    } finally {
      clearTimeout(patience)
    }
  }

  /** Gives the last order, after which the worker reads nothing but its pipe. */
  attach(order: Extract<Order, { do: 'attach' }>): void {
    if (this.pid) comeFirst(this.pid)
    if (this.child.connected) this.child.send(order, () => {})
  }

  /** Writes a message to the pipe. False when the worker has not read the earlier ones yet, or never will. */
  write(numbers: Float64Array, count: number): boolean {
    if (!this.flush()) return false
    const bytes = count * Float64Array.BYTES_PER_ELEMENT
    const taken = this.push(numbers, bytes)
    if (taken === 0) return false
    if (taken < bytes) this.rest = new Uint8Array(numbers.buffer, numbers.byteOffset + taken, bytes - taken).slice()
    return true
  }

  /** Writes what is left of the last message. False when something still is. */
  flush(): boolean {
    if (this.rest.length > 0) this.rest = this.rest.subarray(this.push(this.rest, this.rest.length))
    return this.rest.length === 0
  }

  /** Processor time that it has used, ms; NaN where the system doesn't tell. */
  cpuTime(): number {
    return processorTime(this.pid)
  }

  /** Ends it at once, whatever it is doing; resolves when it is gone. */
  kill(): Promise<string> {
    this.child.kill('SIGKILL')
    return this.exited
  }

  /** Gives how many bytes the pipe took. */
  private push(data: NodeJS.ArrayBufferView, bytes: number): number {
    if (this.pipe < 0 || performance.now() < this.fullUntil) return 0
    try {
      return writeSync(this.pipe, data, 0, bytes)
    } catch {
      this.fullUntil = performance.now() + FULL_PAUSE
      return 0
    }
  }

  private answer(): Promise<Answer> {
    return new Promise((resolve, reject) => { this.awaited = { resolve, reject } })
  }
}

/** The descriptor of the engine's end of a worker's pipe. Node keeps it in the stream's handle and documents no other way to it.
 *  With it a render message is one system call, without the stream's garbage a block. */
function descriptor(stream: unknown): number {
  return (stream as { _handle?: { fd?: number } } | null | undefined)?._handle?.fd ?? -1
}
