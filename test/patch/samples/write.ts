/** Writes sound files in every form that can be read, for tests. */

/** Interleaves channels as numbers of so many bits; `kind`: what is in the header. */
function body(channels: readonly ArrayLike<number>[], bits: number, float: boolean, little: boolean, offset = false): Uint8Array {
  const bytes = bits / 8
  const out = new DataView(new ArrayBuffer(channels.length * channels[0].length * bytes))
  let at = 0
  for (let i = 0; i < channels[0].length; i++) for (const channel of channels) {
    const n = Math.round(Math.max(-1, Math.min(1 - 2 ** (1 - bits), channel[i])) * 2 ** (bits - 1)) + (offset ? 2 ** (bits - 1) : 0)
    if (float && bits === 32) out.setFloat32(at, channel[i], little)
    else if (float) out.setFloat64(at, channel[i], little)
    else for (let b = 0; b < bytes; b++) out.setUint8(at + (little ? b : bytes - 1 - b), Math.floor(n / 2 ** (8 * b)) & 255)
    at += bytes
  }
  return new Uint8Array(out.buffer)
}

const chunk = (id: string, data: Uint8Array, little: boolean, size = data.length) => {
  const head = Buffer.alloc(8)
  head.write(id, 'latin1')
  if (little) head.writeUInt32LE(size, 4)
  else head.writeUInt32BE(size, 4)
  return Buffer.concat([head, data, Buffer.alloc(data.length % 2)])
}

/** What a WAV header may say otherwise than the truth. */
interface Lies { tag?: number, channels?: number, rate?: number, bits?: number, size?: number }

/** A WAV file. */
export function wav(
  channels: readonly ArrayLike<number>[], rate: number, bits = 16, float = false, { extensible = false, big = false } = {}, lies: Lies = {},
): Buffer {
  const little = !big
  const format = new DataView(new ArrayBuffer(extensible ? 40 : 16))
  const tag = lies.tag ?? (float ? 3 : 1)
  const count = lies.channels ?? channels.length
  format.setUint16(0, extensible ? 0xfffe : tag, little)
  format.setUint16(2, count, little)
  format.setUint32(4, lies.rate ?? rate, little)
  format.setUint32(8, (rate * count * bits) / 8, little)
  format.setUint16(12, (count * bits) / 8, little)
  format.setUint16(14, lies.bits ?? bits, little)
  if (extensible) {
    format.setUint16(16, 22, little)
    format.setUint16(18, bits, little)
    format.setUint16(24, tag, little)
  }
  const data = body(channels, bits, float, little, bits === 8)
  const rest = Buffer.concat([
    Buffer.from('WAVE'), chunk('fmt ', new Uint8Array(format.buffer), little), chunk('LIST', Buffer.from('odd'), little),
    chunk('data', data, little, lies.size),
  ])
  return Buffer.concat([Buffer.from(chunk(big ? 'RIFX' : 'RIFF', new Uint8Array(0), little, rest.length)), rest])
}

/** An AIFF file, or with a type an AIFF-C file. */
export function aiff(channels: readonly ArrayLike<number>[], rate: number, bits: number, type = ''): Buffer {
  const common = Buffer.alloc(type ? 24 : 18)
  common.writeUInt16BE(channels.length, 0)
  common.writeUInt32BE(channels[0].length, 2)
  common.writeUInt16BE(bits, 6)
  const exponent = Math.floor(Math.log2(rate))
  common.writeUInt16BE(16383 + exponent, 8)
  common.writeBigUInt64BE(BigInt(rate) << BigInt(63 - exponent), 10)
  if (type) common.write(type, 18, 'latin1')
  const float = /^fl/i.test(type)
  const sound = Buffer.concat([Buffer.alloc(8), body(channels, bits, float, type === 'sowt')])
  const rest = Buffer.concat([Buffer.from(type ? 'AIFC' : 'AIFF'), chunk('COMM', common, false), chunk('SSND', sound, false)])
  return Buffer.concat([chunk('FORM', new Uint8Array(0), false, rest.length), rest])
}
