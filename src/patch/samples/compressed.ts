/** FLAC, Ogg Vorbis and MP3, by decoders that are compiled to WebAssembly: libFLAC, libvorbis, mpg123. Their files are handed over a
 *  piece at a time, so that one that unpacks to hours of silence is stopped before it fills the memory. */
import { FLACDecoder } from '@wasm-audio-decoders/flac'
import { OggVorbisDecoder } from '@wasm-audio-decoders/ogg-vorbis'
import { MPEGDecoder } from 'mpg123-decoder'
import { check, clean, MOST_BYTES, tooLong, Unreadable } from './sound.ts'
import type { Sound } from './sound.ts'

/** Bytes that are handed over at a time. */
const PIECE = 2 ** 14

/** What a decoder gives of a piece. */
interface Decoded { channelData: Float32Array[], samplesDecoded: number, sampleRate: number, errors: readonly { message: string }[] }
type Decode = (piece: Uint8Array) => Decoded | Promise<Decoded>

/** Errors: Unreadable. */
export async function readFlac(bytes: Uint8Array): Promise<Sound> {
  const decoder = new FLACDecoder()
  await decoder.ready
  try {
    let most = 0
    const known = <D extends { bitDepth: number }>(decoded: D): D => {
      if (decoded.bitDepth > 0) most = 2 ** (decoded.bitDepth - 1)
      return decoded
    }
    const sound = await inPieces(bytes, async piece => known(await decoder.decode(piece)), async () => known(await decoder.flush()))
    // The decoder has divided by one less than full scale.
    if (most > 0) for (const channel of sound.channels) {
      for (let i = 0; i < channel.length; i++) channel[i] = Math.round(channel[i] * (most - 1)) / most
    }
    return { flaw: cutShort(sound, promised(bytes)), ...sound }
  } finally {
    decoder.free()
  }
}

/** Errors: Unreadable. */
export async function readVorbis(bytes: Uint8Array): Promise<Sound> {
  const decoder = new OggVorbisDecoder()
  await decoder.ready
  try {
    const sound = await inPieces(bytes, piece => decoder.decode(piece), () => decoder.flush())
    return { ...!isEnded(bytes) && { flaw: `ends after ${seconds(sound)} s: the rest of the file is missing` }, ...sound }
  } finally {
    decoder.free()
  }
}

/** The silence that encoders put before and after the sound is left out where the file says how much it is.
 *  Errors: Unreadable. */
export async function readMp3(bytes: Uint8Array): Promise<Sound> {
  const decoder = new MPEGDecoder()
  await decoder.ready
  // It prints what it stumbles over, and gives it too.
  const { error } = console
  console.error = () => {}
  try {
    const sound = await inPieces(bytes, piece => decoder.decode(piece))
    return isMono(bytes) ? { ...sound, channels: sound.channels.slice(0, 1) } : sound
  } finally {
    console.error = error
    decoder.free()
  }
}

async function inPieces(bytes: Uint8Array, decode: Decode, flush?: () => Decoded | Promise<Decoded>): Promise<Sound> {
  const parts: Float32Array[][] = []
  let [rate, frames, count, faults] = [0, 0, 0, 0]
  let first = ''
  const take = ({ channelData, samplesDecoded, sampleRate, errors }: Decoded) => {
    faults += errors.length
    first ||= errors[0]?.message ?? ''
    if (samplesDecoded === 0) return
    if (rate !== 0 && (sampleRate !== rate || channelData.length !== count)) {
      throw new Unreadable('changes its sample rate or its channels on the way, which can\'t be played')
    }
    rate = sampleRate
    count = channelData.length
    frames += samplesDecoded
    check({ rate, channels: count })
    if (4 * frames * count > MOST_BYTES) throw tooLong(frames / rate * bytes.length / Math.max(1, done), MOST_BYTES / (4 * count * rate))
    parts.push(channelData)
  }
  let done = 0
  try {
    while (done < bytes.length) {
      const piece = bytes.subarray(done, done + PIECE)
      done += piece.length
      take(await decode(piece))
    }
    if (flush) take(await flush())
  } catch (error) {
    // What the decoder makes of nonsense.
    if (error instanceof Unreadable) throw error
    first ||= (error as Error).message
    faults++
  }
  if (frames === 0) throw new Unreadable(`has no sound in it that can be decoded${first && ` (${first})`}`)
  const channels = Array.from({ length: count }, (_, c) => {
    const whole = new Float32Array(frames)
    let at = 0
    for (const part of parts) {
      whole.set(part[c], at)
      at += part[c].length
    }
    return whole
  })
  clean(channels)
  const damage = `is damaged: what can be decoded of it, ${(frames / rate).toFixed(2)} s, is played (${first})`
  return { rate, channels, ...faults > 0 && { flaw: damage } }
}

const seconds = ({ rate, channels: [{ length }] }: Sound) => (length / rate).toFixed(2)

/** What is wrong with a sound that has fewer frames than it should. */
function cutShort(sound: Sound, frames: number): string | undefined {
  const isShort = sound.channels[0].length < frames
  return isShort ? `ends after ${seconds(sound)} s; its header promises ${(frames / sound.rate).toFixed(2)} s` : undefined
}

/** The frames that the first block of a FLAC file promises, in 36 bits; 0 where it doesn't say. */
const promised = (bytes: Uint8Array) =>
  bytes.length < 26 ? 0 : (bytes[21] & 15) * 2 ** 32 + ((bytes[22] << 24 | bytes[23] << 16 | bytes[24] << 8 | bytes[25]) >>> 0)

/** Whether an Ogg file has its last page, which is marked as such. */
function isEnded(bytes: Uint8Array): boolean {
  const last = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).lastIndexOf('OggS')
  return last + 5 < bytes.length && (bytes[last + 5] & 4) !== 0
}

/** Whether the first frame says so: mpg123 gives two channels in any case. */
function isMono(bytes: Uint8Array): boolean {
  const tag = bytes[0] === 0x49 && bytes[1] === 0x44 && bytes[2] === 0x33
    ? 10 + (bytes[6] << 21 | bytes[7] << 14 | bytes[8] << 7 | bytes[9]) : 0
  for (let i = tag; i + 3 < bytes.length; i++) if (bytes[i] === 0xff && (bytes[i + 1] & 0xe6) === 0xe2) return bytes[i + 3] >> 6 === 3
  return false
}
