/** Datagrams that have come: opened one after the other, their messages handed on in order, a few in each turn. */
import type { RemoteInfo } from 'node:dgram'
import { unbundle } from './packet.ts'
import { inTurns } from './turns.ts'

/** Bytes that may wait; a datagram for which there is no room is dropped. */
const MAX_WAITING = 1 << 22
/** Bytes that a datagram takes besides its own. */
const OVERHEAD = 256

export interface Reader {
  /** Takes a message. Must not throw. */
  message(packet: Buffer, from: RemoteInfo): void
  /** Hears of a datagram that can't be opened. Must not throw. */
  torn(error: Error, from: RemoteInfo): void
}

export class Inbox {
  /** Datagrams for which there was no room. */
  dropped = 0
  private readonly reader: Reader
  private readonly waiting: { datagram: Buffer, from: RemoteInfo }[] = []
  private bytes = 0
  /** The messages of the datagram that is open, the next one last, and who sent it. */
  private messages: Buffer[] = []
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
    return this.waiting.length + this.messages.length === 0
  }

  private next(): boolean {
    if (this.messages.length === 0) this.open()
    const message = this.messages.pop()
    if (message) this.reader.message(message, this.from!)
    return !this.isEmpty()
  }

  private open(): void {
    const { datagram, from } = this.waiting.shift()!
    this.bytes -= datagram.length + OVERHEAD
    this.from = from
    try {
      this.messages = unbundle(datagram).reverse()
    } catch (error) {
      this.reader.torn(error as Error, from)
    }
  }
}
