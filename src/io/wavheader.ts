/** The head of a stereo WAV file: always of the same length, so that it can be brought up to date where it lies, by one write.
 *  Sources: Microsoft and IBM, Multimedia Programming Interface and Data Specifications 1.0; beyond 4 GiB, RF64: EBU Tech 3306. RIFF is
 *  little-endian, as is every machine that this runs on. */

/** How samples are kept: 32-bit floats, which lose nothing, or integers of so many bits. */
export const WAV_FORMATS = ['float', '24', '16'] as const
export type WavFormat = typeof WAV_FORMATS[number]

export const WAV_HEADER_BYTES = 94
const PCM = 1
const IEEE_FLOAT = 3
/** Sizes have 32 bits: a longer file says this instead, and the true ones in a chunk of their own. */
const MAX_SIZE = 0xffff_ffff
const CHANNELS = 2
/** The place that is kept for that chunk, and where the others lie. */
const LONG_BYTES = 28
const LONG_AT = 12
const FORMAT_AT = LONG_AT + 8 + LONG_BYTES
const FACT_AT = FORMAT_AT + 26
const DATA_AT = FACT_AT + 12

/** Bytes of a frame. */
export const frameBytes = (format: WavFormat): number => CHANNELS * (format === 'float' ? 4 : Number(format) / 8)

/** A head for `rate` (Hz); `stateFrames` says how many frames there are. */
export function wavHeader(format: WavFormat, rate: number): Buffer {
  const head = Buffer.alloc(WAV_HEADER_BYTES)
  const frame = frameBytes(format)
  head.write('RIFF', 0, 'latin1')
  head.write('WAVE', 8, 'latin1')
  head.write('JUNK', LONG_AT, 'latin1')
  head.writeUInt32LE(LONG_BYTES, LONG_AT + 4)
  head.write('fmt ', FORMAT_AT, 'latin1')
  head.writeUInt32LE(18, FORMAT_AT + 4)
  head.writeUInt16LE(format === 'float' ? IEEE_FLOAT : PCM, FORMAT_AT + 8)
  head.writeUInt16LE(CHANNELS, FORMAT_AT + 10)
  head.writeUInt32LE(rate, FORMAT_AT + 12)
  head.writeUInt32LE(rate * frame, FORMAT_AT + 16)
  head.writeUInt16LE(frame, FORMAT_AT + 20)
  head.writeUInt16LE(8 * frame / CHANNELS, FORMAT_AT + 22)
  head.write('fact', FACT_AT, 'latin1')
  head.writeUInt32LE(4, FACT_AT + 4)
  head.write('data', DATA_AT, 'latin1')
  return head
}

/** Writes into a head how many frames of `bytes` bytes there are. */
export function stateFrames(head: Buffer, frames: number, bytes: number): void {
  const data = frames * bytes
  const riff = WAV_HEADER_BYTES - 8 + data
  if (riff >= MAX_SIZE) {
    head.write('RF64', 0, 'latin1')
    head.write('ds64', LONG_AT, 'latin1')
    const sizes = [riff, data, frames].map(BigInt)
    sizes.forEach((size, i) => head.writeBigUInt64LE(size, LONG_AT + 8 + 8 * i))
  }
  const short = (size: number): number => riff >= MAX_SIZE ? MAX_SIZE : size
  head.writeUInt32LE(short(riff), 4)
  head.writeUInt32LE(short(frames), FACT_AT + 8)
  head.writeUInt32LE(short(data), DATA_AT + 4)
}
