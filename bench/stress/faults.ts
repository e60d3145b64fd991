/** What can befall a worker, done for real to a process, and how long it takes until two slots play again. */
import { request } from 'node:http'
import { now } from '../../src/slot/clock.ts'
import { type DeckStatus, type Run, pause } from '../../test/live/run.ts'
import { alive } from '../processes.ts'

export interface Fault {
  name: string
  /** What must be so before it can be done. */
  prepare?: (run: Run) => Promise<void>
  /** Does it; resolves with when it happened, ms on the clock of slot/clock.ts. */
  strike: (run: Run, pid: number) => number | Promise<number>
}

/** The longest pause before a fault, ms; the moment itself is random. */
const MOMENT = 150
/** How long a worker is stopped that is to go on, ms. */
const STOPPED = 200

const signal = (name: NodeJS.Signals): Fault => ({
  name,
  strike: (_, pid) => {
    const at = now()
    process.kill(pid, name)
    return at
  },
})

export const kill = signal('SIGKILL')
export const hang = signal('SIGSTOP')

const stumble: Fault = {
  name: `SIGSTOP, SIGCONT after ${STOPPED} ms`,
  strike: (_, pid) => {
    setTimeout(() => { if (alive(pid)) process.kill(pid, 'SIGCONT') }, STOPPED)
    return hang.strike(_, pid)
  },
}

/** Where the workers of a run can be reached by a debugger. */
const debuggers = new WeakMap<Run, Map<number, URL>>()

/** `process.exit(0)` in a worker that is busy rendering: Node's inspector reaches it there. The inspector is opened while the
 *  worker is still the spare, so first the two slots are filled with workers that were spares. */
const exit: Fault = {
  name: 'exit(0)',
  prepare: async run => {
    const doors = debuggers.get(run) ?? new Map<number, URL>()
    debuggers.set(run, doors)
    for (;;) {
      const { slots } = await run.redundant()
      const { pid } = (await run.status()).spare
      if (pid && !doors.has(pid)) doors.set(pid, await openInspector(run, pid))
      const unreached = slots.find(slot => !doors.has(slot.pid!))
      if (!unreached) return
      const since = run.news.length
      kill.strike(run, unreached.pid!)
      await run.heard(news => news.event === 'redundant', since)
    }
  },
  strike: async (run, pid) => {
    await evaluate(debuggers.get(run)!.get(pid)!, EXIT_SOON)
    while (alive(pid)) await pause(1)
    return now()
  },
}

export const faults: Fault[] = [kill, signal('SIGSEGV'), signal('SIGABRT'), exit, hang, stumble]

/** What a run needs in its environment for `exit`: an inspector that is opened takes a port that is free. */
export const environment = { ...process.env, NODE_OPTIONS: '--inspect-port=0' }

/** A process that ends waits for its debugger to leave. So it ends a little later, at the fourth look at the clock. */
const EXIT_SOON = `{
  const look = performance.now.bind(performance)
  let looks = 0
  performance.now = () => ++looks < 4 ? look() : process.exit(0)
}`

async function openInspector(run: Run, pid: number): Promise<URL> {
  const since = run.news.length
  process.kill(pid, 'SIGUSR1')
  const { text } = await run.heard(news => /ws:/.test(news.text), since)
  return new URL(text.match(/ws:\S+/)![0])
}

/** Runs a line of JavaScript in a process with an inspector: one message over a WebSocket (RFC 6455), then it leaves. */
function evaluate(door: URL, expression: string): Promise<void> {
  const message = Buffer.from(JSON.stringify({ id: 1, method: 'Runtime.evaluate', params: { expression } }))
  const TEXT = 0x81, LONG = 126, MASKED = 0x80
  const head = Buffer.from([TEXT, MASKED | LONG, message.length >> 8, message.length & 0xff, 0, 0, 0, 0])
  return new Promise((done, failed) => {
    request({
      host: door.hostname, port: door.port, path: door.pathname,
      headers: {
        'Connection': 'Upgrade', 'Upgrade': 'websocket', 'Sec-WebSocket-Version': '13',
        'Sec-WebSocket-Key': Buffer.alloc(16).toString('base64'),
      },
    }).on('upgrade', (_, socket) => {
      socket.on('error', () => {}).on('close', () => done()).once('data', () => socket.destroy())
      socket.write(Buffer.concat([head, message]))
    }).on('error', failed).end()
  })
}

/** How long the fault took to be noticed, and until two slots played again; ms. */
export interface Recovery { detected: number, redundant: number }

export type Role = 'active' | 'standby'

export const worker = (deck: DeckStatus, role: Role): number =>
  deck.slots[role === 'active' ? deck.active : 1 - deck.active].pid!

/** Strikes a worker at a random moment after there are two slots and a spare, and waits until two slots play again. */
export async function strike(run: Run, fault: Fault, role: Role): Promise<Recovery> {
  await fault.prepare?.(run)
  const deck = await run.redundant()
  await pause(Math.random() * MOMENT)
  return recover(run, () => fault.strike(run, worker(deck, role)))
}

/** Does it and waits until two slots play again. */
export async function recover(run: Run, fault: () => number | Promise<number>): Promise<Recovery> {
  const since = run.news.length
  const at = await fault()
  const noticed = await run.heard(news => ['failover', 'lost', 'late'].includes(news.event), since)
  const back = await run.heard(news => news.event === 'redundant', since)
  return { detected: noticed.at - at, redundant: back.at - at }
}
