/** Datagrams that no good program would send, from a seed: the same seed, the same datagrams. None of them is a message that
 *  changes anything. */

/** Sizes of datagrams: most are small, one in so many is as large as UDP allows. */
const LARGEST = 65_507
const LARGE_ONE_IN = 200
/** Bundles in a bundle that is nested without sense. */
const DEEP = 1000

/** A message with one 32-bit float. */
export function bytesOf(address: string, value: number): Buffer {
  const data = Buffer.alloc(4)
  data.writeFloatBE(value)
  return message(address, ',f', data)
}

/** A message as bytes: address and type tags padded to four, then the arguments. */
export function message(address: string, tags: string, ...args: Buffer[]): Buffer {
  return Buffer.concat([...[address, tags].map(padded), ...args])
}

/** A bundle around packets, to be done at once. */
export function bundle(...packets: Buffer[]): Buffer {
  const elements = packets.flatMap(packet => [int32(packet.length), packet])
  return Buffer.concat([Buffer.from('#bundle\0\0\0\0\0\0\0\0\x01', 'latin1'), ...elements])
}

/** A bundle to be done at a time, ms since 1970, as NTP writes it. */
export function bundleAt(time: number, ...packets: Buffer[]): Buffer {
  const timed = bundle(...packets)
  const seconds = Math.floor(time / 1000)
  timed.writeUInt32BE((seconds + 2_208_988_800) % 2 ** 32, 8)
  timed.writeUInt32BE(Math.floor((time / 1000 - seconds) * 2 ** 32), 12)
  return timed
}

/** `depth` bundles, one in the other, and a message within. */
export function nested(depth: number, within: Buffer): Buffer {
  const head = Buffer.concat([bundle(), int32(0)])
  const packet = Buffer.alloc(head.length * depth + within.length)
  for (let i = 0; i < depth; i++) {
    head.copy(packet, i * head.length)
    packet.writeInt32BE((depth - 1 - i) * head.length + within.length, i * head.length + head.length - 4)
  }
  within.copy(packet, depth * head.length)
  return packet
}

/** The next number of a sequence in [0, 1): a linear congruential generator (Numerical Recipes). */
export function random(seed: number): () => number {
  let state = seed >>> 0
  return () => (state = Math.imul(state, 1_664_525) + 1_013_904_223 >>> 0) / 2 ** 32
}

export function* datagrams(seed: number, count: number): Generator<Buffer> {
  const next = random(seed)
  const below = (n: number): number => Math.floor(next() * n)
  const bytes = (n: number): Buffer => Buffer.from(Array.from({ length: n }, () => below(256)))
  const pick = <T>(items: readonly T[]): T => items[below(items.length)]
  // One that could be right once it is hurt: of a module that no patch has.
  const almost = (): Buffer => pick([
    message('/mod/nobody/freq', ',f', bytes(4)), message('/gate/nobody', ',s', padded('on')),
    bundle(message('/mod/nobody/q', ',d', bytes(8)), nested(3, message('/gate/nobody', ',T'))),
  ])
  const kinds: (() => Buffer)[] = [
    () => bytes(below(64)),
    () => almost().subarray(0, below(40)),
    () => {
      const packet = almost()
      packet[below(packet.length)] = below(256)
      return packet
    },
    () => nested(pick([15, 16, 17, 100, DEEP]), almost()),
    // Values that are no numbers, or hardly; where they are numbers the module is one that isn't there.
    () => message('/mod/sine/freq', ',f', pick(NOT_NUMBERS)),
    () => message('/mod/sine/freq', ',d', pick(NOT_DOUBLES)),
    () => message('/mod/nobody/freq', ',f', pick([float(Infinity), float(-Infinity), float(-0), Buffer.from([0, 0, 0, 1])])),
    // Patterns to trip over, for whoever matches them by trying.
    () => message(`/mod/${pick(['{a,b}', '*?', '[!x]*', '{{{{', '[[[[', '**', '{,}'])}`.padEnd(below(300)) + '*?'.repeat(below(2000)), ',f', bytes(4)),
    () => message(pick(NAMES), pick([',f', ',i', ',s', ',']), bytes(4)),
    // Types without data, data without types, types that are none.
    () => message('/mod/sine/freq', `,${pick(['ff', 'd', 'h', 'fs', 'b', '[f]', 'N', 'I', 't', 'é', 'f'.repeat(1 + below(5000))])}`),
    () => Buffer.concat([padded('/mod/sine/freq'), bytes(4 + below(32))]),
    () => message('/mod/sine/freq', ',b', int32(pick([-1, 0, 1, 2 ** 31 - 1, -(2 ** 31), 60_000])), bytes(below(32))),
    () => message('/mod/filter/mode', ',s', padded(pick(['x', 'lowpas', '\x1b[2J', 'ü', '__proto__']).repeat(1 + below(3000)))),
    // Sizes of a bundle's elements that lie, and texts without an end.
    () => Buffer.concat([bundle(), int32(pick([-1, 0, 3, 2 ** 31 - 1, -(2 ** 31)])), bytes(below(40))]),
    () => Buffer.from(`/mod/sine/freq${'x'.repeat(1 + below(40))}`),
    () => Buffer.from('/mod/sine/freq\0\0,s\0\0no end'),
    () => message(pick(['/error', '/status/reply', '/x/reply']), ',s', padded('/x')),
    // An address that doesn't end at a multiple of four.
    () => Buffer.concat([Buffer.from(`${'/mod/sine/freq'.slice(0, 5 + below(9))}\0,f`), bytes(4)]),
  ]
  for (let i = 0; i < count; i++) {
    if (below(LARGE_ONE_IN) === 0) yield large(below(4), bytes(1)[0])
    else yield pick(kinds)()
  }
}

/** As long as a datagram can be: noise, one address, one text, or a bundle with as many messages as it has room for. */
function large(kind: number, byte: number): Buffer {
  if (kind === 0) return Buffer.alloc(LARGEST, byte)
  if (kind === 1) return Buffer.from('/'.padEnd(LARGEST, 'x*'))
  const text = 'x'.repeat(LARGEST - 100)
  if (kind === 2) return message('/mod/filter/mode', ',s', padded(text))
  const one = message('/mod/nobody/q', ',T')
  return bundle(...Array.from({ length: Math.floor((LARGEST - 16) / (one.length + 4)) }, () => one))
}

const NAMES = [
  '/mod/__proto__/constructor', '/mod/constructor/name', '/__proto__', '/constructor', '/toString', '/gate/', '/gate//', '//', '/',
  '/mod', '/mod/', '/mod//', '/mod/sine', '/mod/sine/', '/mod/sine/freq/', '/mod/sine/__proto__', '/gate/__proto__', '/gate/sine',
  '/mod/../../etc/passwd', '/mod/s\u00efne/freq', '/mod/si ne/freq', '/MOD/sine/freq', 'mod/sine/freq', '/mod/sine/freq\x01',
]

const NOT_NUMBERS = [0x7fc00000, 0x7f800001, 0xffc00000, 0xffffffff].map(bits => {
  const data = Buffer.alloc(4)
  data.writeUInt32BE(bits)
  return data
})
const NOT_DOUBLES = NOT_NUMBERS.map(data => Buffer.concat([Buffer.from([0x7f, 0xf8, 0, 1]), data]))

/** A text with its end, padded to four. */
function padded(text: string): Buffer {
  const bytes = Buffer.from(text)
  const packet = Buffer.alloc((bytes.length + 4) & ~3)
  bytes.copy(packet)
  return packet
}

function int32(value: number): Buffer {
  const data = Buffer.alloc(4)
  data.writeInt32BE(value)
  return data
}

function float(value: number): Buffer {
  const data = Buffer.alloc(4)
  data.writeFloatBE(value)
  return data
}
