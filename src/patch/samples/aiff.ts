/** Reads AIFF and AIFF-C files: integers of 8 to 32 bits, floats of 32 and 64.
 *  Source: Apple, Audio Interchange File Format, version 1.3; Audio Interchange File Format AIFF-C, 1991. */
import { readPcm } from './pcm.ts'
import type { Format } from './pcm.ts'
import { Unreadable } from './sound.ts'
import type { Sound } from './sound.ts'

/** How the compression types of AIFF-C write samples down; the others compress. */
const TYPES: Record<string, Partial<Format>> = {
  'NONE': {}, 'twos': {}, 'in24': {}, 'in32': {}, 'sowt': { little: true }, 'raw ': { kind: 'offset' },
  'fl32': { kind: 'float', bytes: 4 }, 'FL32': { kind: 'float', bytes: 4 },
  'fl64': { kind: 'float', bytes: 8 }, 'FL64': { kind: 'float', bytes: 8 },
}

/** Errors: Unreadable. */
export function readAiff(bytes: Uint8Array): Sound {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const text = (at: number) => String.fromCharCode(...bytes.subarray(at, at + 4))
  let common: { channels: number, frames: number, rate: number, format: Format } | undefined
  let sound: DataView | undefined
  for (let at = 12; at + 8 <= bytes.length;) {
    const id = text(at)
    const size = view.getUint32(at + 4)
    const start = at + 8
    const room = bytes.length - start
    if (id === 'COMM' && size >= 18 && room >= 18) {
      const type = text(8) === 'AIFC' && size >= 22 && room >= 22 ? text(start + 18) : 'NONE'
      if (!Object.hasOwn(TYPES, type)) {
        throw new Unreadable(`is an AIFF-C file with ${JSON.stringify(type)} inside, which can't be played. Save it with 16 or 24 bits`)
      }
      const format: Format = { kind: 'int', bytes: Math.ceil(view.getUint16(start + 6) / 8), little: false, ...TYPES[type] }
      common = { channels: view.getUint16(start), frames: view.getUint32(start + 2), rate: extended(view, start + 8), format }
    }
    if (id === 'SSND' && room >= 8) {
      const offset = Math.min(8 + view.getUint32(start), room)
      sound = new DataView(bytes.buffer, bytes.byteOffset + start + offset, Math.max(0, Math.min(size, room) - offset))
    }
    at = start + size + size % 2
  }
  if (!common) throw new Unreadable('is no sound: it has an AIFF header without a format')
  if (!sound) throw new Unreadable('has no samples in it')
  return readPcm(sound, common.format, common.rate, common.channels, common.frames)
}

/** A float of 80 bits. */
function extended(view: DataView, at: number): number {
  const exponent = view.getUint16(at) & 0x7fff
  return Number(view.getBigUint64(at + 2)) * 2 ** (exponent - 16383 - 63)
}
