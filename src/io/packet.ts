/** OSC packets, read from their bytes: bundles opened, with their times, and messages. (node-osc's decoder knows neither doubles nor
 *  64-bit integers, and real programs send both.) Format: the OSC 1.0 specification. */
import { type Arg, type Message, NO_SLASH } from '../engine/command.ts'
import { padded, readArguments } from './arguments.ts'

/** Bundles in bundles, deeper than any program nests them. */
const MAX_DEPTH = 16
const BUNDLE = Buffer.from('#bundle\0')
/** Bytes of a bundle's name and time tag. */
const BUNDLE_HEAD = 16
/** Seconds from 1900, where NTP begins to count, to 1970. */
const UNIX_EPOCH = 2_208_988_800
/** Characters of an address. */
const MAX_ADDRESS = 200
/** What an address is made of: printable ASCII without the space. */
const PLAIN = /^[\x21-\x7e]+$/

/** Messages that belong together: `time`, when they are to be done, ms since 1970; null: at once. */
export interface Group { packets: Buffer[], time: number | null }

/** The messages in a datagram, in order: those that follow each other and are for the same time are one group. Without recursion: a
 *  datagram has room for thousands of bundles in bundles. Errors: throws when one is torn anywhere. */
export function unbundle(datagram: Buffer): Group[] {
  const groups: Group[] = []
  const open: { packet: Buffer, depth: number, time: number | null }[] = [{ packet: datagram, depth: 0, time: null }]
  for (let next = open.pop(); next; next = open.pop()) {
    const { packet, depth } = next
    if (!isBundle(packet)) {
      const last = groups.at(-1)
      if (last && last.time === next.time) last.packets.push(packet)
      else groups.push({ packets: [packet], time: next.time })
      continue
    }
    if (depth === MAX_DEPTH) throw new Error(`bundles are nested deeper than ${MAX_DEPTH}`)
    if (packet.length < BUNDLE_HEAD) throw new Error('the bundle is torn: it has no time tag')
    // By the specification none is earlier than the one around it.
    const own = timeOf(packet.readUInt32BE(BUNDLE.length), packet.readUInt32BE(BUNDLE.length + 4))
    const time = own === null || next.time === null ? own ?? next.time : Math.max(own, next.time)
    const elements = []
    for (let at = BUNDLE_HEAD; at < packet.length;) {
      const size = at + 4 <= packet.length ? packet.readInt32BE(at) : -1
      if (size <= 0 || at + 4 + size > packet.length) throw new Error('the bundle is torn: an element is cut off')
      elements.push({ packet: packet.subarray(at + 4, at + 4 + size), depth: depth + 1, time })
      at += 4 + size
    }
    open.push(...elements.reverse())
  }
  return groups
}

/** The time of a time tag in NTP's format, ms since 1970; null: at once. Seconds count from 1900, and from 2036 anew. */
function timeOf(seconds: number, fraction: number): number | null {
  if (seconds === 0 && fraction <= 1) return null
  const since1900 = seconds < 2 ** 31 ? seconds + 2 ** 32 : seconds
  return (since1900 - UNIX_EPOCH) * 1000 + fraction / 2 ** 32 * 1000
}

function isBundle(packet: Buffer): boolean {
  return packet.length >= BUNDLE.length && packet.compare(BUNDLE, 0, BUNDLE.length, 0, BUNDLE.length) === 0
}

/** Reads a message. One to a poly may have arrays, for a chord: then it is several, one for each of their elements. Errors: throws when it
 *  is none, is torn, or has an argument that no command takes. */
export function readMessages(packet: Buffer): Message[] {
  const address = addressIn(packet)
  if (address.length > MAX_ADDRESS) throw new Error(`the address has more than ${MAX_ADDRESS} characters`)
  if (!address.startsWith('/')) throw new Error(PLAIN.test(address) ? NO_SLASH : 'is no OSC message')
  if (!PLAIN.test(address)) throw new Error('an address has letters from a to z, digits and signs, and no spaces')
  const start = padded(address.length)
  // Old programs leave the type tags out when there are no arguments.
  const args = start < packet.length ? readArguments(packet, start) : []
  const arrays = args.filter(arg => Array.isArray(arg))
  if (arrays.length === 0) return [{ address, args: args as Arg[] }]
  if (!address.startsWith('/note/')) throw new Error('takes no array: send one message for each, in a bundle')
  const [{ length }] = arrays
  if (length === 0) throw new Error('the array is empty')
  if (arrays.some(array => array.length !== length)) throw new Error('the arrays of a chord have the same length: notes, and velocities')
  return arrays[0].map((_, i) => ({ address, args: args.map(arg => Array.isArray(arg) ? arg[i] : arg) }))
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
