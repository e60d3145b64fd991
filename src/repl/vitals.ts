/** Knows how the engine is doing, by asking it now and then, and whenever something has happened; the place in the music and the level
 *  follow from what is heard meanwhile. */
import { decibels } from '../analysis/levels.ts'
import type { Control } from '../io/control.ts'
import { Tap } from '../io/tap.ts'
import type { Vitals } from '../pictures/statustext.ts'
import { now } from '../slot/clock.ts'

/** How often it asks, ms; without an answer for so long, what it knows is old. */
const ASK_EVERY = 1000
const OLD = 2500
/** Length of the sound that the level is of, s. */
const LENGTH = 0.25
/** What changes more than a value. */
const TELLING = ['failover', 'switchover', 'redundant', 'lost', 'restarted']

export class VitalSigns {
  /** What is heard; null until it can be. */
  tap: Tap | null = null
  private readonly control: Control
  private status: any = null
  private answered = 0
  private asking = false
  private timer: NodeJS.Timeout | null = null
  private pcm = new Float32Array(0)

  constructor(control: Control) {
    this.control = control
    control.onNews(({ event }) => { if (TELLING.includes(event)) this.ask() })
  }

  start(): void {
    this.timer ??= setInterval(() => this.ask(), ASK_EVERY).unref()
    this.ask()
  }

  /** Null until the first answer is there. */
  get now(): Vitals | null {
    const { status, tap } = this
    if (!status) return null
    const { decks: [deck], bpm, beat, frame, rate, metre } = status
    const since = tap ? Math.max(0, tap.written - frame) / rate : 0
    return {
      patch: deck.patch ?? '', version: deck.version, bpm, beat: beat + since * bpm / 60, metre, failovers: deck.failovers,
      load: deck.slots[deck.active]?.load ?? 0,
      slots: deck.slots.map((slot: any) => ({ active: slot.role === 'active', running: slot.state === 'running' })),
      level: tap && this.level(tap), stale: now() - this.answered > OLD,
    }
  }

  stop(): void {
    if (this.timer) clearInterval(this.timer)
    this.timer = null
    this.tap?.close()
    this.tap = null
  }

  private level(tap: Tap): number {
    if (this.pcm.length === 0) this.pcm = new Float32Array(2 * Math.ceil(LENGTH * tap.rate))
    tap.latest(this.pcm)
    return decibels(this.pcm.reduce((most, x) => Math.max(most, Math.abs(x)), 0))
  }

  private ask(): void {
    if (this.asking || !this.timer) return
    this.asking = true
    this.look().catch(() => { /* the engine has gone: it is asked again */ }).finally(() => { this.asking = false })
  }

  private async look(): Promise<void> {
    const [reply] = await this.control.send('/status')
    this.status = JSON.parse(String(reply.args[0]))
    this.answered = now()
    if (this.tap) return
    const tap = await Tap.open(this.control).catch(() => null)
    if (this.timer) this.tap = tap
    else tap?.close()
  }
}
