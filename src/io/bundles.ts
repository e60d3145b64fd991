/** When the messages of a bundle are done: at once, or at its time; all of them before the next block is asked for, so that they are
 *  heard on the same frame, as far as that keeps the engine's clock not waiting. */
import type { RemoteInfo } from 'node:dgram'
import { AT_ONCE, type Planned } from '../engine/ahead.ts'
import type { Message } from '../engine/command.ts'
import { isPattern } from '../engine/matching.ts'
import type { Group } from './packet.ts'

/** What a question, or a message to many, counts for: as many as a simple one. It is counted, not timed, so that a busy machine does
 *  no bundle in two. */
const HEAVY = 64

/** What time tags are honoured by; see Schedule. */
export interface Timing {
  frameAt(time: number): number
  plan(planned: Planned): boolean
}

/** What is done with messages; none of it throws. */
export interface Doing {
  read(packet: Buffer, from: RemoteInfo): Message[]
  run(from: RemoteInfo, message: Message, frame?: number): void
  refuse(from: RemoteInfo, address: string, why: string): void
  /** So many messages came so many ms after their time; less than 0: before it, but too shortly. */
  late(messages: number, ms: number): void
}

export class Bundles {
  private readonly doing: Doing
  private readonly timing: Timing | undefined

  constructor(doing: Doing, timing: Timing | undefined) {
    this.doing = doing
    this.timing = timing
  }

  /** Does a group, or plans it. Gives what there was no time for: it is to be done next. */
  take(group: Group, from: RemoteInfo): Group | null {
    const { time } = group
    if (time !== null && this.timing) return this.plan(group, time, from, this.timing)
    let weight = 0
    for (const [i, packet] of group.packets.entries()) {
      if (weight >= AT_ONCE) return { packets: group.packets.slice(i), time: null }
      // One that can't be read costs as well: it is answered.
      weight++
      for (const message of this.doing.read(packet, from)) {
        weight += weightOf(message) - 1
        this.doing.run(from, message)
      }
    }
    return null
  }

  private plan({ packets }: Group, time: number, from: RemoteInfo, timing: Timing): null {
    const { doing } = this
    const frame = timing.frameAt(time)
    const bytes = packets.reduce((sum, { length }) => sum + length, 0)
    const messages = packets.flatMap(packet => doing.read(packet, from))
    const weight = messages.reduce((sum, message) => sum + weightOf(message), 0)
    const act = (at?: number): void => messages.forEach(message => doing.run(from, message, at))
    try {
      if (messages.length === 0 || timing.plan({ frame, messages: weight, bytes, act })) return null
      doing.late(messages.length, Date.now() - time)
      act()
    } catch (error) {
      messages.forEach(({ address }) => doing.refuse(from, address, (error as Error).message))
    }
    return null
  }
}

function weightOf({ address, args }: Message): number {
  return args.length === 0 || isPattern(address) ? HEAVY : 1
}
