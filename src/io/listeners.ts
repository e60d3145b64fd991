/** Controllers that listen: `/listen 1` lets a sender hear for a minute what changes, as messages by which it could have changed it
 *  itself, so that a motor fader or a second controller follows. It isn't told what it has changed itself, but where its value was out
 *  of range. */
import type { RemoteInfo } from 'node:dgram'
import type { Arg, Message, News } from '../engine/command.ts'
import { addressMatcher } from '../engine/matching.ts'
import { now } from '../slot/clock.ts'
import { inTurns } from './turns.ts'

/** For how long one listens until it asks again, s. */
const SECONDS = 60
/** How many listen at once. */
const MOST = 16
/** Messages that wait to be sent to all of them; more are dropped. */
const MAX_WAITING = 4096

interface Listener { to: RemoteInfo, until: number, wants: (address: string) => boolean }

/** By what a sender is known. */
export const endpointOf = ({ address, port }: RemoteInfo): string => `${address}:${port}`

export class Listeners {
  private readonly all = new Map<string, Listener>()
  private readonly waiting: { to: RemoteInfo, message: Message }[] = []
  private readonly send: (to: RemoteInfo, message: Message) => void

  constructor(send: (to: RemoteInfo, message: Message) => void) {
    this.send = send
  }

  /** `/listen 1`, with a pattern for which addresses, begins or goes on for another minute; `/listen 0` ends. Errors: throws when too
   *  many listen, or what follows makes no sense. */
  listen(to: RemoteInfo, [on = 1, pattern, ...rest]: readonly Arg[]): Message[] {
    const isPattern = pattern === undefined || typeof pattern === 'string' && pattern.startsWith('/')
    if (![0, 1, true, false].includes(on as number) || !isPattern || rest.length > 0) {
      throw new Error("takes 1 or 0, and a pattern for what to hear, '/mod/filter/*'")
    }
    this.sweep()
    const key = endpointOf(to)
    this.all.delete(key)
    if (!on) return [{ address: '/listen/reply', args: [0, 0] }]
    if (this.all.size >= MOST) throw new Error(`${MOST} listen already: ask again in ${SECONDS} s`)
    const wants = pattern === undefined ? () => true : addressMatcher(pattern as string)
    this.all.set(key, { to, until: now() + 1000 * SECONDS, wants })
    return [{ address: '/listen/reply', args: [1, SECONDS] }]
  }

  /** Tells those who listen what has happened. */
  hear(news: News): void {
    if (this.all.size === 0) return
    const message = messageOf(news)
    if (!message) return
    this.sweep()
    const wasEmpty = this.waiting.length === 0
    for (const [key, { to, wants }] of this.all) {
      const isOwn = news.by === key && news.clamped !== true
      if (!isOwn && wants(message.address) && this.waiting.length < MAX_WAITING) this.waiting.push({ to, message })
    }
    if (wasEmpty && this.waiting.length > 0) inTurns(() => this.next())
  }

  private next(): boolean {
    const { to, message } = this.waiting.shift()!
    this.send(to, message)
    return this.waiting.length > 0
  }

  private sweep(): void {
    for (const [key, { until }] of this.all) if (until < now()) this.all.delete(key)
  }
}

/** What has changed as the message that would change it; null where nothing has that could be sent. */
function messageOf({ event, sets, patch, version }: News): Message | null {
  if (event === 'switchover') return { address: '/patch/loaded', args: [String(patch), Number(version)] }
  return event === 'set' ? sets as Message ?? null : null
}
