/** Keeps a worker in reserve. Starting a process and importing the compiler takes a few hundred milliseconds, so it is done ahead
 *  of time: the spare waits with the kernel that plays now already compiled, ready to become a replica within milliseconds. It
 *  has run no player code, so it can just as well load the next version of the patch. */
import type { Kernel } from '../kernel/kernel.ts'
import { Worker } from './worker.ts'

/** How long a worker may take to start, and to compile a kernel, before it is given up; ms. */
const START_PATIENCE = 20_000
const PREPARE_PATIENCE = 5_000
/** Pause after a spare has died before another is started; ms. */
const RESTART = 1_000

export class Reserve {
  private readonly shared: number
  private readonly block: number
  private readonly print: (text: string) => void
  private spare: Promise<Worker> | null = null
  private waiting: Worker | null = null
  private kernel: Kernel | null = null
  private readonly prepared = new WeakMap<Worker, Kernel>()
  private readonly living = new Set<Worker>()
  private closed = false

  /** `shared`: the deck's shared file, which every worker inherits; `block`: frames of a block; `print`: takes what patches print. */
  constructor(shared: number, block: number, print: (text: string) => void) {
    this.shared = shared
    this.block = block
    this.print = print
  }

  /** Process id of the spare once it can be taken without waiting; null before. */
  get pid(): number | null {
    return this.waiting?.pid ?? null
  }

  /** Sees to it that there is a spare, with this kernel compiled where one is given. */
  keepSpare(kernel: Kernel | null = this.kernel): void {
    if (this.closed) return
    this.kernel = kernel
    const spare = (this.spare ?? this.start()).then(worker => this.prepare(worker, kernel))
    this.spare = spare
    spare.then(
      worker => { if (this.spare === spare) this.waiting = worker },
      () => { if (this.spare === spare) this.startAgain() })
  }

  /** A worker that takes orders, out of the reserve when there is one. The caller owns it. */
  async take(): Promise<Worker> {
    const { spare } = this
    this.forget()
    return spare?.catch(() => this.start()) ?? this.start()
  }

  /** Like `take`, with this kernel compiled. */
  async takeWith(kernel: Kernel): Promise<Worker> {
    this.spare ??= this.start(true)
    return this.prepare(await this.take(), kernel)
  }

  /** Ends every worker. */
  async close(): Promise<void> {
    this.closed = true
    await Promise.all([...this.living].map(worker => worker.kill()))
  }

  /** Errors: rejects when the worker doesn't start, or the engine has ended meanwhile. */
  private async start(first = false): Promise<Worker> {
    if (this.closed) throw new Error('the engine has ended')
    const worker = new Worker(this.shared, this.print, first)
    this.living.add(worker)
    void worker.exited.then(() => {
      this.living.delete(worker)
      if (this.waiting === worker) this.startAgain()
    })
    const patience = setTimeout(() => void worker.kill(), START_PATIENCE)
    try {
      await worker.ready
      return worker
    } finally {
      clearTimeout(patience)
    }
  }

  private async prepare(worker: Worker, kernel: Kernel | null): Promise<Worker> {
    if (kernel && this.prepared.get(worker) !== kernel) {
      try {
        const answer = await worker.order({ do: 'prepare', kernel, block: this.block }, PREPARE_PATIENCE)
        if (answer.is === 'refused') throw new Error(answer.trouble.message)
      } catch (error) {
        void worker.kill()
        throw error
      }
      this.prepared.set(worker, kernel)
    }
    return worker
  }

  private startAgain(): void {
    this.forget()
    setTimeout(() => this.keepSpare(), RESTART).unref()
  }

  private forget(): void {
    this.spare = null
    this.waiting = null
  }
}
