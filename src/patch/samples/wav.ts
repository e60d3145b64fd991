/** Reads WAV files: RIFF, RF64 and RIFX, with integers of 8 to 32 bits or floats, also in the extensible form.
 *  Source: Microsoft and IBM, Multimedia Programming Interface and Data Specifications 1.0; Microsoft, Multiple Channel Audio Data and
 *  WAVE Files; EBU Tech 3306 (RF64). */
import { readPcm } from './pcm.ts'
import type { Format } from './pcm.ts'
import { check, Unreadable } from './sound.ts'
import type { Sound } from './sound.ts'

const [PCM, FLOAT, EXTENSIBLE] = [1, 3, 0xfffe]
const NAMES: Record<number, string> = { 2: 'ADPCM', 6: 'A-law', 7: 'µ-law', 0x11: 'IMA ADPCM', 0x50: 'MPEG', 0x55: 'MP3' }
/** A size that stands in the ds64 chunk, or was never written. */
const UNKNOWN = 0xffff_ffff

/** Bytes of a chunk's head, and of a format with the extensible form's own tag. */
const [HEAD, FORMAT] = [8, 26]

/** What a file says of its samples: how they are written, in how many channels, at which rate in Hz, from which byte on; and how many
 *  bytes of them it promises, which may be more than there are. */
export interface Layout extends Format { channels: number, rate: number, start: number, promised: number }

/** Errors: Unreadable. */
export function readWav(bytes: Uint8Array): Sound {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const look = (at: number, count: number): DataView => new DataView(view.buffer, view.byteOffset + at, Math.min(count, view.byteLength - at))
  const layout = layoutOf(look, view.byteLength)
  const { start, promised, channels, rate } = layout
  const data = new DataView(view.buffer, view.byteOffset + start, Math.min(promised, view.byteLength - start))
  return readPcm(data, layout, rate, channels, Math.floor(promised / Math.max(1, layout.bytes * channels)))
}

/** Finds the samples of a WAV file of `size` bytes. `look`: gives the bytes from a place on, so many or as many as there are.
 *  Errors: Unreadable. */
export function layoutOf(look: (at: number, count: number) => DataView, size: number): Layout {
  const little = text(look(0, 4)) !== 'RIFX'
  let format: Omit<Layout, 'start' | 'promised'> | null = null
  for (let at = 12, large = 0; at + HEAD <= size;) {
    const chunk = look(at, HEAD + FORMAT)
    const [id, stated, room, start] = [text(chunk), chunk.getUint32(4, little), chunk.byteLength - HEAD, at + HEAD]
    if (id === 'ds64' && room >= 16) large = Number(chunk.getBigUint64(HEAD + 8, little))
    if (id === 'fmt ' && stated >= 16 && room >= 16) format = formatOf(chunk, Math.min(stated, room), little)
    if (id === 'data') {
      if (!format) throw new Unreadable('is no sound: its samples come before the header says what they are')
      const isOpen = stated === UNKNOWN || stated === 0 && room > 0
      return { ...format, start, promised: isOpen ? Math.min(large || size - start, 2 ** 53) : stated }
    }
    at = start + stated + stated % 2
  }
  throw new Unreadable(format ? 'has no samples in it' : 'is no sound: it has a WAV header without a format')
}

/** What a format chunk says, of which `length` bytes are there. */
function formatOf(chunk: DataView, length: number, little: boolean): Omit<Layout, 'start' | 'promised'> {
  const outer = chunk.getUint16(HEAD, little)
  // Of the extensible form the first two bytes of the GUID are the tag.
  const tag = outer === EXTENSIBLE && length >= FORMAT ? chunk.getUint16(HEAD + 24, little) : outer
  if (tag !== PCM && tag !== FLOAT) {
    throw new Unreadable(`is a WAV file with ${NAMES[tag] ?? `format ${tag}`} inside, which can't be read. Save it with 16 or 24 bits`)
  }
  const channels = chunk.getUint16(HEAD + 2, little)
  const rate = chunk.getUint32(HEAD + 4, little)
  check({ rate, channels })
  const bytes = chunk.getUint16(HEAD + 12, little) / channels
  return { kind: tag === FLOAT ? 'float' : bytes === 1 ? 'offset' : 'int', bytes, little, channels, rate }
}

const text = (chunk: DataView): string => String.fromCharCode(...[0, 1, 2, 3].map(i => chunk.getUint8(i)))
