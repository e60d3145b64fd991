/** Datagrams that have come: opened one after the other, their messages handed on in order, a few in each turn. What a bundle holds
 *  together is handed on together, so no block begins in between. */
import type { RemoteInfo } from 'node:dgram'
import { type Group, unbundle } from './packet.ts'
import { inTurns } from './turns.ts'

/** Bytes that may wait; a datagram for which there is no room is dropped. */
const MAX_WAITING = 1 << 22
/** Bytes that a datagram takes besides its own. */
const OVERHEAD = 256

export interface Reader {
  /** Takes messages that belong together; gives those for which there was no time, to be given them again. Must not throw. */
  group(group: Group, from: RemoteInfo): Group | null
  /** Hears of a datagram that can't be opened. Must not throw. */
  torn(error: Error, from: RemoteInfo): void
}

export class Inbox {
  /** Datagrams for which there was no room. */
  dropped = 0
  private readonly reader: Reader
  private readonly waiting: { datagram: Buffer, from: RemoteInfo }[] = []
  private bytes = 0
  /** The groups of the datagram that is open, the next one last, and who sent it. */
  private groups: Group[] = []
  private from: RemoteInfo | null = null

  constructor(reader: Reader) {
    this.reader = reader
  }

  add(datagram: Buffer, from: RemoteInfo): void {
    const size = datagram.length + OVERHEAD
    if (this.bytes + size > MAX_WAITING) {
      this.dropped++
      return
    }
    const wasEmpty = this.isEmpty()
    this.bytes += size
    this.waiting.push({ datagram, from })
    if (wasEmpty) inTurns(() => this.next())
  }

  private isEmpty(): boolean {
    return this.waiting.length + this.groups.length === 0
  }

  private next(): boolean {
    if (this.groups.length === 0) this.open()
    const group = this.groups.pop()
    const rest = group ? this.reader.group(group, this.from!) : null
    if (rest) this.groups.push(rest)
    return !this.isEmpty()
  }

  private open(): void {
    const { datagram, from } = this.waiting.shift()!
    this.bytes -= datagram.length + OVERHEAD
    this.from = from
    try {
      this.groups = unbundle(datagram).reverse()
    } catch (error) {
      this.reader.torn(error as Error, from)
    }
  }
}
