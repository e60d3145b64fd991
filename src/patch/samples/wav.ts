/** Reads WAV files: RIFF, RF64 and RIFX, with integers of 8 to 32 bits or floats, also in the extensible form.
 *  Source: Microsoft and IBM, Multimedia Programming Interface and Data Specifications 1.0; Microsoft, Multiple Channel Audio Data and
 *  WAVE Files; EBU Tech 3306 (RF64). */
import { readPcm } from './pcm.ts'
import { Unreadable } from './sound.ts'
import type { Sound } from './sound.ts'

const [PCM, FLOAT, EXTENSIBLE] = [1, 3, 0xfffe]
const NAMES: Record<number, string> = { 2: 'ADPCM', 6: 'A-law', 7: 'µ-law', 0x11: 'IMA ADPCM', 0x50: 'MPEG', 0x55: 'MP3' }
/** A size that stands in the ds64 chunk, or was never written. */
const UNKNOWN = 0xffff_ffff

/** Errors: Unreadable. */
export function readWav(bytes: Uint8Array): Sound {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const text = (at: number) => String.fromCharCode(...bytes.subarray(at, at + 4))
  const little = text(0) !== 'RIFX'
  let format: { tag: number, channels: number, rate: number, bytes: number } | undefined
  for (let at = 12, large = 0; at + 8 <= bytes.length;) {
    const id = text(at)
    const stated = view.getUint32(at + 4, little)
    const start = at + 8
    const room = bytes.length - start
    if (id === 'ds64' && room >= 16) large = Number(view.getBigUint64(start + 8, little))
    if (id === 'fmt ' && stated >= 16 && room >= 16) {
      const tag = view.getUint16(start, little)
      const channels = view.getUint16(start + 2, little)
      // Of the extensible form the first two bytes of the GUID are the tag.
      const kind = tag === EXTENSIBLE && stated >= 26 && room >= 26 ? view.getUint16(start + 24, little) : tag
      format = { tag: kind, channels, rate: view.getUint32(start + 4, little), bytes: view.getUint16(start + 12, little) / channels }
    }
    if (id === 'data') {
      if (!format) throw new Unreadable('is no sound: its samples come before the header says what they are')
      const { tag, channels, rate, bytes: size } = format
      if (tag !== PCM && tag !== FLOAT) {
        const inside = NAMES[tag] ?? `format ${tag}`
        throw new Unreadable(`is a WAV file with ${inside} inside, which can't be played. Save it with 16 or 24 bits`)
      }
      const isOpen = stated === UNKNOWN || stated === 0 && room > 0 && start + room === bytes.length
      const length = isOpen ? Math.min(large || room, 2 ** 53) : stated
      const promised = Math.floor(length / Math.max(1, size * channels))
      const data = new DataView(bytes.buffer, bytes.byteOffset + start, Math.min(length, room))
      const kind = tag === FLOAT ? 'float' : size === 1 ? 'offset' : 'int'
      return readPcm(data, { kind, bytes: size, little }, rate, channels, promised)
    }
    at = start + stated + stated % 2
  }
  throw new Unreadable(format ? 'has no samples in it' : 'is no sound: it has a WAV header without a format')
}
