/** Senders that mean no good: floods, bursts and fuzz over real UDP, from a process of their own, so that to send disturbs
 *  nobody who measures. */
import { spawn } from 'node:child_process'
import { createSocket } from 'node:dgram'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { tsEnvironment, tsFlags } from '../../src/slot/node.ts'
import { bytesOf, datagrams } from '../io/fuzz.ts'

/** What is to be sent. `rate`: datagrams a second, 0 for as fast as it goes. */
interface Job { port: number, count: number, rate: number, what: 'valid' | 'gates' | 'fuzz', seed: number }

/** What was sent: datagrams, and over how many seconds. */
export interface Sent { sent: number, seconds: number }

/** Values that a flood goes through, for each parameter. */
const VALUES = 512
/** Parameters of patches/default.ts that a flood turns, each between two values. They change nothing that is heard while the
 *  lfo's depth is 0, so a recording can be compared with one that nobody disturbed. */
const TURNED: [address: string, from: number, to: number][] = [
  ['/mod/lfo/freq', 0.1, 20], ['/mod/vibrato/gain', 0, 2], ['/mod/wobble/gain', 0, 2],
]
/** Most that is sent at once, without looking at the clock. */
const BATCH = 200

const THIS_FILE = fileURLToPath(import.meta.url)

/** Valid messages for patches/default.ts, so many a second. `what`: changes of several parameters, or moves of one gate. */
export function flood(port: number, perSecond: number, seconds: number, what: 'valid' | 'gates' = 'valid'): Promise<Sent> {
  return sender({ port, count: perSecond * seconds, rate: perSecond, what, seed: 1 })
}

/** Valid messages, all at once. */
export function burst(port: number, n: number): Promise<Sent> {
  return sender({ port, count: n, rate: 0, what: 'valid', seed: 1 })
}

/** Datagrams of every kind that is wrong. */
export function fuzz(port: number, n: number, seed: number, perSecond = 2000): Promise<Sent> {
  return sender({ port, count: n, rate: perSecond, what: 'fuzz', seed })
}

async function sender(job: Job): Promise<Sent> {
  const child = spawn(process.execPath, [...tsFlags, THIS_FILE, JSON.stringify(job)],
    { stdio: ['ignore', 'pipe', 'inherit'], env: tsEnvironment })
  let text = ''
  child.stdout.setEncoding('utf8').on('data', part => { text += part })
  const [code] = await once(child, 'close')
  if (code !== 0) throw new Error(`the sender ended with ${code}`)
  return JSON.parse(text)
}

async function run({ port, count, rate, what, seed }: Job): Promise<Sent> {
  const socket = createSocket('udp4')
  socket.connect(port, '127.0.0.1')
  await once(socket, 'connect')
  const packets = what === 'fuzz' ? datagrams(seed, count) : turns(what)
  const began = performance.now()
  let sent = 0
  while (sent < count) {
    const due = rate > 0 ? Math.min(count, Math.floor(rate * (performance.now() - began) / 1000)) : count
    const batch = Math.min(due, sent + BATCH)
    while (sent < batch) {
      socket.send(packets.next().value!)
      sent++
    }
    await new Promise(resolve => sent < due ? setImmediate(resolve) : setTimeout(resolve, 1))
  }
  const seconds = (performance.now() - began) / 1000
  while (socket.getSendQueueCount() > 0) await new Promise(resolve => setImmediate(resolve))
  socket.close()
  return { sent, seconds }
}

/** The messages of a flood, over and over, without making one anew. */
function* turns(what: 'valid' | 'gates'): Generator<Buffer> {
  const all = Array.from({ length: VALUES }, (_, i) => what === 'gates'
    ? [bytesOf('/gate/adsr', (i + 1) % 2)]
    : TURNED.map(([address, from, to]) => bytesOf(address, from + (to - from) * i / VALUES))).flat()
  for (;;) yield* all
}

if (process.argv[1] === THIS_FILE) console.log(JSON.stringify(await run(JSON.parse(process.argv[2]))))
