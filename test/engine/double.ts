/** A double of an output for tests: it keeps all it gets, and wants frames as fast as they come, up to a frame that the test
 *  sets. So the engine runs with real workers, but the test decides at which frame something happens, on any machine. */
import type { Output } from '../../src/engine/output.ts'

const ROOM = 512
/** By default no block is ever urgent: the test's clock waits. */
const PATIENT = 1e9

export class OutputDouble implements Output {
  readonly cushion: number
  readonly samples: number[] = []
  private limit = 0
  private readonly block: number
  private readonly rate: number
  private clock = 0
  private looked = performance.now()

  /** `block`: frames that the engine makes at once; `cushion`: frames for which a missing block is waited for; `rate`: for one
   *  that keeps real time, in Hz. */
  constructor(block: number, cushion = PATIENT, rate = Infinity) {
    this.block = block
    this.cushion = cushion
    this.rate = rate
  }

  get frames(): number {
    return this.samples.length / 2
  }

  /** Lets the engine go on to this frame, or as far beyond it as the block with it reaches, and waits until it is there. */
  async playTo(frame: number): Promise<void> {
    this.limit = frame + this.block - 1
    while (this.frames < frame) await new Promise(resolve => setTimeout(resolve, 1))
  }

  wanted(): number {
    const now = performance.now()
    this.clock = Math.min(this.clock + (now - this.looked) / 1000 * this.rate, this.frames + Math.max(ROOM, this.block))
    this.looked = now
    return Math.min(this.clock, this.limit)
  }

  write(pcm: Float32Array, frames: number): void {
    for (let i = 0; i < 2 * frames; i++) this.samples.push(pcm[i])
  }

  status(): ReturnType<Output['status']> {
    return { kind: 'double', pid: null, device: null, underruns: 0 }
  }

  async close(): Promise<void> {}
}
