/** Samples as they lie in WAV and AIFF files: interleaved integers or floats. */
import { check, clean, Unreadable } from './sound.ts'
import type { Sound } from './sound.ts'

/** How samples are written down: 'int' is signed, 'offset' unsigned with its zero in the middle. `bytes`: of one. */
export interface Format { kind: 'int' | 'offset' | 'float', bytes: number, little: boolean }

/** Reads a stretch of interleaved samples. `frames`: how many the header promised.
 *  Errors: Unreadable for a format that there isn't, or more sound than there is room for. */
export function readPcm(data: DataView, { kind, bytes, little }: Format, rate: number, count: number, promised: number): Sound {
  check({ rate, channels: count })
  const frames = Math.min(promised, Math.floor(data.byteLength / (bytes * count)))
  check({ rate, channels: count, frames })
  if (frames === 0) throw new Unreadable('has no frame of sound in it')
  const read = sampleReader(data, kind, bytes, little)
  const channels = Array.from({ length: count }, (_, c) => {
    const samples = new Float32Array(frames)
    for (let i = 0, at = c * bytes; i < frames; i++, at += bytes * count) samples[i] = read(at)
    return samples
  })
  const broken = kind === 'float' ? clean(channels) : 0
  const flaws = [
    ...frames < promised ? [`ends after ${(frames / rate).toFixed(2)} s; its header promises ${(promised / rate).toFixed(2)} s`] : [],
    ...broken > 0 ? [`has ${broken} samples that are no numbers: they are silence`] : [],
  ]
  return { rate, channels, ...flaws.length > 0 && { flaw: flaws.join('; it ') } }
}

/** What reads the sample that lies at a byte, full scale at ±1. Errors: Unreadable for a format that there isn't. */
export function sampleReader(data: DataView, kind: Format['kind'], bytes: number, little: boolean): (at: number) => number {
  const name = `${kind} ${8 * bytes}`
  switch (name) {
    case 'int 8': return at => data.getInt8(at) / 2 ** 7
    case 'offset 8': return at => (data.getUint8(at) - 128) / 2 ** 7
    case 'int 16': return at => data.getInt16(at, little) / 2 ** 15
    case 'int 24': return little
      ? at => (data.getUint16(at, true) | data.getInt8(at + 2) << 16) / 2 ** 23
      : at => (data.getInt8(at) << 16 | data.getUint16(at + 1)) / 2 ** 23
    case 'int 32': return at => data.getInt32(at, little) / 2 ** 31
    case 'float 32': return at => data.getFloat32(at, little)
    case 'float 64': return at => data.getFloat64(at, little)
    default: throw new Unreadable(`has samples of ${8 * bytes} bits (${kind}), which can't be played. Save it with 16 or 24 bits`)
  }
}
