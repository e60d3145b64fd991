/** The arguments of an OSC message: every type of OSC 1.0 and 1.1, read to what commands take or refused by its name. An array is read
 *  as one: what it means is up to the message. */
import type { Arg } from '../engine/command.ts'

/** An argument, or an array of them. */
export type Argument = Arg | Arg[]

/** Arguments of a message: many more than any command takes. */
const MAX_ARGS = 1000

/** Types of four or eight bytes, and what they are read to: one argument, or of a MIDI note two. */
const SIZED: Record<string, { bytes: number, read: (packet: Buffer, at: number) => Arg | Arg[] }> = {
  i: { bytes: 4, read: (packet, at) => packet.readInt32BE(at) },
  f: { bytes: 4, read: (packet, at) => packet.readFloatBE(at) },
  d: { bytes: 8, read: (packet, at) => packet.readDoubleBE(at) },
  h: { bytes: 8, read: (packet, at) => Number(packet.readBigInt64BE(at)) },
  c: { bytes: 4, read: (packet, at) => String.fromCharCode(packet.readInt32BE(at) & 0xff) },
  m: { bytes: 4, read: midi },
}
/** Types without any bytes. I is an impulse: it opens a gate as true does. */
const PLAIN: Record<string, Arg> = { T: true, F: false, I: true }
/** Types that no command takes. */
const REFUSED: Record<string, string> = { N: 'nothing (nil)', b: 'a blob', t: 'a time tag', r: 'a colour' }

/** The status of a MIDI message without its channel, and its largest value. */
const [NOTE_OFF, NOTE_ON] = [0x80, 0x90]
const LOUDEST = 127

/** Reads the arguments that begin at a byte of a message. Errors: throws when they are torn, or of a type that no command takes. */
export function readArguments(packet: Buffer, start: number): Argument[] {
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
  const all: Argument[] = []
  let array: Arg[] | null = null
  for (const tag of tags.slice(1)) {
    const number = all.length + (array === null ? 1 : 0)
    const take = (...args: Arg[]): void => { (array ?? all).push(...args) }
    const sized = SIZED[tag]
    if (tag === 's' || tag === 'S') {
      take(text())
    } else if (tag in PLAIN) {
      take(PLAIN[tag])
    } else if (tag === '[' && array === null) {
      all.push(array = [])
    } else if (tag === ']' && array !== null) {
      array = null
    } else if (sized) {
      if (at + sized.bytes > packet.length) throw new Error(`the message is torn: argument ${number} is cut off`)
      const value = sized.read(packet, at)
      at += sized.bytes
      if (Array.isArray(value)) take(...value)
      else take(value)
    } else {
      const name = REFUSED[tag] ?? (tag === '[' ? 'an array in an array' : tag === ']' ? 'the end of no array' : 'unknown to OSC')
      throw new Error(`argument ${number} has type ${tag}, ${name}: send a number (f, i) or a text (s)`)
    }
  }
  if (array !== null) throw new Error('the message is torn: an array has no end')
  return all
}

/** A note of a MIDI message, and its velocity, as /note takes them. */
function midi(packet: Buffer, at: number): Arg[] {
  const [status, note, velocity] = [packet[at + 1] & 0xf0, packet[at + 2], packet[at + 3]]
  if (status === NOTE_ON) return [note, velocity / LOUDEST]
  if (status === NOTE_OFF) return [note, 0]
  throw new Error('of MIDI messages (m) only notes are understood: send a number (f, i) for a controller')
}

/** Where what follows a text begins: after at least one zero, at a multiple of four. */
export function padded(end: number): number {
  return (end + 4) & ~3
}
