/** From the bytes of a sound file to its samples. What counts is what is in it, not how it is called. */
import { readAiff } from './aiff.ts'
import { Unreadable } from './sound.ts'
import type { Sound } from './sound.ts'
import { readWav } from './wav.ts'

const CAN = 'WAV, AIFF, FLAC, Ogg Vorbis and MP3 can be played'

/** Decodes a file. Errors: Unreadable, saying what it is or isn't. */
export function decode(bytes: Uint8Array): Sound | Promise<Sound> {
  const text = (at: number, length = 4) => String.fromCharCode(...bytes.subarray(at, at + length))
  if (bytes.length === 0) throw new Unreadable('is empty')
  const start = text(0)
  if (['RIFF', 'RIFX', 'RF64'].includes(start) && text(8) === 'WAVE') return readWav(bytes)
  if (start === 'FORM' && ['AIFF', 'AIFC'].includes(text(8))) return readAiff(bytes)
  const compressed = () => import('./compressed.ts')
  if (start === 'fLaC') return compressed().then(({ readFlac }) => readFlac(bytes))
  if (start === 'OggS') {
    const head = text(28, 8)
    if (head.startsWith('\x01vorbis')) return compressed().then(({ readVorbis }) => readVorbis(bytes))
    const codec = head.startsWith('OpusHead') ? 'Opus' : head.startsWith('\x7fFLAC') ? 'FLAC in Ogg' : 'something else than Vorbis'
    throw new Unreadable(`has ${codec} inside. ${CAN}`)
  }
  const isMpeg = start.startsWith('ID3') || bytes[0] === 0xff && (bytes[1] & 0xe6) === 0xe2
  if (isMpeg) return compressed().then(({ readMp3 }) => readMp3(bytes))
  throw new Unreadable(`is no sound that is known here${known(start)}. ${CAN}`)
}

const OTHERS: Record<string, string> = {
  'caff': 'CAF', '.snd': 'AU', '%PDF': 'PDF', 'PK\x03\x04': 'an archive', '\x89PNG': 'a picture', 'wvpk': 'WavPack', 'MThd': 'MIDI',
}

/** What a file is by what it starts with, if that is known. */
function known(start: string): string {
  return start in OTHERS ? ` (it is ${OTHERS[start]})` : ''
}
