/** OSC with a real socket on each side, for tests of what is received. */
import { createSocket } from 'node:dgram'
import type { Socket } from 'node:dgram'
import { Message as Packet, decode, encode } from 'node-osc'
import { test } from 'uvu'
import type { Planned } from '../../src/engine/ahead.ts'
import type { Arg, Command, Message, News, Said } from '../../src/engine/command.ts'
import { type Osc, startOsc } from '../../src/io/osc.ts'

interface Call { address: string, args: Arg[] }

interface Scene {
  osc: Osc
  calls: Call[]
  news: News[]
  /** Sends a packet; resolves when the receiver has counted everything in it. */
  send(packet: Uint8Array): void
  /** Resolves with the next message that comes back. */
  next(): Promise<Message>
  /** Resolves when that many messages have been counted. */
  counted(messages: number): Promise<void>
}

/** What was planned, for a frame that is 1 where it is to come, and what else was said of each message. */
export const planned: Planned[] = []
export const said: Said[] = []

/** The times of a test: what is to come waits until the test does it. */
const timing = {
  frameAt: (time: number) => time < Date.now() ? 0 : 1,
  isLate: (frame: number) => frame === 0,
  plan(one: Planned) {
    if (one.messages === 1) throw new Error('too far')
    planned.push(one)
  },
}

/** Runs a test with a real socket on each side. */
export function scene(name: string, act: (scene: Scene) => Promise<void>, command?: Command): void {
  test(name, async () => {
    const calls: Call[] = []
    const news: News[] = []
    const osc = await startOsc({
      host: '127.0.0.1', port: 0, tell: item => news.push(item),
      timing,
      command: command ?? ((address, args, more) => {
        calls.push({ address, args })
        said.push(more!)
        if (address === '/bad') throw new Error('no such thing')
        return address === '/ask' ? [{ address: '/ask/reply', args: [1, 0.5, 'text', true] }] : []
      }),
    })
    const socket = createSocket('udp4')
    const inbox = receive(socket)
    try {
      await act({
        osc, calls, news, next: inbox,
        send: packet => socket.send(packet, osc.port, '127.0.0.1'),
        async counted(messages) {
          while (osc.received < messages) await new Promise(resolve => setTimeout(resolve, 5))
        },
      })
    } finally {
      socket.close()
      await osc.close()
    }
  })
}

function receive(socket: Socket): () => Promise<Message> {
  const arrived: Message[] = []
  const waiting: ((message: Message) => void)[] = []
  socket.on('message', datagram => {
    const { address, args } = decode(datagram) as { address: string, args: { value: Arg }[] }
    const message = { address, args: args.map(({ value }) => value) }
    const next = waiting.shift()
    if (next) next(message)
    else arrived.push(message)
  })
  return async () => arrived.shift() ?? new Promise(resolve => waiting.push(resolve))
}

export const packet = (address: string, ...args: any[]): Buffer => encode(new Packet(address, ...args))
/** A message as bytes: address and type tags padded to four, then the arguments. */
export const raw = (address: string, tags: string, ...args: Buffer[]): Buffer =>
  Buffer.concat([...[address, tags].map(text => Buffer.from(text.padEnd((text.length + 4) & ~3, '\0'))), ...args])
