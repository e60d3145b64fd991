/** What was said for the next beat or bar: it waits for the frame on which that begins, or until it is taken back. */
import type { When } from '../say/index.ts'
import type { Engine } from './engine.ts'

export class Later {
  private readonly engine: Engine
  private readonly waiting = new Set<object>()

  constructor(engine: Engine) {
    this.engine = engine
  }

  /** Plans so many messages, of so many bytes. Gives the seconds until then. Errors: throws where too much waits already.
   *  @param from the frame before which it can't be @param metre beats in a bar @param act must not throw */
  plan(when: When, from: number, metre: number, messages: number, bytes: number, act: (frame: number) => void): number {
    const { meter, schedule, rate } = this.engine
    const frame = meter.next(when === 'beat' ? 1 : metre, from)
    const own = {}
    this.waiting.add(own)
    schedule.plan({ frame, messages, bytes, act: at => { if (this.waiting.delete(own)) act(at) } })
    return (frame - this.engine.frame) / rate
  }

  /** What waits is not done. */
  giveUp(): void {
    this.waiting.clear()
  }
}
