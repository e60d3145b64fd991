/** Tells what happens again and again only now and then, and then how often it has happened since. */
import type { News } from '../engine/command.ts'
import { now } from '../slot/clock.ts'

/** At most this often, ms. */
const EVERY = 1000

export class Seldom {
  private readonly tell: (news: News) => void
  private untold = 0
  private last = -Infinity

  constructor(tell: (news: News) => void) {
    this.tell = tell
  }

  /** It has happened. `others`: what to call those that were not told. */
  warn(text: string, others: string): void {
    this.untold++
    if (now() - this.last < EVERY) return
    const more = this.untold > 1 ? ` (and ${this.untold - 1} more ${others})` : ''
    this.tell({ event: 'log', level: 'warn', text: text + more, at: now() })
    this.last = now()
    this.untold = 0
  }
}
