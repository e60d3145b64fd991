/** When the messages of a bundle are done: at once, or at its time; all of them before the next block is asked for, so that they are
 *  heard on the same frame, as far as that keeps the engine's clock not waiting. */
import type { RemoteInfo } from 'node:dgram'
import { AT_ONCE, type Planned } from '../engine/ahead.ts'
import type { Message } from '../engine/command.ts'
import { isPattern } from '../engine/matching.ts'
import type { Group } from './packet.ts'

/** What a question, or a message to many, counts for, and one that is refused, which is answered: as many as a simple one. It is counted,
 *  not timed, so that a busy machine does no bundle in two. */
const [HEAVY, REFUSED] = [64, 8]

/** What time tags are honoured by; see Schedule. */
export interface Timing {
  frameAt(time: number): number
  isLate(frame: number): boolean
  plan(planned: Planned): void
}

/** What is done with messages; none of it throws. */
export interface Doing {
  /** Gives none where it refuses them. */
  read(packet: Buffer, from: RemoteInfo): Message[]
  /** Gives false where it is refused at once. */
  run(from: RemoteInfo, message: Message, frame?: number): boolean
  /** `messages`: how many are refused by one answer. */
  refuse(from: RemoteInfo, address: string, why: string, messages: number): void
  /** So many messages came so many ms after their time; less than 0: before it, but too shortly. */
  late(messages: number, ms: number): void
}

export class Bundles {
  private readonly doing: Doing
  private readonly timing: Timing | undefined
  /** A group for a time, of which a part has been read. */
  private begun: { frame: number, messages: Message[], bytes: number } | null = null

  constructor(doing: Doing, timing: Timing | undefined) {
    this.doing = doing
    this.timing = timing
  }

  /** Does a group, or plans it. Gives what there was no time for: it is to be done next. */
  take({ packets, time }: Group, from: RemoteInfo): Group | null {
    const { timing, doing } = this
    if (time !== null && timing) {
      const frame = this.begun?.frame ?? timing.frameAt(time)
      if (this.begun || !timing.isLate(frame)) return this.plan(packets, time, frame, from, timing)
      doing.late(packets.length, Date.now() - time)
    }
    const rest = this.each(packets, from, message => doing.run(from, message))
    return rest && { packets: rest, time: null }
  }

  private plan(packets: Buffer[], time: number, frame: number, from: RemoteInfo, timing: Timing): Group | null {
    const { doing } = this
    const { messages, bytes } = this.begun ??= { frame, messages: [], bytes: packets.reduce((sum, { length }) => sum + length, 0) }
    const rest = this.each(packets, from, message => messages.push(message) > 0)
    if (rest) return { packets: rest, time }
    this.begun = null
    if (messages.length === 0) return null
    const weight = messages.reduce((sum, message) => sum + weightOf(message), 0)
    try {
      timing.plan({ frame, messages: weight, bytes, act: at => messages.forEach(message => doing.run(from, message, at)) })
    } catch (error) {
      doing.refuse(from, messages[0].address, (error as Error).message, messages.length)
    }
    return null
  }

  /** Reads packets, as many as there is time for, and hands on their messages. `use`: gives false where it refuses one. Gives the packets
   *  that are left. */
  private each(packets: Buffer[], from: RemoteInfo, use: (message: Message) => boolean): Buffer[] | null {
    let weight = 0
    for (const [i, packet] of packets.entries()) {
      if (weight >= AT_ONCE) return packets.slice(i)
      const messages = this.doing.read(packet, from)
      if (messages.length === 0) weight += REFUSED
      for (const message of messages) weight += use(message) ? weightOf(message) : Math.max(weightOf(message), REFUSED)
    }
    return null
  }
}

function weightOf({ address, args }: Message): number {
  return args.length === 0 || isPattern(address) ? HEAVY : 1
}
