/** OSC packets, read from their bytes: bundles opened, messages with the arguments that commands take. (node-osc's decoder
 *  knows neither doubles nor 64-bit integers, and real programs send both.) Format: the OSC 1.0 specification. */
import { type Arg, type Message, NO_SLASH } from '../engine/command.ts'

/** Bundles in bundles, deeper than any program nests them. */
const MAX_DEPTH = 16
const BUNDLE = Buffer.from('#bundle\0')
/** Bytes of a bundle's name and time tag. */
const BUNDLE_HEAD = 16
/** Characters of an address. */
const MAX_ADDRESS = 200
/** Arguments of a message: many more than any command takes. */
const MAX_ARGS = 1000
/** What an address is made of: printable ASCII without the space. */
const PLAIN = /^[\x21-\x7e]+$/

/** Types of numbers: how many bytes they have, and how these are read. */
const NUMBERS: Record<string, { bytes: number, read: (packet: Buffer, at: number) => number }> = {
  i: { bytes: 4, read: (packet, at) => packet.readInt32BE(at) },
  f: { bytes: 4, read: (packet, at) => packet.readFloatBE(at) },
  d: { bytes: 8, read: (packet, at) => packet.readDoubleBE(at) },
  h: { bytes: 8, read: (packet, at) => Number(packet.readBigInt64BE(at)) },
}

/** The messages in a datagram, in order; bundles are opened, their time tags not yet heeded. Without recursion: a datagram
 *  has room for thousands of bundles in bundles. Errors: throws when one is torn anywhere. */
export function unbundle(datagram: Buffer): Buffer[] {
  const messages: Buffer[] = []
  const open = [{ packet: datagram, depth: 0 }]
  for (let next = open.pop(); next; next = open.pop()) {
    const { packet, depth } = next
    if (!isBundle(packet)) {
      messages.push(packet)
      continue
    }
    if (depth === MAX_DEPTH) throw new Error(`bundles are nested deeper than ${MAX_DEPTH}`)
    if (packet.length < BUNDLE_HEAD) throw new Error('the bundle is torn: it has no time tag')
    const elements = []
    for (let at = BUNDLE_HEAD; at < packet.length;) {
      const size = at + 4 <= packet.length ? packet.readInt32BE(at) : -1
      if (size <= 0 || at + 4 + size > packet.length) throw new Error('the bundle is torn: an element is cut off')
      elements.push({ packet: packet.subarray(at + 4, at + 4 + size), depth: depth + 1 })
      at += 4 + size
    }
    open.push(...elements.reverse())
  }
  return messages
}

function isBundle(packet: Buffer): boolean {
  return packet.length >= BUNDLE.length && packet.compare(BUNDLE, 0, BUNDLE.length, 0, BUNDLE.length) === 0
}

/** Reads a message. Errors: throws when it is none, is torn, or has an argument that no command takes. */
export function readMessage(packet: Buffer): Message {
  const address = addressIn(packet)
  if (address.length > MAX_ADDRESS) throw new Error(`the address has more than ${MAX_ADDRESS} characters`)
  if (!address.startsWith('/')) throw new Error(PLAIN.test(address) ? NO_SLASH : 'is no OSC message')
  if (!PLAIN.test(address)) throw new Error('an address has letters from a to z, digits and signs, and no spaces')
  const start = padded(address.length)
  // Old programs leave the type tags out when there are no arguments.
  return { address, args: start < packet.length ? readArgs(packet, start) : [] }
}

/** What to call a message that is refused: its address, cut and printable; '' when it hasn't even that. */
export function nameOf(packet: Buffer): string {
  const address = addressIn(packet)
  if (!address.startsWith('/') && !PLAIN.test(address)) return ''
  return address.slice(0, MAX_ADDRESS).replace(/[^\x20-\x7e]/g, '?')
}

function addressIn(packet: Buffer): string {
  const end = packet.indexOf(0)
  return packet.toString('utf8', 0, end < 0 ? packet.length : end)
}

function readArgs(packet: Buffer, start: number): Arg[] {
  let at = start
  const text = (): string => {
    const from = at
    const end = packet.indexOf(0, from)
    if (end < 0) throw new Error('the message is torn: a text has no end')
    at = padded(end)
    return packet.toString('utf8', from, end)
  }
  const tags = text()
  if (!tags.startsWith(',')) throw new Error('the message is torn: it has no types')
  if (tags.length > MAX_ARGS) throw new Error(`the message has more than ${MAX_ARGS} arguments`)
  return Array.from(tags.slice(1), (tag, index) => {
    if (tag === 's' || tag === 'S') return text()
    if (tag === 'T' || tag === 'F') return tag === 'T'
    const number = NUMBERS[tag]
    if (!number) throw new Error(`argument ${index + 1} has type ${tag}: send a number (f, i) or a text (s)`)
    if (at + number.bytes > packet.length) throw new Error(`the message is torn: argument ${index + 1} is cut off`)
    at += number.bytes
    return number.read(packet, at - number.bytes)
  })
}

/** Where what follows a text begins: after at least one zero, at a multiple of four. */
function padded(end: number): number {
  return (end + 4) & ~3
}
