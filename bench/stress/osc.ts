/** OSC from somebody who means no good, or too much: nothing is lost, the memory stays, what is valid works afterwards. */
import { createSocket } from 'node:dgram'
import { encode } from 'node-osc'
import { type Run, pause } from '../../test/live/run.ts'
import { residentMegabytes } from '../processes.ts'
import type { Row, Trial } from './trial.ts'

const FUZZED = 100_000
const FUZZ_RATE = 10_000
const FLOOD_RATE = 50_000
const FLOOD_SECONDS = 10
const BURST = 1000
/** So much may the engine have grown (MB): what V8 leaves lying before it cleans up, and the socket's buffer. */
const FLAT = 48
/** A moment for what is still in the socket's buffer, and for V8 to clean up; ms. */
const AFTER = 2000
/** Of the default patch; it turns nothing while lfo.depth is 0, so the sound stays what it is. */
const SILENT = '/mod/lfo/freq'

export const osc: Row[] = [{
  name: `OSC: ${FUZZED} fuzzed datagrams`,
  tries: 1,
  run: trial => bombard(trial, async port => {
    const kinds = fuzzed()
    await send(port, FUZZED, FUZZ_RATE, i => kinds[i % kinds.length](i))
  }),
}, {
  name: `OSC: flood of ${FLOOD_RATE} messages/s for ${FLOOD_SECONDS} s`,
  tries: 1,
  run: trial => bombard(trial, port => {
    const messages = Array.from({ length: 100 }, (_, i) => packet(SILENT, { type: 'float', value: 1 + i / 100 }))
    return send(port, FLOOD_RATE * FLOOD_SECONDS, FLOOD_RATE, i => messages[i % messages.length])
  }),
}, {
  name: `OSC: burst of ${BURST} messages`,
  tries: 10,
  run: trial => bombard(trial, port => trial.repeat(async () => {
    await send(port, BURST, Infinity, i => packet(SILENT, { type: 'float', value: 1 + i / BURST }))
    await pause(200)
  })),
}]

async function bombard(trial: Trial, act: (port: number) => Promise<void>): Promise<void> {
  const run = await trial.start()
  await run.redundant()
  await pause(AFTER)
  const { osc: before } = await run.status()
  const memory = residentMegabytes(run.engine)
  await act(run.port)
  await pause(AFTER)
  const grown = residentMegabytes(run.engine) - memory
  trial.expect(grown < FLAT, `the engine has grown by ${grown.toFixed(0)} MB`)
  const { osc: after } = await run.status()
  trial.note(`counted: ${after.received - before.received} received, ${after.rejected - before.rejected} of them refused`)
  trial.expect(after.received > before.received, 'they are not counted')
  await works(trial, run)
  await run.redundant()
  await trial.judge(run)
}

/** What is valid is obeyed. */
async function works(trial: Trial, run: Run): Promise<void> {
  await send(run.port, 1, Infinity, () => packet(SILENT, { type: 'float', value: 7.5 }))
  await pause(AFTER)
  const [value] = await run.send(SILENT)
  trial.expect(value === 7.5, `a valid message does not work afterwards: ${SILENT} is ${value}`)
}

/** Sends `count` datagrams, so many a second. */
async function send(port: number, count: number, rate: number, make: (i: number) => Buffer): Promise<void> {
  const socket = createSocket('udp4')
  socket.on('error', () => {})
  const began = performance.now()
  for (let sent = 0; sent < count;) {
    const due = Math.min(count, rate === Infinity ? count : (performance.now() - began) / 1000 * rate)
    for (; sent < due; sent++) socket.send(make(sent), port, '127.0.0.1')
    await pause(1)
  }
  while (socket.getSendQueueCount() > 0) await pause(1)
  socket.close()
}

const packet = (address: string, ...args: object[]): Buffer => encode({ address, args } as never) as Buffer

/** What may come in place of a message. None of it is one that would change the sound. */
function fuzzed(): ((i: number) => Buffer)[] {
  const valid = packet('/mod/sine/freq', { type: 'string', value: 'not a number' }, { type: 'float', value: 1 })
  const random = (bytes: number): Buffer => Buffer.from(Array.from({ length: bytes }, () => Math.floor(256 * Math.random())))
  const randoms = Array.from({ length: 200 }, (_, i) => random(i * 7))
  let nested = packet('/nowhere')
  for (let depth = 0; depth < 1000; depth++) {
    const size = Buffer.alloc(4)
    size.writeUInt32BE(nested.length)
    nested = Buffer.concat([Buffer.from('#bundle\0'), Buffer.alloc(8), size, nested])
  }
  const blob = packet('/mod/sine/freq', { type: 'blob', value: Buffer.alloc(60_000, 7) })
  const notNumbers = [packet('/mod/sine/freq', { type: 'float', value: NaN }),
    ...[Infinity, -Infinity].map(value => packet(SILENT, { type: 'float', value }))]
  const patterns = [`/mod/${'*'.repeat(50)}z`, `/{${'a,'.repeat(200)}}/x`, `/mod/[${'a-'.repeat(100)}]`, `/${'*a'.repeat(30)}!`]
    .map(address => packet(address))
  return [
    i => randoms[i % randoms.length], i => valid.subarray(0, i % (valid.length - 1)), i => patterns[i % patterns.length],
    i => notNumbers[i % notNumbers.length], i => i % 20 === 4 ? nested : randoms[(i * 31) % randoms.length],
    i => i % 60 === 5 ? blob : valid, i => Buffer.concat([valid, randoms[i % 50]]),
  ]
}
