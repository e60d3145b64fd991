/** OSC over UDP. Every message becomes a command, at the time of its bundle; its replies, or `/error <address> <reason>`, go back to its
 *  sender.
 *  Anybody may send anything: no datagram stops it, none is dropped in silence, and a flood costs no memory and keeps no tick of
 *  the engine's clock waiting. */
import { createSocket } from 'node:dgram'
import type { RemoteInfo } from 'node:dgram'
import { encode } from 'node-osc'
import type { Arg, Command, Message, News } from '../engine/command.ts'
import { now } from '../slot/clock.ts'
import { Bundles, type Timing } from './bundles.ts'
import { dropsAt } from './drops.ts'
import { Inbox } from './inbox.ts'
import { Listeners, endpointOf } from './listeners.ts'
import { nameOf, readMessages } from './packet.ts'
import { Seldom } from './seldom.ts'

export interface Osc {
  readonly host: string
  readonly port: number
  /** Messages that came, each datagram that is no OSC counted as one. */
  readonly received: number
  /** Those of them that were refused. */
  readonly rejected: number
  /** Datagrams that were thrown away unread, because more came than could be taken in. */
  readonly dropped: number
  /** Messages whose time was over when they came: they were done at once. */
  readonly late: number
  /** Tells those who listen what has happened. */
  hear(news: News): void
  close(): Promise<void>
}

export interface OscOptions {
  host: string
  /** UDP port; 0 takes a free one. */
  port: number
  command: Command
  /** What time tags are honoured by; without it all is done at once. */
  timing?: Timing
  tell: (news: News) => void
}

/** Bytes that a UDP datagram can carry (65,507), less a little for the address. */
const MAX_REPLY = 65_000
/** Commands of one address under way at once; more are refused. Only a slow one is: a load, which takes a process. */
const MAX_PENDING = 4
/** Bytes of replies that wait for the network; above, replies are dropped: the sender doesn't read them. */
const MAX_QUEUED = 1 << 20
/** Bytes asked of the system for what has arrived and is not read. A small datagram takes 768 there on Linux, which gives twice
 *  what it is asked for: ten thousand of them, a fifth of a second of a flood. Where it allows less (212,992 is usual) it is 550,
 *  which is enough for a burst of a thousand while the engine reads. */
const RECEIVE_BUFFER = 1 << 22
/** Characters of a reason: the report on a patch that doesn't load has fewer. */
const MAX_REASON = 1000
/** How often it is looked whether any were dropped, and told, in ms; only while messages come. */
const LOOK_EVERY = 1000

/** What only this machine can reach. */
const LOOPBACK = /^(127\.|::1$|::ffff:127\.)/

/** Listens. Errors: rejects when it can't, with what to do instead. */
export function startOsc({ host, port, command, timing, tell }: OscOptions): Promise<Osc> {
  const family = host.includes(':') ? 'udp6' : 'udp'
  const socket = createSocket(family === 'udp' ? 'udp4' : 'udp6')
  let received = 0
  let rejected = 0
  const pending = new Map<string, number>()
  const refusals = new Seldom(tell)
  const delays = new Seldom(tell)
  let late = 0
  let lost = 0
  let closed = false

  /** Counts a refusal of so many messages, tells the player (seldom) and the sender. */
  const refuse = (to: RemoteInfo, address: string, why: string, messages = 1): void => {
    // It may quote what was sent: of any length, and made to confuse a terminal.
    const reason = why.slice(0, MAX_REASON).replace(/[^\n\P{Cc}]/gu, '?')
    rejected += messages
    refusals.warn(`OSC ${address || 'datagram'}: ${reason}`, 'refused')
    // Two programs that answer each other's errors would never stop.
    if (address && !isReply(address)) reply(to, { address: '/error', args: [address, reason] })
  }

  const reply = (to: RemoteInfo, message: Message): void => {
    // Who sends from port 0 wants no answer.
    if (closed || to.port === 0 || socket.getSendQueueSize() > MAX_QUEUED) return
    const packet = encode({ address: message.address, args: message.args.map(typed) })
    const reason = `the answer has ${packet.length} bytes, more than UDP carries: ask with chronus send, list or status`
    const tooLong = (): void => reply(to, { address: '/error', args: [message.address, reason] })
    if (packet.length > MAX_REPLY) return tooLong()
    // Some systems carry less in a datagram; other failures mean that the sender has gone.
    socket.send(packet, to.port, to.address, error => {
      if ((error as NodeJS.ErrnoException | null)?.code === 'EMSGSIZE' && message.address !== '/error') tooLong()
    })
  }

  const listeners = new Listeners(reply)

  const run = (to: RemoteInfo, { address, args }: Message, frame?: number): boolean => {
    const failed = (error: unknown): false => {
      refuse(to, address, error instanceof Error ? error.message : String(error))
      return false
    }
    if (isReply(address)) return failed('is an answer, not a command')
    const earlier = pending.get(address) ?? 0
    if (earlier >= MAX_PENDING) return failed(`too much at once: ${earlier} of these are still under way`)
    try {
      const said = { from: senderOf(to), by: endpointOf(to), frame }
      const replies = address === '/listen' ? listeners.listen(to, args) : command(address, args, said)
      if (Array.isArray(replies)) {
        replies.forEach(message => reply(to, message))
        return true
      }
      pending.set(address, earlier + 1)
      replies.then(messages => messages.forEach(message => reply(to, message))).catch(failed).finally(() => {
        pending.set(address, pending.get(address)! - 1)
      })
      return true
    } catch (error) {
      return failed(error)
    }
  }

  const read = (packet: Buffer, from: RemoteInfo): Message[] => {
    received++
    try {
      return readMessages(packet)
    } catch (error) {
      refuse(from, nameOf(packet), (error as Error).message)
      return []
    }
  }

  const bundles = new Bundles({
    read: (packet, from) => untraced(() => read(packet, from)),
    run: (to, message, frame) => untraced(() => run(to, message, frame)),
    refuse,
    late(messages, ms) {
      late += messages
      delays.warn(`OSC: ${lateness(ms)}: it is done at once`, 'late')
    },
  }, timing)

  const inbox = new Inbox({
    group: (group, from) => bundles.take(group, from),
    torn(error, from) {
      received++
      refuse(from, '#bundle', error.message)
    },
  })
  socket.on('message', (datagram, from) => inbox.add(datagram, from))

  let seen = 0
  /** Looks whether any were lost since the last time, and tells the player. */
  const look = async (): Promise<void> => {
    if (received === seen) return
    seen = received
    const before = lost
    lost = inbox.dropped + await dropsAt(socket.address().port, family)
    if (lost === before) return
    const text = `OSC: ${lost - before} packets came faster than they can be taken in and are lost: send fewer a second`
    tell({ event: 'log', level: 'warn', text, at: now() })
  }

  return new Promise((resolve, reject) => {
    const failed = (error: NodeJS.ErrnoException): void => reject(new Error(bindError(error, host, port)))
    socket.once('error', failed)
    socket.bind({ port, address: host, exclusive: true }, () => {
      socket.off('error', failed)
      socket.on('error', error => tell({ event: 'log', level: 'error', text: `OSC: ${error.message}`, at: now() }))
      const { address } = socket.address()
      if (!LOOPBACK.test(address)) tell({ event: 'log', level: 'warn', text: exposure(address), at: now() })
      try { socket.setRecvBufferSize(RECEIVE_BUFFER) } catch { /* the system's own size must do */ }
      const looking = setInterval(() => void look(), LOOK_EVERY).unref()
      resolve({
        host: address,
        port: socket.address().port,
        get received() { return received },
        get rejected() { return rejected },
        get dropped() { return lost },
        get late() { return late },
        hear: news => listeners.hear(news),
        close: () => new Promise(done => {
          closed = true
          clearInterval(looking)
          socket.close(done)
        }),
      })
    })
  })
}

/** The name of who sends from there: 'osc', and from another machine which one it is. */
function senderOf({ address }: RemoteInfo): string { return LOOPBACK.test(address) ? 'osc' : `osc ${address}` }

function isReply(address: string): boolean {
  return address === '/error' || address.endsWith('/reply')
}

/** Does something whose errors are told by their message alone: to find out where one arose takes most of the time of a refusal. */
function untraced<T>(act: () => T): T {
  const { stackTraceLimit } = Error
  Error.stackTraceLimit = 0
  try {
    return act()
  } finally {
    Error.stackTraceLimit = stackTraceLimit
  }
}

/** Numbers go out as floats, whole ones too, so that a receiver sees one type. */
function typed(arg: Arg): { type: string, value: Arg } {
  return { type: typeof arg === 'number' ? 'float' : typeof arg, value: arg }
}

function exposure(host: string): string {
  const who = /^(0\.0\.0\.0|::)$/.test(host) ? 'every machine that reaches this one' : `every machine that reaches ${host}`
  return `OSC is open to the network, without a password: ${who} can change the sound, load the patches in your patch ` +
    'folders (which runs their code) and record to your disk'
}

function bindError(error: NodeJS.ErrnoException, host: string, port: number): string {
  if (error.code === 'EADDRINUSE')
    return `port ${port} is busy: another program listens there, perhaps another chronus. ` +
      'Choose one with --osc-port N (0 finds a free one)'
  if (error.code === 'EACCES') return `port ${port} is not allowed to you: choose one above 1023 with --osc-port N`
  if (['EADDRNOTAVAIL', 'ENOTFOUND'].includes(error.code ?? '')) return `this machine has no address ${host}: see --osc-host`
  return `OSC can't listen on ${host}, port ${port}: ${error.message} (see --osc-host and --osc-port)`
}

/** How late a bundle came, which takes some ms to be heard in time. */
function lateness(ms: number): string {
  return ms > 0 ? `a bundle came ${ms.toFixed(0)} ms after its time` : `a bundle came only ${(-ms).toFixed(0)} ms before its time`
}
