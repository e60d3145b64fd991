import { PatchError } from '../patch/error.ts'
import type { Worker } from './worker.ts'

/** A patch that was asked for, on its way to being heard. Until its turn has come it gives way to the next one. */
export class Attempt {
  /** Whether another one has been asked for. */
  over = false
  private readonly name: string
  /** The worker in which it has got so far. */
  worker: Worker | null = null

  constructor(name: string) {
    this.name = name
  }

  /** It goes on in this worker, which it gives. Errors: throws Superseded when it is over. */
  goOn(worker: Worker): Worker {
    this.worker = worker
    this.check()
    return worker
  }

  /** Errors: throws Superseded when it is over. */
  check(): void {
    if (this.over) throw new Superseded(this.name)
  }

  /** Another one has been asked for. */
  giveWay(): void {
    this.over = true
    void this.worker?.kill()
  }
}

/** Why a patch is not heard that nothing is wrong with. */
export class Superseded extends PatchError {
  constructor(name: string) {
    super({ message: `${name} gives way to what was saved or asked for after it.` })
    this.name = 'Superseded'
  }
}
